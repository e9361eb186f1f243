#include "notification/handlers/events/letters.h"

#include "notification/handlers/events/fields.h"
#include "notification/rules/mail/address.h"
#include "notification/rules/telling/template.h"
#include "notification/things.h"
#include "runtime/base/id.h"
#include "runtime/base/log.h"
#include <assert.h>
#include <string.h>

/* A template with the fields of the call's event and case filled in, and framed as an e-mail when there is one to
 * write. */
struct filled {
  const struct notification_template *template;
  const char *title;
  const char *text;
  const char *letter; /* subject, line feed, text; NULL until it is needed */
};

static const char *event_value(void *context, const char *field) {
  const struct rt_call *call = context;
  const struct notification_telling *telling = call->state;
  const char *text = notification_case_field(&telling->known, field);
  return text ? text : notification_field_text(call->arena, call->request, field);
}

static const char *frame_value(void *context, const char *field) {
  const struct filled *inner = context;
  return strcmp(field, "title") == 0 ? inner->title : inner->text;
}

/* Most texts are far shorter than they may be: only what was written is kept. */
static const char *fill(struct rt_arena *arena, const char *pattern, bool one_line, size_t room,
                        notification_value_of value_of, void *context) {
  char text[NOTIFICATION_LETTER_MAX];
  assert(room <= sizeof text);
  return rt_arena_textn(arena, text, notification_fill(pattern, one_line, value_of, context, text, room));
}

/* That every row has its template is checked at start. */
static struct filled fill_for(struct rt_call *call, const struct notification_rule *rule) {
  const struct notification_template *template = notification_template_of(rule->template, NOTIFICATION_INBOX, "zh");
  assert(template);
  return (struct filled){template, fill(call->arena, template->title, true, NOTIFICATION_TITLE_MAX, event_value, call),
                         fill(call->arena, template->text, false, NOTIFICATION_TEXT_MAX, event_value, call), NULL};
}

static const char *letter_of(struct rt_call *call, struct filled *inner) {
  const struct notification_template *frame = notification_template_of(NOTIFICATION_FRAME, NOTIFICATION_EMAIL, "zh");
  assert(frame);
  if (!inner->letter)
    inner->letter = rt_arena_printf(call->arena, "%s\n%s",
                                    fill(call->arena, frame->title, true, NOTIFICATION_TITLE_MAX, frame_value, inner),
                                    fill(call->arena, frame->text, false, NOTIFICATION_LETTER_MAX, frame_value, inner));
  return inner->letter;
}

static struct rt_bytes seal(const struct rt_call *call, const char *table, const char *column, const char *row,
                            const char *text) {
  const struct notification_things *things = call->service;
  return rt_seal_close(things->seal, call->arena, (struct rt_seal_place){table, column, row}, text, strlen(text));
}

/* An address that cannot be opened any more is nobody's: it is logged and left out. */
static const char *unseal(const struct rt_call *call, const char *table, const char *row, struct rt_bytes sealed) {
  const struct notification_things *things = call->service;
  const struct rt_seal_place place = {table, "email_sealed", row};
  struct rt_error error = {0};
  struct rt_bytes plain;
  if (sealed.size == 0)
    return "";
  if (rt_seal_open(things->seal, call->arena, place, sealed, &plain, &error))
    return (const char *)plain.data;
  rt_log(RT_LOG_ERROR, "sealed address lost", RT_TEXT("table", table), RT_TEXT("why", error.text));
  return "";
}

/* Room for one more of each. */
static void make_room(struct rt_call *call) {
  struct notification_telling *telling = call->state;
  size_t used = telling->notice_count > telling->sending_count ? telling->notice_count : telling->sending_count;
  if (used < telling->room)
    return;
  size_t room = telling->room ? 2 * telling->room : 8;
  struct notification_notice *notices = rt_arena_array(call->arena, room, sizeof *notices);
  struct notification_sending *sendings = rt_arena_array(call->arena, room, sizeof *sendings);
  const char **addresses = rt_arena_array(call->arena, room, sizeof *addresses);
  if (used) {
    memcpy(notices, telling->notices, telling->notice_count * sizeof *notices);
    memcpy(sendings, telling->sendings, telling->sending_count * sizeof *sendings);
    memcpy(addresses, telling->addresses, telling->sending_count * sizeof *addresses);
  }
  telling->notices = notices;
  telling->sendings = sendings;
  telling->addresses = addresses;
  telling->room = room;
}

