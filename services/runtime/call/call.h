/* A handler is a row of six small functions, and a call is what they work on: a request, an event taken in, or a timer
 * that is due. The engine moves up to 64 calls at once in two pipelined waves (loads; then a transaction each) and one
 * barrier, after which the answers leave. Handlers never see a connection, a transaction, a retry or a socket.
 * ARCHITECTURE.md "Workers". */
#ifndef RT_CALL_CALL_H
#define RT_CALL_CALL_H

#include "bianmin/envelope.pb-c.h"
#include "runtime/base/arena.h"
#include "runtime/json/rules.h"
#include "runtime/pg/pipe.h"

struct rt_call;

struct rt_handler {
  size_t state_size; /* of the handler's own state, zeroed: `call->state` */
  /* Request → the command in `state`: plain words of the domain. No I/O. May be NULL. */
  void (*decode)(struct rt_call *call);
  /* What a field's rule cannot say (an ID number's check character): rt_call_fault. No I/O. May be NULL.
   * Like decode it may write into `state`, which is made anew before each load. */
  void (*validate)(struct rt_call *call);
  /* Appends the reads; readers write into `state`. May be NULL. */
  void (*load)(struct rt_call *call, struct rt_pipe *pipe);
  /* Instead of load: set-based reads for all its calls of the drain (also used with count 1). */
  void (*load_all)(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe);
  /* The pure rule: fills `state` with what is to be, or rt_call_refuse. Must decide the same when run again. */
  void (*decide)(struct rt_call *call);
  /* Appends the writes of the transaction: the guarded update, trail, outbox, timers. NULL (and save_all NULL): a read.
   */
  void (*save)(struct rt_call *call, struct rt_pipe *pipe);
  /* Instead of save, for a batch method: one set-based statement over all its calls of the drain (also used with count
   * 1). */
  void (*save_all)(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe);
  /* `state` → `call->reply`. Runs before save, for the answer is stored with its effect. NULL for events and timers. */
  void (*reply)(struct rt_call *call);
};

/* A row of the generated table of a service. */
struct rt_method {
  const char *name;        /* "intake.AcceptCase" */
  const char *lane;        /* "intake.write" */
  uint32_t roles;          /* bit 1 << Role.Enum */
  bool keyed;              /* needs an Idempotency-Key: its first answer is stored */
  const char *scope_field; /* proto name of the text field that scopes the key when nobody is signed in, or NULL */
  const ProtobufCMessageDescriptor *request;
  const ProtobufCMessageDescriptor *reply;
  const struct rt_handler *handler;
};

/* A row of the generated table of events a service takes in. Events of a stream without a row only move the count. */
struct rt_taker {
  const char *event; /* "case.accepted" */
  const ProtobufCMessageDescriptor *type;
  const struct rt_handler *handler;
};

/* A row of a service's own table of timed work. */
struct rt_timer_kind {
  const char *kind; /* "light" */
  const struct rt_handler *handler;
};

/* An event being taken in, beside its message in `call->request`. */
struct rt_event_head {
  const char *sender; /* "intake", from the key */
  const char *type;
  const char *stream; /* "530623-20261123-000042-7" */
  int64_t seq;
  int64_t at_us;
};

/* A timer that is due. Its row is deleted in the transaction of its effect: exactly once, also after a crash. */
struct rt_timer {
  const char *id;
  const char *kind;
  const char *subject; /* what it is about: a case number, a task id */
  int64_t due_us;
};

struct rt_call {
  const struct rt_method *method;    /* NULL for events and timers */
  struct rt_arena *arena;            /* lives as long as the drain */
  int64_t now_us;                    /* read once a drain */
  const Bm__Subject *subject;        /* NULL: nobody signed in, or the caller is not the gateway */
  const char *caller;                /* key identity of the caller: "gateway", "operator", a service */
  const ProtobufCMessage *request;   /* unpacked and checked by the field rules */
  const struct rt_event_head *event; /* set for an event */
  const struct rt_timer *timer;      /* set for a timer */
  const void *service; /* the service's own read-only things (calendar, parameters, seal): its main sets it */
  void *state;
  ProtobufCMessage *reply; /* what reply() made; a method's reply type */
  struct rt_faults faults;
  Bm__Answer *refusal;  /* set by rt_call_refuse */
  bool marks;           /* set by rt_call_refuse_and_mark */
  struct rt_conn *conn; /* the engine's own */
};

