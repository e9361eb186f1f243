/* What the files of the client share. */
#ifndef RT_WIRE_CLIENT_STATE_H
#define RT_WIRE_CLIENT_STATE_H

#include "bianmin/envelope.pb-c.h"
#include "runtime/wire/client.h"
#include "runtime/wire/link.h"

enum {
  RT_CALL_ATTEMPTS_MAX = 3,
  RT_CALL_BACKOFF_MS = 50,      /* first wait before a repeat is 0…50 ms, the second 0…100 */
  RT_CALL_UNANSWERED_MS = 4000, /* a repeatable attempt is given up after half of what remains, but not before */
  RT_RETRY_TOKENS = 2000,       /* tenths: 200 repeats in a row, then one for every ten answers */
  RT_LINK_FLYING_MAX = 900 /* below the socket's high-water mark, so that "can't be written to" means disconnected */
};

enum rt_call_place { RT_CALL_WAITING, RT_CALL_FLYING, RT_CALL_ENDED, RT_CALL_TOLD };

struct rt_client_call {
  enum rt_call_place place;
  uint32_t slot;
  uint8_t id[RT_WIRE_ID_SIZE];
  char lane[RT_WIRE_LANE_MAX + 1];
  struct rt_buffer message; /* head, envelope, payload; the head is written anew for each attempt */
  uint32_t envelope_size;
  bool repeatable;
  uint8_t attempts;
  int64_t deadline_ms;
  int64_t next_ms; /* waiting: not before; flying: when this attempt is given up */
  int link;        /* that it was sent on last; -1 none */
  rt_answer_fn done;
  void *context;
  enum rt_status status; /* ended without an answer */
  zmq_msg_t answer;      /* head, answer, payload */
  struct rt_wire_head answer_head;
  bool answered;
};

struct rt_client {
  void *context;
  struct rt_keys keys;
  struct rt_endpoint brokers[RT_BROKERS_MAX];
  struct rt_link links[RT_BROKERS_MAX];
  int flying[RT_BROKERS_MAX];
  size_t link_count;
  int watch; /* an epoll over the sockets of the links, whichever they are just now */
  size_t turn;
  uint64_t name;                 /* random: the first half of the ids */
  struct rt_client_call **calls; /* by slot; NULL = free */
  uint32_t slots;
  uint32_t serial;
  size_t waiting, ended; /* how many calls are in that place */
  bool fresh;            /* a call was started that no step has looked at */
  int64_t timer_ms;      /* no call's time is up before */
  int64_t step_ms;       /* of the last step */
  int tokens;
};

/* client_calls.c: the life of one call. */
struct rt_client_call *rt_calls_add(struct rt_client *client, const struct rt_outgoing_call *from, rt_answer_fn done,
                                    void *context);
void rt_calls_free(struct rt_client *client, struct rt_client_call *call);
struct rt_client_call *rt_calls_find(const struct rt_client *client, const uint8_t id[RT_WIRE_ID_SIZE]);
/* Moves a call; keeps the counts. */
void rt_calls_place(struct rt_client *client, struct rt_client_call *call, enum rt_call_place place);
/* Ends it without an answer, or sends it again if it may be and there is time for it. */
void rt_calls_failed(struct rt_client *client, struct rt_client_call *call, enum rt_status status, int64_t now_ms);
/* May it be sent once more? Takes a token if so. */
bool rt_calls_retry(struct rt_client *client, struct rt_client_call *call, int64_t now_ms);
/* Looks at every call whose time is up. */
void rt_calls_timers(struct rt_client *client, int64_t now_ms);
/* Sends what waits and may go. */
void rt_calls_send(struct rt_client *client, int64_t now_ms);
/* Calls back for those that ended. */
void rt_calls_finish(struct rt_client *client);

#endif
