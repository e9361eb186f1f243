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

void notification_tell_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct notification_telling *telling = call->state;
  const struct notification_rule *rule = notification_rules_of(call->event->type);
  if (telling->opens) {
    notification_units_name(pipe, telling->known.unit, &telling->known.unit_name);
    notification_units_name(pipe, telling->known.lead_office, &telling->known.office_name);
  } else {
    notification_cases_load(pipe, telling->about.case_number, &telling->known);
  }
  for (; rule; rule = notification_rules_next(rule))
    if (notification_rule_applies(rule, call->request))
      notification_people_load(pipe, rule->audience, &telling->about, &telling->people[rule->audience]);
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

void notification_tell_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct notification_telling *telling = call->state;
  notification_notices_insert(pipe, telling->notices, telling->notice_count);
  notification_sendings_insert(pipe, telling->sendings, telling->sending_count);
}