/* The request as its type; asking for another type than the method's is a bug. */
const void *rt_call_request(const struct rt_call *call, const ProtobufCMessageDescriptor *type);

/* A wrong field → INVALID_ARGUMENT, code FIELD_INVALID; `field` in JSON spelling "applicant.idNumber". */
void rt_call_fault(struct rt_call *call, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A refusal. NOT_FOUND and PERMISSION_DENIED are about scope and win over a stored answer of the key; all others
 * (FAILED_PRECONDITION and ABORTED → 409, INVALID_ARGUMENT → 400 what the act lacks) come after it. `code` is for
 * programs ("ITEM_ABOLISHED"), the message for people: Chinese, what is wrong and what to do. The first refusal stays.
 */
void rt_call_refuse(struct rt_call *call, enum rt_status status, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* A refusal that leaves a mark (a wrong query code is counted): `save` runs although the call is refused (it looks at
 * call->refusal), in a transaction without the key's row; then the refusal is answered. */
void rt_call_refuse_and_mark(struct rt_call *call, enum rt_status status, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Names a field in the refusal (after rt_call_refuse). */
void rt_call_refuse_field(struct rt_call *call, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* An event that came before something it needs from another sender: it is not taken in now and comes again, in order.
 */
void rt_call_not_yet(struct rt_call *call, const char *what);

/* For a handler that computes for long (a password's hash: 80 ms, and seconds where the processor is short): `compute`
 * runs on a thread of its own and this one returns when it has, beating meanwhile, for the brokers take a thread that
 * says nothing for 3 seconds for lost. What computes for more than 30 s hangs and is lost in truth. `compute` touches
 * nothing of the call but what `context` hands it. */
void rt_call_compute(struct rt_call *call, void (*compute)(void *context), void *context);

/* The subject holds the role (bm.Role). An operator key counts as OPERATOR. */
bool rt_call_has_role(const struct rt_call *call, int role);

/* A new zeroed message in the arena: `Bm__Case *c = rt_message(call->arena, &bm__case__descriptor)`; texts are "". */
void *rt_message(struct rt_arena *arena, const ProtobufCMessageDescriptor *type);

/* --- what save may append beside the service's own statements; all set-based, all in the call's transaction --- */

/* An event for the outbox. `stream` is the thing, `seq` its count at this service (1, 2, 3 … kept with the thing under
 * its guard). */
struct rt_send {
  const char *stream;
  int64_t seq;
  const char *type; /* "case.accepted" */
  const ProtobufCMessage *message;
  int64_t at_us;
};
void rt_outbox_add(struct rt_pipe *pipe, const struct rt_send *events, size_t count);

/* Timed rows: `kind` of the service's table. Setting (kind, subject, due) that stands changes nothing; clearing takes
 * all rows of subject, of one kind or (NULL) of all. */
struct rt_timer_set {
  const char *kind;
  const char *subject;
  int64_t due_us;
};
void rt_timers_set(struct rt_pipe *pipe, const struct rt_timer_set *timers, size_t count);
void rt_timers_clear(struct rt_pipe *pipe, const char *subject, const char *kind_or_null);
/* Those of many subjects, of all kinds. */
void rt_timers_clear_all(struct rt_pipe *pipe, const char *const *subjects, size_t count);

/* --- lists --- */

/* Page size as asked: 0 → 50, more than 200 is cut. */
int rt_page_size(int32_t asked);
/* How many of the rows fit one answer (a frame holds RT_WIRE_PAYLOAD_MAX), at least one: the page ends there. */
size_t rt_page_fit(ProtobufCMessage *const *rows, size_t count);
/* An opaque page token of at most four key texts, and back; false (and a fault at pageToken) for a token that was not
 * given here. */
char *rt_page_token(struct rt_arena *arena, const char *const *keys, size_t count);
bool rt_page_keys(struct rt_call *call, const char *token, const char **ret_keys, size_t count);
/* A key that is a whole number from 0 to `most` as a token has it; else false and the same fault. RT_PAGE_TIME_MAX for
 * a time in microseconds: what lies behind the year 9999 the database would refuse. */
#define RT_PAGE_TIME_MAX (INT64_C(253402300799) * 1000000)
bool rt_page_number(struct rt_call *call, const char *key, int64_t most, int64_t *ret_number);

#endif
