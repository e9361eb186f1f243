/* ListTemplates — what people are told, with versions, fields and a preview (N-01). Reads no table. */
#include "bianmin/notification.pb-c.h"
#include "bianmin/notification_methods.h"
#include "notification/rules/telling/template.h"
#include <string.h>

static const Bm__ListTemplatesRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_templates_request__descriptor);
}

static bool wanted(const struct rt_call *call, const struct notification_template *row) {
  return !*request(call)->name || strcmp(request(call)->name, row->template) == 0;
}

/* Each field reads as its own name. */
static const char *preview_value(void *context, const char *field) {
  return rt_arena_printf(context, "〔%s〕", field);
}

static char *preview(struct rt_arena *arena, const char *pattern, bool one_line) {
  char *text = rt_arena_alloc(arena, NOTIFICATION_TEXT_MAX);
  notification_fill(pattern, one_line, preview_value, arena, text, NOTIFICATION_TEXT_MAX);
  return rt_arena_text(arena, text);
}

static bool has_field(const Bm__Template *message, const char *field) {
  for (size_t i = 0; i < message->n_fields; i++)
    if (strcmp(message->fields[i], field) == 0)
      return true;
  return false;
}

static void add_fields(struct rt_arena *arena, Bm__Template *message, const char *pattern) {
  char field[NOTIFICATION_FIELD_MAX];
  while (notification_next_field(&pattern, field))
    if (!has_field(message, field))
      message->fields[message->n_fields++] = rt_arena_text(arena, field);
}

static Bm__Template *message_of(struct rt_arena *arena, const struct notification_template *row) {
  Bm__Template *message = rt_message(arena, &bm__template__descriptor);
  size_t most = (strlen(row->title) + strlen(row->text)) / 3; /* a field takes at least "{a}" */
  message->name = (char *)row->template;
  message->channel = (char *)notification_channel_name(row->channel);
  message->language = (char *)row->language;
  message->version = row->version;
  message->title = (char *)row->title;
  message->text = (char *)row->text;
  message->fields = rt_arena_array(arena, most + 1, sizeof *message->fields);
  add_fields(arena, message, row->title);
  add_fields(arena, message, row->text);
  message->preview_title = preview(arena, row->title, true);
  message->preview_text = preview(arena, row->text, false);
  return message;
}

static void list_reply(struct rt_call *call) {
  Bm__ListTemplatesReply *reply = rt_message(call->arena, &bm__list_templates_reply__descriptor);
  size_t most = 0;
  while (notification_templates[most].template)
    most++;
  reply->templates = rt_arena_array(call->arena, most, sizeof *reply->templates);
  for (size_t i = 0; i < most; i++)
    if (wanted(call, &notification_templates[i]))
      reply->templates[reply->n_templates++] = message_of(call->arena, &notification_templates[i]);
  call->reply = &reply->base;
}

const struct rt_handler notification_list_templates = {.reply = list_reply};
