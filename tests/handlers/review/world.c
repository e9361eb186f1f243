#include "tests/handlers/review/world.h"

#include "review/service.h"
#include "review/things.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct review_things things; /* no year loaded: Monday to Friday, less the fixed days */

static Bm__Subject *reviewer(struct test_engine *engine, const char *account, char *office) {
  Bm__Subject *subject = test_subject(engine, account, BM__ROLE__ENUM__REVIEWER);
  subject->name = (char *)account;
  subject->unit = "530623101";
  subject->unit_path = "530623/530623101";
  subject->n_offices = 1;
  subject->offices = rt_arena_alloc(engine->arena, sizeof *subject->offices);
  subject->offices[0] = office;
  return subject;
}

struct world world_new(void) {
  dom_calendar_init(&things.calendar);
  struct test_engine *engine = test_engine_new(&review_service, &things);
  return (struct world){.engine = engine,
                        .li = reviewer(engine, "li", OFFICE),
                        .wang = reviewer(engine, "wang", OFFICE),
                        .zhao = reviewer(engine, "zhao", OTHER_OFFICE)};
}

struct dom_calendar *world_calendar(void) {
  return &things.calendar;
}

void world_destroy(struct world *world) {
  test_engine_destroy(&world->engine);
}

int world_try_accepted(struct world *world, const char *case_number, const char *claimed_by) {
  Bm__CaseAccepted *event = rt_message(world->engine->arena, &bm__case_accepted__descriptor);
  event->case_number = (char *)case_number;
  event->unit = "530623101";
  event->unit_path = "530623/530623101";
  event->item = "LYJ-0201";
  event->item_name = "林木采伐许可";
  event->kind = BM__ITEM_KIND__ENUM__PROMISED;
  event->nature = "行政许可";
  event->lead_office = OFFICE;
  event->statutory_days = 20;
  event->promised_days = 7;
  event->limit_unit = BM__LIMIT_UNIT__ENUM__WORKING;
  event->accepted_on = "2026-11-23";
  event->promised_due = "2026-12-02";
  event->statutory_due = "2026-12-21";
  event->claimed_by = (char *)claimed_by;
  event->claimed_by_name = (char *)claimed_by;
  return test_engine_event(world->engine, "intake", case_number, 1, "case.accepted", &event->base);
}

void world_accepted(struct world *world, const char *case_number, const char *claimed_by) {
  cr_assert_eq(world_try_accepted(world, case_number, claimed_by), (int)BM__DELIVER_RESULT__ENUM__TAKEN);
}

const char *world_task(struct world *world, const char *case_number) {
  char sql[200];
  snprintf(sql, sizeof sql, "SELECT task::text FROM tasks WHERE case_number = '%s'", case_number);
  return rt_arena_text(world->engine->arena, test_pg_text(world->engine->pg, sql));
}

static struct test_answer act(struct world *world, const char *method, const Bm__Subject *who,
                              const ProtobufCMessage *message, int key) {
  return test_engine_call(
      world->engine,
      (struct test_request){.method = method, .message = message, .subject = who, .key = test_key(world->engine, key)});
}

struct test_answer world_claim(struct world *world, const Bm__Subject *who, const char *task, int key) {
  Bm__ClaimTaskRequest *request = rt_message(world->engine->arena, &bm__claim_task_request__descriptor);
  request->task = (char *)task;
  return act(world, "review.ClaimTask", who, &request->base, key);
}

struct test_answer world_release(struct world *world, const Bm__Subject *who, const char *task, const char *reason,
                                 int key) {
  Bm__ReleaseTaskRequest *request = rt_message(world->engine->arena, &bm__release_task_request__descriptor);
  request->task = (char *)task;
  request->reason = (char *)reason;
  return act(world, "review.ReleaseTask", who, &request->base, key);
}

struct test_answer world_decide(struct world *world, const Bm__Subject *who, const char *task,
                                Bm__Outcome__Enum outcome, const char *law, int key) {
  Bm__DecideTaskRequest *request = rt_message(world->engine->arena, &bm__decide_task_request__descriptor);
  request->task = (char *)task;
  request->outcome = outcome;
  request->reasons = "理由";
  request->law = (char *)law;
  return act(world, "review.DecideTask", who, &request->base, key);
}

const Bm__ListTasksReply *world_list(struct world *world, const Bm__Subject *who, Bm__TaskState__Enum state, int size,
                                     const char *token) {
  Bm__ListTasksRequest *request = rt_message(world->engine->arena, &bm__list_tasks_request__descriptor);
  request->state = state;
  request->page_size = size;
  request->page_token = (char *)token;
  struct test_answer answer = test_engine_call(
      world->engine, (struct test_request){.method = "review.ListTasks", .message = &request->base, .subject = who});
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  return (const Bm__ListTasksReply *)answer.reply;
}

int64_t world_events(struct world *world, const char *type) {
  char sql[200];
  snprintf(sql, sizeof sql, "SELECT count(*) FROM outbox WHERE type = '%s'", type);
  return test_pg_number(world->engine->pg, sql);
}