static const char *new_id(struct rt_call *call) {
  char id[RT_ID_SIZE];
  rt_id_new(call->event->at_us, id);
  return rt_arena_text(call->arena, id);
}

static bool has_notice(const struct notification_telling *telling, const char *account) {
  for (size_t i = 0; i < telling->notice_count; i++)
    if (strcmp(telling->notices[i].account, account) == 0)
      return true;
  return false;
}

static void add_notice(struct rt_call *call, const char *account, const struct filled *filled) {
  struct notification_telling *telling = call->state;
  const char *id = new_id(call);
  make_room(call);
  telling->notices[telling->notice_count++] = (struct notification_notice){
      .notification = id,
      .account = account,
      .case_number = telling->known.case_number,
      .unit = telling->known.unit,
      .title = filled->title,
      .text_sealed = seal(call, notification_notices_table, "text_sealed", id, filled->text),
      .template = filled->template->template,
      .template_version = filled->template->version,
      .at_us = call->event->at_us,
  };
}

static bool has_sending(const struct notification_telling *telling, const char *address) {
  for (size_t i = 0; i < telling->sending_count; i++)
    if (notification_address_same(telling->addresses[i], address))
      return true;
  return false;
}

/* What cannot go out is kept as skipped, without address and words, so that the operator sees it. */
static void add_sending(struct rt_call *call, const struct notification_rule *rule, const char *address,
                        struct filled *filled) {
  const struct notification_things *things = call->service;
  struct notification_telling *telling = call->state;
  bool valid = notification_address_valid(address);
  if (!*address || has_sending(telling, address))
    return;
  make_room(call);
  struct notification_sending *sending = &telling->sendings[telling->sending_count];
  *sending = (struct notification_sending){
      .sending = new_id(call),
      .case_number = telling->known.case_number,
      .unit = telling->known.unit,
      .channel = notification_channel_name(NOTIFICATION_EMAIL),
      .template = filled->template->template,
      .template_version = filled->template->version,
      .urgent = rule->urgent,
      .state = valid && things->email ? NOTIFICATION_WAITING : NOTIFICATION_SKIPPED,
      .next_us = notification_not_before(&things->quiet, rule->urgent, call->now_us),
      .last_error = !valid ? "ADDRESS_INVALID" : (things->email ? "" : "NO_MAIL_SERVER"),
      .at_us = call->event->at_us,
  };
  if (sending->state == NOTIFICATION_WAITING) {
    sending->address_sealed = seal(call, notification_sendings_table, "address_sealed", sending->sending, address);
    sending->letter_sealed =
        seal(call, notification_sendings_table, "letter_sealed", sending->sending, letter_of(call, filled));
  }
  telling->addresses[telling->sending_count++] = address;
}

/* The address given with the application: with the event that opens the case, else from its copy. */
static const char *application_address(struct rt_call *call) {
  const struct notification_telling *telling = call->state;
  if (telling->opens)
    return telling->email;
  return unseal(call, notification_cases_table, telling->known.case_number, telling->known.email_sealed);
}

void notification_letters_write(struct rt_call *call, const struct notification_rule *rule) {
  struct notification_telling *telling = call->state;
  struct filled filled = fill_for(call, rule);
  const struct notification_person *person = telling->people[rule->audience].first;
  for (; person; person = person->next) {
    if (has_notice(telling, person->account))
      continue;
    add_notice(call, person->account, &filled);
    if (rule->email)
      add_sending(call, rule, unseal(call, notification_accounts_table, person->account, person->email_sealed),
                  &filled);
  }
  if (rule->email && rule->audience == NOTIFICATION_APPLICANT)
    add_sending(call, rule, application_address(call), &filled);
}
