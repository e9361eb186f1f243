#include "tests/handlers/notification/world.h"

#include "notification/service.h"
#include "runtime/base/clock.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void unit(struct world *world, const char *id, const char *name, const char *path) {
  Bm__UnitPut *event = NEW(world, unit_put);
  event->unit = (char *)id;
  event->name = (char *)name;
  event->path = (char *)path;
  told(world, "intake", "unit.put", &event->base);
}

struct person {
  const char *username;
  int role;
  const char *unit_path;
  const char *office;
  const char *email;
  bool closed;
};

static const struct person people[] = {
    {"zhang", BM__ROLE__ENUM__CITIZEN, "", NULL, ADDRESS, false},
    {"li", BM__ROLE__ENUM__CENTRE_HEAD, "530623/530623101", NULL, "li@example.cn", true},
    {"head", BM__ROLE__ENUM__CENTRE_HEAD, "530623/530623101", NULL, "head@example.cn", false},
    {"head2", BM__ROLE__ENUM__CENTRE_HEAD, "530623/530623102", NULL, "", false},
    {"counter", BM__ROLE__ENUM__CENTRE_HEAD, "530623", NULL, "", false},
    {"reviewer", BM__ROLE__ENUM__REVIEWER, "530623/530623101", "530623101-03", "reviewer@example.cn", false},
    {"reviewer2", BM__ROLE__ENUM__REVIEWER, "530623/530623101", "530623101-04", "", false},
    {"officehead", BM__ROLE__ENUM__OFFICE_HEAD, "530623/530623101", "530623101-03", "", false},
    {"supervisor", BM__ROLE__ENUM__COUNTY_SUPERVISOR, "530623", NULL, "", false},
};

static void account(struct world *world, const struct person *person) {
  Bm__AccountPut *event = NEW(world, account_put);
  Bm__Role__Enum role = (Bm__Role__Enum)person->role;
  char *office = (char *)person->office;
  event->username = (char *)person->username;
  event->name = (char *)person->username;
  event->n_roles = 1;
  event->roles = &role;
  event->unit = "530623101";
  event->unit_path = (char *)person->unit_path;
  event->n_offices = office ? 1 : 0;
  event->offices = &office;
  event->email = (char *)person->email;
  event->active = !person->closed;
  told(world, "intake", "account.put", &event->base);
}

struct world *world_new(bool email) {
  struct world *world = calloc(1, sizeof *world);
  cr_assert_not_null(world);
  world->things.email = email;
  world->engine = test_engine_new(&notification_service, &world->things);
  world->things.seal = world->engine->seal;
  unit(world, "530623", "盐津县", "530623");
  unit(world, "530623101", "盐井镇", "530623/530623101");
  unit(world, "530623102", "普洱镇", "530623/530623102");
  unit(world, "530623101-03", "盐井镇林业站", "530623/530623101/530623101-03");
  for (size_t i = 0; i < sizeof people / sizeof *people; i++)
    account(world, &people[i]);
  return world;
}

void world_destroy(struct world **world) {
  test_engine_destroy(&(*world)->engine);
  free(*world);
  *world = NULL;
}

int try_to_tell(struct world *world, const char *sender, const char *stream, int64_t seq, const char *type,
                const ProtobufCMessage *message) {
  return test_engine_event(world->engine, sender, stream, seq, type, message);
}

/* What is told within one millisecond has no order in an inbox: ids count milliseconds. */
static void await_next_millisecond(void) {
  int64_t since_ms = rt_clock_now_us() / 1000;
  while (rt_clock_now_us() / 1000 == since_ms) {
  }
}

void told(struct world *world, const char *sender, const char *type, const ProtobufCMessage *message) {
  static int streams;
  char stream[64];
  bool of_case = strcmp(sender, "intake") == 0 && strncmp(type, "case.", 5) == 0;
  snprintf(stream, sizeof stream, "stream-%d", ++streams);
  await_next_millisecond();
  int result = try_to_tell(world, sender, of_case ? CASE : stream, of_case ? ++world->case_seq : 1, type, message);
  cr_assert_eq(result, (int)BM__DELIVER_RESULT__ENUM__TAKEN, "%s: %d", type, result);
}

static Bm__CaseParties *parties(struct world *world, const char *email) {
  Bm__CaseParties *of = NEW(world, case_parties);
  static char *accounts[] = {"zhang"};
  of->accounts = accounts;
  of->n_accounts = 1;
  of->email = (char *)email;
  of->masked_name = "张*";
  return of;
}

void submit(struct world *world, const char *email) {
  Bm__CaseSubmitted *event = NEW(world, case_submitted);
  event->case_number = CASE;
  event->unit = "530623101";
  event->unit_path = "530623/530623101";
  event->item = "LYJ-0201";
  event->item_name = "林木采伐许可";
  event->parties = parties(world, email);
  told(world, "intake", "case.submitted", &event->base);
}

void accept_case(struct world *world) {
  Bm__CaseAccepted *event = NEW(world, case_accepted);
  event->case_number = CASE;
  event->unit = "530623101";
  event->unit_path = "530623/530623101";
  event->item_name = "林木采伐许可";
  event->lead_office = "530623101-03";
  event->accepted_on = "2026-11-23";
  event->promised_due = "2026-12-02";
  event->statutory_due = "2026-12-21";
  event->receipt_number = "SL-530623-1";
  event->parties = parties(world, "");
  told(world, "intake", "case.accepted", &event->base);
}

const char *news(struct world *world) {
  const char *text =
      rt_arena_text(world->engine->arena,
                    test_pg_text(world->engine->pg, "SELECT coalesce(string_agg(account || ' ' || template, ', ' "
                                                    "ORDER BY account), '') FROM notices"));
  test_pg_exec(world->engine->pg, "DELETE FROM notices");
  return text;
}

const Bm__ListNotificationsReply *inbox(struct world *world, const char *account_name, int size, const char *token) {
  Bm__ListNotificationsRequest *request = NEW(world, list_notifications_request);
  request->page_size = size;
  request->page_token = (char *)token;
  struct test_answer answer = test_engine_call(
      world->engine,
      (struct test_request){.method = "notification.ListNotifications",
                            .message = &request->base,
                            .subject = test_subject(world->engine, account_name, BM__ROLE__ENUM__CITIZEN)});
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  return (const Bm__ListNotificationsReply *)answer.reply;
}

int64_t count(struct world *world, const char *table, const char *where) {
  char sql[400];
  snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE %s", table, where);
  return test_pg_number(world->engine->pg, sql);
}
