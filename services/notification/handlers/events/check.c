#include "notification/handlers/events/check.h"

#include "notification/handlers/events/fields.h"
#include "notification/handlers/events/tell.h"
#include <string.h>

static const struct rt_taker *taker_of(const struct rt_taker *takers, const char *event) {
  for (; takers->event; takers++)
    if (strcmp(takers->event, event) == 0)
      return takers;
  return NULL;
}

static bool check_fields(const struct notification_template *template, const char *pattern,
                         const ProtobufCMessageDescriptor *event, struct rt_error *error) {
  static const struct notification_case nothing;
  char field[NOTIFICATION_FIELD_MAX];
  if (!notification_pattern_sound(pattern))
    return rt_fail(error, RT_INTERNAL, "template %s: a brace is no {field}", template->template);
  for (const char *at = pattern; notification_next_field(&at, field);)
    if (!notification_case_field(&nothing, field) && !notification_field_tells(event, field))
      return rt_fail(error, RT_INTERNAL, "template %s: %s has no field %s", template->template, event->name, field);
  return true;
}

bool notification_check_template(const struct notification_template *template, const ProtobufCMessageDescriptor *event,
                                 struct rt_error *error) {
  return check_fields(template, template->title, event, error) && check_fields(template, template->text, event, error);
}

/* The value of an enum must be one of its names. */
static bool value_exists(const ProtobufCMessageDescriptor *event, const char *field, const char *value) {
  const ProtobufCFieldDescriptor *it = protobuf_c_message_descriptor_get_field_by_name(event, field);
  if (it->type == PROTOBUF_C_TYPE_BOOL)
    return strcmp(value, "true") == 0 || strcmp(value, "false") == 0;
  return it->type != PROTOBUF_C_TYPE_ENUM || protobuf_c_enum_descriptor_get_value_by_name(it->descriptor, value);
}

static bool check_rule(const struct rt_taker *takers, const struct notification_rule *rule, struct rt_error *error) {
  const struct rt_taker *taker = taker_of(takers, rule->event);
  if (!taker)
    return rt_fail(error, RT_INTERNAL, "%s is told but not taken in", rule->event);
  if (rule->field &&
      (!notification_field_compares(taker->type, rule->field) || !value_exists(taker->type, rule->field, rule->value)))
    return rt_fail(error, RT_INTERNAL, "%s has no %s that could be %s", rule->event, rule->field, rule->value);
  if ((rule->audience == NOTIFICATION_NOBODY) != (rule->template == NULL))
    return rt_fail(error, RT_INTERNAL, "%s: somebody is told with a template, nobody without", rule->event);
  if (!rule->template)
    return true;
  const struct notification_template *template = notification_template_of(rule->template, NOTIFICATION_INBOX, "zh");
  if (!template)
    return rt_fail(error, RT_INTERNAL, "%s: no template %s", rule->event, rule->template);
  return notification_check_template(template, taker->type, error);
}

static bool check_frame(struct rt_error *error) {
  const struct notification_template *frame = notification_template_of(NOTIFICATION_FRAME, NOTIFICATION_EMAIL, "zh");
  if (!frame || !notification_pattern_sound(frame->title) || !notification_pattern_sound(frame->text) ||
      !strstr(frame->title, "{title}") || !strstr(frame->text, "{text}"))
    return rt_fail(error, RT_INTERNAL, "the frame of e-mails lacks {title} or {text}");
  return true;
}

bool notification_check(const struct rt_taker *takers, struct rt_error *error) {
  for (const struct rt_taker *taker = takers; taker->event; taker++)
    if (protobuf_c_message_descriptor_get_field_by_name(taker->type, "case_number") &&
        !notification_rules_of(taker->event))
      return rt_fail(error, RT_INTERNAL, "nobody says who is told of %s", taker->event);
  for (const struct notification_rule *rule = notification_rules; rule->event; rule++)
    if (!check_rule(takers, rule, error))
      return false;
  return check_frame(error);
}
