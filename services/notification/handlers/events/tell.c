#include "notification/handlers/events/tell.h"

#include "notification/handlers/events/fields.h"
#include "notification/handlers/events/letters.h"
#include <string.h>

bool notification_rule_applies(const struct notification_rule *rule, const ProtobufCMessage *event) {
  return !rule->field || strcmp(notification_field_word(event, rule->field), rule->value) == 0;
}

void notification_tell_decode(struct rt_call *call) {
  struct notification_telling *telling = call->state;
  telling->email = "";
  telling->about = (struct notification_about){
      .case_number = notification_field_word(call->request, "case_number"),
      .unit_path = notification_field_word(call->request, "unit_path"),
      .office = notification_field_word(call->request, "office"),
      .rectification = notification_field_word(call->request, "rectification"),
      .rater = notification_field_word(call->request, "rater"),
  };
}

static struct notification_telling *telling_of(const struct rt_call *call) {
  return call->state;
}

/* The case by its copy, or, when the event opens it, the names of its units. */
static void load_cases(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **numbers = rt_arena_array(arena, count, sizeof *numbers);
  struct notification_case **known = rt_arena_array(arena, count, sizeof(struct notification_case *));
  struct notification_naming *units = rt_arena_array(arena, 2 * count, sizeof *units);
  size_t loaded = 0, named = 0;
  for (size_t i = 0; i < count; i++) {
    struct notification_telling *telling = telling_of(calls[i]);
    if (telling->opens) {
      units[named++] = (struct notification_naming){telling->known.unit, &telling->known.unit_name};
      units[named++] = (struct notification_naming){telling->known.lead_office, &telling->known.office_name};
    } else {
      numbers[loaded] = telling->about.case_number;
      known[loaded++] = &telling->known;
    }
  }
  notification_units_name(pipe, units, named);
  notification_cases_load(pipe, numbers, known, loaded);
}

void notification_tell_load_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  load_cases(calls, count, pipe);
  const struct notification_rule *rule = notification_rules_of(calls[0]->event->type);
  for (; rule; rule = notification_rules_next(rule)) {
    struct notification_search *searches = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *searches);
    size_t used = 0;
    for (size_t i = 0; i < count; i++)
      if (notification_rule_applies(rule, calls[i]->request))
        searches[used++] =
            (struct notification_search){&telling_of(calls[i])->about, &telling_of(calls[i])->people[rule->audience]};
    notification_people_load(pipe, rule->audience, searches, used);
  }
}

const char *notification_case_field(const struct notification_case *known, const char *field) {
  const struct {
    const char *name;
    const char *text;
  } fields[] = {
      {"case_number", known->case_number}, {"item_name", known->item_name},     {"unit_name", known->unit_name},
      {"office_name", known->office_name}, {"masked_name", known->masked_name},
  };
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (strcmp(fields[i].name, field) == 0)
      return fields[i].text ? fields[i].text : "";
  return NULL;
}

void notification_tell_decide(struct rt_call *call) {
  struct notification_telling *telling = call->state;
  if (!telling->known.case_number) {
    rt_call_not_yet(call, "case.submitted or case.accepted");
    return;
  }
  const struct notification_rule *rule = notification_rules_of(call->event->type);
  for (; rule; rule = notification_rules_next(rule))
    if (rule->template && notification_rule_applies(rule, call->request))
      notification_letters_write(call, rule);
}

void notification_tell_save_all(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  size_t notice_count = 0, sending_count = 0;
  for (size_t i = 0; i < count; i++) {
    notice_count += telling_of(calls[i])->notice_count;
    sending_count += telling_of(calls[i])->sending_count;
  }
  struct notification_notice *notices = rt_arena_array(arena, notice_count, sizeof *notices);
  struct notification_sending *sendings = rt_arena_array(arena, sending_count, sizeof *sendings);
  notice_count = sending_count = 0;
  for (size_t i = 0; i < count; i++) {
    const struct notification_telling *telling = telling_of(calls[i]);
    for (size_t k = 0; k < telling->notice_count; k++)
      notices[notice_count++] = telling->notices[k];
    for (size_t k = 0; k < telling->sending_count; k++)
      sendings[sending_count++] = telling->sendings[k];
  }
  notification_notices_insert(pipe, notices, notice_count);
  notification_sendings_insert(pipe, sendings, sending_count);
}
