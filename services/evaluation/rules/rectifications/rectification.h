/* E-02: every negative rating is called back, put right or explained, answered and closed. Pure. */
#ifndef EVALUATION_RULES_RECTIFICATION_H
#define EVALUATION_RULES_RECTIFICATION_H

#include "domain/flow.h"
#include "domain/refusal.h"
#include <stdint.h>

/* The numbers of bm.RectificationState. */
enum evaluation_state {
  EVALUATION_OPEN = 1,
  EVALUATION_CALLED_BACK,
  EVALUATION_RECTIFIED,
  EVALUATION_CLOSED,
  EVALUATION_STATE__COUNT
};

enum evaluation_action {
  EVALUATION_ACTION_CALL_BACK = 1,
  EVALUATION_ACTION_RECTIFY,
  EVALUATION_ACTION_CLOSE,
  EVALUATION_ACTION_GIVE_UP,
  EVALUATION_ACTION__COUNT
};

/* So many days after a call that reached nobody, the call-back is closed, and that is recorded. */
enum { EVALUATION_UNREACHED_DAYS = 15 };

extern const struct dom_flow evaluation_rectification_flow;

struct evaluation_rectification {
  const char *rectification; /* NULL: there is none */
  const char *case_number;
  enum evaluation_state state;
  const char *unit;
  const char *unit_path;
  int32_t due;
  bool reached;
  int64_t calls;
  const char *notes;
  const char *measures;
  const char *answer;
};

/* The call-back desk of the handling unit (its centre head) and those who supervise it see a rectification. */
bool evaluation_sees(const struct evaluation_rectification *rectification, const char *unit_path,
                     struct dom_refusal *refusal);

/* Each changes the rectification, or refuses and leaves it. A call that reached nobody counts and changes no state. */
bool evaluation_call_back(struct evaluation_rectification *rectification, bool reached, const char *notes,
                          struct dom_refusal *refusal);
bool evaluation_rectify(struct evaluation_rectification *rectification, const char *measures,
                        struct dom_refusal *refusal);
bool evaluation_close(struct evaluation_rectification *rectification, const char *answer, struct dom_refusal *refusal);
/* By the system; false: it was reached meanwhile. */
bool evaluation_give_up(struct evaluation_rectification *rectification);

#endif
