/* All other events of a case: nothing is kept but what is told. */
#include "notification/handlers/events/tell.h"

#include "bianmin/notification_methods.h"

#define TELLS(name)                                                                                                    \
  const struct rt_handler notification_on_##name = {                                                                   \
      .state_size = sizeof(struct notification_telling),                                                               \
      .decode = notification_tell_decode,                                                                              \
      .load_all = notification_tell_load_all,                                                                          \
      .decide = notification_tell_decide,                                                                              \
      .save_all = notification_tell_save_all,                                                                          \
  }

TELLS(case_correction_asked);
TELLS(case_corrected);
TELLS(case_refusal_asked);
TELLS(case_refused);
TELLS(case_redirected);
TELLS(case_withdrawn);
TELLS(case_lapsed);
TELLS(case_delivered);
TELLS(case_decided);
TELLS(clock_moved);
TELLS(light_crossed);
TELLS(delivery_overdue);
TELLS(rating_given);
TELLS(rating_reminder);
TELLS(rectification_called_back);
TELLS(rectification_rectified);
TELLS(rectification_closed);

/* The rater's account is kept for what comes after. */
static void opened_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  for (size_t i = 0; i < count; i++) {
    const struct notification_telling *telling = calls[i]->state;
    if (*telling->about.rater)
      notification_raters_put(pipe, telling->about.rectification, telling->about.case_number, telling->about.rater);
  }
  notification_tell_save_all(calls, count, pipe);
}

const struct rt_handler notification_on_rectification_opened = {
    .state_size = sizeof(struct notification_telling),
    .decode = notification_tell_decode,
    .load_all = notification_tell_load_all,
    .decide = notification_tell_decide,
    .save_all = opened_save_all,
};
