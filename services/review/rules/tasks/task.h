/* A task in plain words, and the acts on it. Pure: (task, command, today) → what is to be, or a refusal. Rows R-02,
 * of DOMAIN.md. */
#ifndef REVIEW_RULES_TASK_H
#define REVIEW_RULES_TASK_H

#include "domain/deadline.h"
#include "domain/lights.h"
#include "domain/refusal.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The numbers of bm.TaskState and bm.Outcome. */
enum review_state { REVIEW_OPEN = 1, REVIEW_CLAIMED, REVIEW_DECIDED, REVIEW_WITHDRAWN, REVIEW_STATE__COUNT };
enum review_outcome { REVIEW_UNDECIDED, REVIEW_GRANT, REVIEW_DENY };

struct review_task {
  const char *task; /* NULL: there is none */
  const char *case_number;
  int64_t version;
  int64_t events;
  enum review_state state;
  const char *item;
  const char *item_name;
  const char *nature;
  const char *unit;
  const char *unit_path;
  const char *office;
  struct dom_limits limits;
  int32_t accepted_on;
  struct dom_dues dues;
  const char *claimed_by;
  const char *claimed_name;
  enum dom_light light; /* the worst that was told of */
  enum review_outcome outcome;
  const char *document_number;
  int32_t decided_on;
  bool delivered;
};

/* Who acts on tasks. */
struct review_actor {
  const char *account;
  const char *name;
  char **offices;
  size_t office_count;
};

/* who does not hold the reviewer's role for the office does not see its tasks. */
bool review_may_act(const struct review_task *task, const struct review_actor *actor, struct dom_refusal *refusal);

/* Each sets the task to what it is after the act; false: refused, the task untouched. */
bool review_claim(struct review_task *task, const struct review_actor *actor, struct dom_refusal *refusal);
bool review_release(struct review_task *task, const struct review_actor *actor, const char *reason,
                    struct dom_refusal *refusal);

struct review_decision {
  enum review_outcome outcome;
  const char *reasons;
  const char *law;
  int32_t valid_until; /* of the certificate; DOM_DATE_NONE: without end */
};

/* R-05; a denial gives its reasons and its law (art. 38). */
bool review_decide(struct review_task *task, const struct review_actor *actor, const struct review_decision *decision,
                   int32_t today, struct dom_refusal *refusal);

/* The applicant's wish after acceptance: closes what is not decided; false when the decision stands. */
bool review_withdraw(struct review_task *task);

/* a year's calendar was loaded after the task opened; true if that moves a date of the (running) task, which then
 * has the new ones. */
bool review_recompute(struct review_task *task, const struct dom_calendar *calendar);

/* true if this crossing is news for the task; then its light is the new one. */
bool review_cross(struct review_task *task, enum dom_light light);

/* The remedies a denial names, in Chinese (art. 38; R-05): by nature; "" where there are none (public services). */
const char *review_remedies(const char *nature, enum review_outcome outcome);

#endif
