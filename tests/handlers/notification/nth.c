/* The n-th call fails while notification hears of units, people and cases, tells people of them, and while somebody
 * reads, marks as read, and has an e-mail sent again. Its handlers write no files. */
#include "tests/support/probes/nth.h"
#include "tests/handlers/notification/world.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { KINDS = 1 << NTH_MEMORY | 1 << NTH_LOST | 1 << NTH_LIBPQ };

struct scene {
  struct world *world;
  int number;
  char case_number[32];
  const char *thing; /* id of the notice or sending the act is about */
  bool marks;        /* the act marks it as read */
};

/* ---- what events bring ---- */

static void new_case(void *context) {
  struct scene *scene = context;
  snprintf(scene->case_number, sizeof scene->case_number, "530623-20261123-%06d-0", ++scene->number);
}

static Bm__CaseParties *parties(struct scene *scene) {
  static char *accounts[] = {"zhang"};
  Bm__CaseParties *of = NEW(scene->world, case_parties);
  of->accounts = accounts;
  of->n_accounts = 1;
  of->email = "given@example.cn";
  of->masked_name = "张*";
  return of;
}

static int submitted(struct scene *scene) {
  Bm__CaseSubmitted *event = NEW(scene->world, case_submitted);
  event->case_number = scene->case_number;
  event->unit = "530623101";
  event->unit_path = "530623/530623101";
  event->item = "LYJ-0201";
  event->item_name = "林木采伐许可";
  event->parties = parties(scene);
  return try_to_tell(scene->world, "intake", scene->case_number, 1, "case.submitted", &event->base);
}

static enum rt_status hear(void *context) {
  return nth_event(submitted(context));
}

static void new_heard(void *context) {
  struct scene *scene = context;
  new_case(scene);
  cr_assert_eq(submitted(scene), (int)BM__DELIVER_RESULT__ENUM__TAKEN);
}

static enum rt_status tell_acceptance(void *context) {
  struct scene *scene = context;
  Bm__CaseAccepted *event = NEW(scene->world, case_accepted);
  event->case_number = scene->case_number;
  event->unit = "530623101";
  event->unit_path = "530623/530623101";
  event->item_name = "林木采伐许可";
  event->lead_office = "530623101-03";
  event->accepted_on = "2026-11-23";
  event->promised_due = "2026-12-02";
  event->statutory_due = "2026-12-21";
  event->receipt_number = "SL-530623-1";
  event->parties = parties(scene);
  return nth_event(try_to_tell(scene->world, "intake", scene->case_number, 2, "case.accepted", &event->base));
}

static enum rt_status tell_refusal(void *context) {
  struct scene *scene = context;
  Bm__CaseRefused *event = NEW(scene->world, case_refused);
  event->case_number = scene->case_number;
  event->reason = "材料不全";
  return nth_event(try_to_tell(scene->world, "intake", scene->case_number, 2, "case.refused", &event->base));
}

static enum rt_status put_unit(void *context) {
  struct scene *scene = context;
  char *id = rt_arena_printf(scene->world->engine->arena, "530623%03d", 200 + scene->number);
  Bm__UnitPut *event = NEW(scene->world, unit_put);
  event->unit = id;
  event->name = "庙坝镇";
  event->path = rt_arena_printf(scene->world->engine->arena, "530623/%s", id);
  return nth_event(try_to_tell(scene->world, "intake", id, 1, "unit.put", &event->base));
}

static enum rt_status put_account(void *context) {
  struct scene *scene = context;
  static Bm__Role__Enum role = BM__ROLE__ENUM__REVIEWER;
  static char *office = "530623101-03";
  Bm__AccountPut *event = NEW(scene->world, account_put);
  event->username = rt_arena_printf(scene->world->engine->arena, "reviewer-%d", scene->number);
  event->name = event->username;
  event->n_roles = 1;
  event->roles = &role;
  event->unit = "530623101";
  event->unit_path = "530623/530623101";
  event->n_offices = 1;
  event->offices = &office;
  event->email = "new@example.cn";
  event->active = true;
  return nth_event(try_to_tell(scene->world, "intake", event->username, 1, "account.put", &event->base));
}

