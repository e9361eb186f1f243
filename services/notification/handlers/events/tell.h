/* Telling people of an event: the same steps for every event. The table (rules/telling) says whom and by which
 * template; here they are looked for, the texts are filled in, and inboxes and e-mails are written in one statement
 * each. */
#ifndef NOTIFICATION_HANDLERS_EVENTS_TELL_H
#define NOTIFICATION_HANDLERS_EVENTS_TELL_H

#include "notification/store/cases.h"
#include "notification/store/directory.h"
#include "notification/store/notices.h"
#include "notification/store/sendings.h"
#include "runtime/call/call.h"

/* State of every event that people are told of. */
struct notification_telling {
  struct notification_about about; /* from the event's fields */
  bool opens;                      /* the event carries the case itself: `known` is filled from it */
  struct notification_case known;
  const char *email; /* opens: the address given with the application, "" for none */
  struct notification_people people[NOTIFICATION_AUDIENCE__COUNT];
  /* What is to be, by decide. */
  struct notification_notice *notices;
  size_t notice_count;
  struct notification_sending *sendings;
  const char **addresses; /* of the sendings, to tell nobody twice */
  size_t sending_count;
  size_t room; /* of each of the three */
};

/* decode: what `about` needs, by the names of the event's fields. */
void notification_tell_decode(struct rt_call *call);
/* load_all, of events of one type: the cases (unless the event opens them), names, and the people of every row that
 * applies. */
void notification_tell_load_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe);
/* decide: NOT_YET for a case that is not known; else who gets what. */
void notification_tell_decide(struct rt_call *call);
void notification_tell_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe);

/* Whether the row applies to the event. */
bool notification_rule_applies(const struct notification_rule *rule, const ProtobufCMessage *event);

/* Fields of the case a template may name, beside the event's own; the text, NULL for none of them. */
const char *notification_case_field(const struct notification_case *known, const char *field);

#endif
