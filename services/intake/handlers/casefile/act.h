/* What all acts on a case share: load it, ask scope and flow, then the act's own rule; save case, trail, papers, events
 * and timers in one transaction; the case as answer. An act is one `struct intake_act_kind` and one small function.
 * Requests, events and timers go the same way; what comes in by itself is not asked for scope. */
#ifndef INTAKE_HANDLERS_ACT_H
#define INTAKE_HANDLERS_ACT_H

#include "domain/refusal.h"
#include "intake/handlers/casefile/chain.h"
#include "intake/handlers/casefile/record.h"
#include "intake/store/cases/case_papers.h"
#include "intake/store/documents/documents.h"

/* Kinds of timed rows. */
#define INTAKE_TIMER_DEEM "case_deem"
#define INTAKE_TIMER_LAPSE "case_lapse"

struct intake_act;

struct intake_act_kind {
  enum intake_action action; /* of the flow; 0: an event that is only noted */
  const char *note;          /* the trail's word for it; NULL: the flow's name of the action */
  const char *document;      /* letters of the document it makes ("BZ"), or NULL */
  bool receipt;              /* it makes the receipt, which bears the case's own number behind its letters */
  bool ends_timers;          /* the 5 days, or the correction's date, no longer run */
  /* The act's own rule: refuses, or fills row, record, reason and says what is sent. May be NULL. */
  void (*apply)(struct rt_call *call, struct intake_act *act, struct dom_refusal *refusal);
};

enum { INTAKE_ACT_TRAIL = 2, INTAKE_ACT_SENDS = 1, INTAKE_ACT_DOCUMENTS = 2 };

/* First in the state of every act. */
struct intake_act {
  const struct intake_act_kind *kind;
  const char *number;
  struct intake_case_loaded loaded;
  int64_t running; /* of the document */
  struct intake_actor from_event;

  /* Made by decide, from the above only. */
  bool idle; /* nothing to do any more: an old timer */
  struct intake_viewer viewer;
  enum intake_role role;
  struct intake_actor actor;
  struct intake_case_row row;
  Bm__Case *record;
  char *document;     /* number of the document */
  const char *reason; /* for the trail; NULL: what the flow says of the step */
  const char *hidden_from;
  struct intake_trail_row trail[INTAKE_ACT_TRAIL];
  size_t trail_count;
  struct rt_send sends[INTAKE_ACT_SENDS];
  size_t send_count;
  struct rt_timer_set timer; /* kind NULL: none */
  const struct intake_case_paper_row *papers;
  size_t paper_count;
  struct intake_document_row documents[INTAKE_ACT_DOCUMENTS];
  size_t document_count;
};

/* In decode. `number` as it came. */
void intake_act_begin(struct rt_call *call, const struct intake_act_kind *kind, const char *number);
/* In decode of an event: who did it, at the event's time; NULL: the system. */
void intake_act_by(struct rt_call *call, const Bm__Actor *actor);

void intake_act_load_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe);
void intake_act_decide(struct rt_call *call);
void intake_act_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe);
void intake_act_reply(struct rt_call *call);

/* For apply: an event of the case's stream. */
void intake_act_send(struct rt_call *call, struct intake_act *act, const char *type, const ProtobufCMessage *message);
/* One receipt a case: it bears the case's number, so that it is found by it and costs no number of its own. */
#define INTAKE_RECEIPT_LETTERS "SL"
char *intake_receipt_number(struct rt_arena *arena, const char *case_number);

/* For apply: a document that anybody may ask about, made on `day`. A receipt is found by the case's own row.
 * `granted`: a decision that may stand on the board. */
void intake_act_document(struct rt_call *call, struct intake_act *act, const char *number, int32_t day, bool granted);
/* For apply: the case can't go on by itself before `at_us` (0: no timer). */
void intake_act_time(struct intake_act *act, const char *kind, int64_t at_us);

/* Loads a case for reading it: the case number's shape is looked at first. */
void intake_case_ask(struct rt_call *call, struct rt_pipe *pipe, const char *number, struct intake_case_loaded *into);
/* Why the caller sees it; 0, and the call refused CASE_NOT_FOUND, when they may not know of it. */
unsigned intake_case_seen(struct rt_call *call, const struct intake_case_loaded *loaded);

/* A handler of six steps for an act whose decode is `begin`. */
#define INTAKE_ACT_HANDLER(begin, check)                                                                               \
  {                                                                                                                    \
    .state_size = sizeof(struct intake_act), .decode = (begin), .validate = (check), .load_all = intake_act_load_all,  \
    .decide = intake_act_decide, .save_all = intake_act_save_all, .reply = intake_act_reply,                           \
  }
/* The same for an event or a timer: no answer. */
#define INTAKE_EVENT_HANDLER(begin, check)                                                                             \
  {                                                                                                                    \
    .state_size = sizeof(struct intake_act), .decode = (begin), .validate = (check), .load_all = intake_act_load_all,  \
    .decide = intake_act_decide, .save_all = intake_act_save_all,                                                      \
  }

#endif