/* ---- what people ask ---- */

static enum rt_status call(struct scene *scene, struct test_request request) {
  request.key = test_key(scene->world->engine, 700000 + scene->number);
  request.subject =
      request.caller == NULL ? test_subject(scene->world->engine, "zhang", BM__ROLE__ENUM__CITIZEN) : NULL;
  return test_engine_call(scene->world->engine, request).status;
}

/* The notices before were read if they were to be. */
static void new_notice(void *context) {
  struct scene *scene = context;
  if (scene->marks) {
    cr_assert_eq(count(scene->world, "notices", "account = 'zhang' AND NOT read"), 0, "was not marked");
  }
  new_heard(scene);
  scene->thing = inbox(scene->world, "zhang", 1, "")->notifications[0]->notification;
}

static enum rt_status list(void *context) {
  struct scene *scene = context;
  Bm__ListNotificationsRequest *request = NEW(scene->world, list_notifications_request);
  return call(scene, (struct test_request){.method = "notification.ListNotifications", .message = &request->base});
}

static enum rt_status mark_as_read(void *context) {
  struct scene *scene = context;
  Bm__ReadNotificationRequest *request = NEW(scene->world, read_notification_request);
  request->notification = (char *)(uintptr_t)scene->thing;
  scene->marks = true;
  return call(scene, (struct test_request){.method = "notification.ReadNotification", .message = &request->base});
}

/* The one before waits to be sent; the new case's e-mail is dead. */
static void new_dead_sending(void *context) {
  struct scene *scene = context;
  struct test_engine *engine = scene->world->engine;
  cr_assert_eq(count(scene->world, "sendings", "state = 3"), 0, "was not sent again");
  new_heard(scene);
  scene->thing = rt_arena_text(
      engine->arena, test_pg_text(engine->pg, "SELECT sending::text FROM sendings ORDER BY sending DESC LIMIT 1"));
  test_pg_exec(engine->pg,
               rt_arena_printf(engine->arena, "UPDATE sendings SET state = 3 WHERE sending = '%s'", scene->thing));
}

/* An operator's call has no key: that it is not dead any more says that it was done. */
static enum rt_status send_again(void *context) {
  struct scene *scene = context;
  Bm__RetrySendingRequest *request = NEW(scene->world, retry_sending_request);
  request->sending = (char *)(uintptr_t)scene->thing;
  enum rt_status status = call(
      scene,
      (struct test_request){.method = "notification.RetrySending", .message = &request->base, .caller = "operator"});
  return status == RT_FAILED_PRECONDITION ? RT_OK : status;
}

static void run(void (*prepare)(void *context), enum rt_status (*act)(void *context)) {
  struct scene scene = {.world = world_new(true)};
  nth_run(&(struct nth){.engine = scene.world->engine, .context = &scene, .prepare = prepare, .act = act}, KINDS);
  world_destroy(&scene.world);
}

Test(notification_nth, a_case_is_heard_of) {
  run(new_case, hear);
}

Test(notification_nth, an_acceptance_is_told) {
  run(new_heard, tell_acceptance);
}

Test(notification_nth, a_refusal_is_told) {
  run(new_heard, tell_refusal);
}

Test(notification_nth, a_unit_is_put) {
  run(new_case, put_unit);
}

Test(notification_nth, an_account_is_put) {
  run(new_case, put_account);
}

Test(notification_nth, an_inbox_is_read) {
  run(new_notice, list);
}

Test(notification_nth, a_notice_is_marked_as_read) {
  run(new_notice, mark_as_read);
}

Test(notification_nth, a_dead_email_is_sent_again) {
  run(new_dead_sending, send_again);
}
