/* One reminder while a case may still be rated (E-01). */
#include "evaluation/handlers/timers/timers.h"

#include "bianmin/events.pb-c.h"
#include "domain/date.h"
#include "evaluation/rules/ratings/rate.h"
#include "evaluation/store/cases.h"

static void reminder_load(struct rt_call *call, struct rt_pipe *pipe) {
  evaluation_cases_load(pipe, call->timer->subject, call->state);
}

static void reminder_save(struct rt_call *call, struct rt_pipe *pipe) {
  struct evaluation_case_row *rated = call->state;
  if (!rated->case_number || rated->rated || rated->ended_us == RT_NO_TIME)
    return;
  Bm__RatingReminder *event = rt_message(call->arena, &bm__rating_reminder__descriptor);
  char until[DOM_DATE_TEXT];
  event->case_number = (char *)rated->case_number;
  event->until =
      rt_arena_text(call->arena, dom_date_format(dom_time_day(rated->ended_us) + EVALUATION_OPEN_DAYS, until));
  rated->events++;
  evaluation_cases_update(pipe, rated);
  rt_outbox_add(pipe,
                &(struct rt_send){rated->case_number, rated->events, "rating.reminder", &event->base, call->now_us}, 1);
}

const struct rt_handler evaluation_rating_reminder = {
    .state_size = sizeof(struct evaluation_case_row),
    .load = reminder_load,
    .save = reminder_save,
};
