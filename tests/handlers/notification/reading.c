/* The inbox as its owner reads it, and what the database holds of it (N-02). */
#include "runtime/wire/frames.h"
#include "tests/handlers/notification/world.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct test_answer read_it(struct world *world, const char *account, const char *notification, int key) {
  Bm__ReadNotificationRequest *request = NEW(world, read_notification_request);
  request->notification = (char *)notification;
  return test_engine_call(
      world->engine, (struct test_request){.method = "notification.ReadNotification",
                                           .message = &request->base,
                                           .key = test_key(world->engine, key),
                                           .subject = test_subject(world->engine, account, BM__ROLE__ENUM__CITIZEN)});
}

Test(inbox, newest_first_page_by_page) {
  struct world *world = world_new(false);
  submit(world, "");
  for (int i = 0; i < 6; i++) {
    Bm__CaseCorrected *event = NEW(world, case_corrected);
    event->case_number = CASE;
    told(world, "intake", "case.corrected", &event->base);
  }
  const char *token = "", *last = "~";
  size_t seen = 0, pages = 0;
  do {
    const Bm__ListNotificationsReply *page = inbox(world, "zhang", 3, token);
    for (size_t i = 0; i < page->n_notifications; i++) {
      cr_assert_leq(strcmp(page->notifications[i]->at, last), 0);
      last = page->notifications[i]->at;
      seen++;
    }
    token = page->next_page_token;
    pages++;
  } while (*token);
  cr_expect_eq(seen, 7);
  cr_expect_eq(pages, 3);
  cr_expect_eq(inbox(world, "head", 0, "")->n_notifications, 0, "nobody else's");
  world_destroy(&world);
}

/* Sixty notices of two thousand characters are more than a frame holds: the page ends before, and goes on behind. */
Test(inbox, a_page_fits_a_frame) {
  enum { NOTICES = 60, CHARACTERS = 2000 };
  struct world *world = world_new(false);
  submit(world, "");
  for (int i = 0; i < NOTICES; i++) {
    Bm__CaseCorrectionAsked *event = NEW(world, case_correction_asked);
    event->case_number = CASE;
    event->notes = rt_arena_alloc(world->engine->arena, 3 * CHARACTERS + 1);
    for (int c = 0; c < CHARACTERS; c++) {
      memcpy(event->notes + 3 * c, "补", 3);
    }
    event->by = "2026-12-01";
    told(world, "intake", "case.correction_asked", &event->base);
  }
  const char *token = "";
  size_t seen = 0, pages = 0;
  do {
    const Bm__ListNotificationsReply *page = inbox(world, "zhang", 200, token);
    cr_assert_leq(protobuf_c_message_get_packed_size(&page->base), RT_WIRE_PAYLOAD_MAX);
    seen += page->n_notifications;
    token = page->next_page_token;
    pages++;
  } while (*token);
  cr_expect_eq(seen, NOTICES + 1);
  cr_expect_eq(pages, 2);
  world_destroy(&world);
}

Test(inbox, a_wrong_page_token_is_a_wrong_field) {
  struct world *world = world_new(false);
  Bm__ListNotificationsRequest *request = NEW(world, list_notifications_request);
  request->page_token = "nonsense";
  struct test_answer answer = test_engine_call(
      world->engine, (struct test_request){.method = "notification.ListNotifications",
                                           .message = &request->base,
                                           .subject = test_subject(world->engine, "zhang", BM__ROLE__ENUM__CITIZEN)});
  cr_expect_eq(answer.status, RT_INVALID_ARGUMENT);
  world_destroy(&world);
}

Test(inbox, read_is_for_the_owner_and_once_more_is_the_same) {
  struct world *world = world_new(false);
  submit(world, "");
  const Bm__Notice *notice = inbox(world, "zhang", 0, "")->notifications[0];
  cr_expect_not(notice->read);
  cr_expect_eq(inbox(world, "zhang", 0, "")->unread, 1);
  cr_expect_eq(read_it(world, "head", notice->notification, 1).status, RT_NOT_FOUND);
  cr_expect_eq(read_it(world, "zhang", "01890000-0000-7000-8000-000000000001", 2).status, RT_NOT_FOUND);
  cr_expect_eq(read_it(world, "zhang", "no-id", 3).status, RT_NOT_FOUND);
  for (int key = 4; key < 6; key++) {
    struct test_answer answer = read_it(world, "zhang", notice->notification, key);
    cr_assert_eq(answer.status, RT_OK);
    cr_expect(((const Bm__Notice *)answer.reply)->read);
    cr_expect_str_eq(((const Bm__Notice *)answer.reply)->text, notice->text);
  }
  cr_expect(inbox(world, "zhang", 0, "")->notifications[0]->read);
  cr_expect_eq(inbox(world, "zhang", 0, "")->unread, 0);
  world_destroy(&world);
}

/* Texts hold what clerks wrote, and addresses are personal: neither is in the tables as it is. */
Test(inbox, texts_and_addresses_are_sealed) {
  struct world *world = world_new(true);
  submit(world, "given." ADDRESS);
  Bm__CaseRefused *event = NEW(world, case_refused);
  event->case_number = CASE;
  event->reason = "电话 13812345678 无法联系";
  told(world, "intake", "case.refused", &event->base);
  static const char *const tables[] = {"accounts", "cases", "notices", "sendings"};
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    char where[300];
    snprintf(
        where, sizeof where,
        "strpos(t::text, '13812345678') > 0 OR strpos(t::text, '%s') > 0 OR strpos(t::text, encode('%s', 'hex')) > 0"
        " OR strpos(t::text, encode('13812345678', 'hex')) > 0",
        ADDRESS, ADDRESS);
    char table[32];
    snprintf(table, sizeof table, "%s t", tables[i]);
    cr_expect_eq(count(world, table, where), 0, "%s", tables[i]);
  }
  cr_expect_eq(count(world, "sendings", "address_sealed IS NOT NULL"), 4, "the account's and the given one, twice");
  world_destroy(&world);
}

Test(templates, N01_listed_with_fields_and_preview) {
  struct world *world = world_new(false);
  Bm__ListTemplatesRequest *request = NEW(world, list_templates_request);
  request->name = "accepted";
  struct test_answer answer = test_engine_call(
      world->engine,
      (struct test_request){.method = "notification.ListTemplates", .message = &request->base, .caller = "operator"});
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  const Bm__ListTemplatesReply *reply = (const Bm__ListTemplatesReply *)answer.reply;
  cr_assert_eq(reply->n_templates, 1);
  cr_expect_geq(reply->templates[0]->n_fields, 6);
  cr_expect_not_null(strstr(reply->templates[0]->preview_text, "〔receipt_number〕"));
  world_destroy(&world);
}
