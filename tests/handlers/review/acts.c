/* the acts on a task, stored and told. */
#include "tests/handlers/review/world.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define CASE "530623-20261123-000042-9"

Test(review_acts, R02_an_accepted_case_becomes_an_open_task_of_its_office) {
  struct world world = world_new();
  world_accepted(&world, CASE, "");
  const Bm__ListTasksReply *list = world_list(&world, world.li, 0, 0, "");
  cr_assert_eq(list->n_tasks, 1);
  cr_assert_str_eq(list->tasks[0]->case_number, CASE);
  cr_assert_eq(list->tasks[0]->state, BM__TASK_STATE__ENUM__OPEN);
  cr_assert_str_eq(list->tasks[0]->promised_due, "2026-12-02");
  cr_assert_eq(world_list(&world, world.zhao, 0, 0, "")->n_tasks, 0, "another office sees nothing");
  world_destroy(&world);
}

Test(review_acts, R02_an_immediate_case_of_a_clerk_who_reviews_opens_claimed) {
  struct world world = world_new();
  world_accepted(&world, CASE, "li");
  const Bm__ListTasksReply *list = world_list(&world, world.li, 0, 0, "");
  cr_assert_eq(list->tasks[0]->state, BM__TASK_STATE__ENUM__CLAIMED);
  cr_assert_eq(world_events(&world, "task.claimed"), 1, "intake learns of it");
  cr_assert_eq(world_list(&world, world.wang, 0, 0, "")->n_tasks, 0, "not on the list of the others");
  world_destroy(&world);
}

Test(review_acts, R03_claim_release_claim_decide) {
  struct world world = world_new();
  world_accepted(&world, CASE, "");
  const char *task = world_task(&world, CASE);
  cr_assert_eq(world_claim(&world, world.li, task, 1).status, RT_OK);
  cr_assert_eq(world_claim(&world, world.wang, task, 2).status, RT_FAILED_PRECONDITION);
  cr_assert_eq(world_decide(&world, world.wang, task, BM__OUTCOME__ENUM__GRANT, "", 3).status, RT_PERMISSION_DENIED);
  cr_assert_eq(world_release(&world, world.li, task, "", 4).status, RT_INVALID_ARGUMENT);
  cr_assert_eq(world_release(&world, world.li, task, "出差", 5).status, RT_OK);
  cr_assert_eq(world_claim(&world, world.wang, task, 6).status, RT_OK);
  struct test_answer decided = world_decide(&world, world.wang, task, BM__OUTCOME__ENUM__GRANT, "", 7);
  cr_assert_eq(decided.status, RT_OK);
  cr_assert_eq(((const Bm__Task *)decided.reply)->state, BM__TASK_STATE__ENUM__DECIDED);
  cr_assert_eq(world_events(&world, "case.decided"), 1);
  cr_assert_eq(test_pg_number(world.engine->pg, "SELECT events FROM tasks"), 4, "each act counted");
  world_destroy(&world);
}

Test(review_acts, R03_a_task_of_another_office_is_not_found) {
  struct world world = world_new();
  world_accepted(&world, CASE, "");
  cr_assert_eq(world_claim(&world, world.zhao, world_task(&world, CASE), 1).status, RT_NOT_FOUND);
  cr_assert_eq(world_claim(&world, world.li, "no-uuid", 2).status, RT_NOT_FOUND);
  world_destroy(&world);
}

Test(review_acts, R03_of_many_who_claim_in_one_drain_one_wins) {
  struct world world = world_new();
  world_accepted(&world, CASE, "");
  Bm__ClaimTaskRequest *request = rt_message(world.engine->arena, &bm__claim_task_request__descriptor);
  request->task = (char *)world_task(&world, CASE);
  struct test_request requests[16];
  struct test_answer answers[16];
  int won = 0;
  for (int i = 0; i < 16; i++)
    requests[i] = (struct test_request){.method = "review.ClaimTask",
                                        .message = &request->base,
                                        .subject = i % 2 ? world.li : world.wang,
                                        .key = test_key(world.engine, 100 + i)};
  test_engine_drain(world.engine, world.engine->engine, requests, 16, answers);
  for (int i = 0; i < 16; i++) {
    won += answers[i].status == RT_OK;
    cr_assert(answers[i].status == RT_OK || answers[i].status == RT_FAILED_PRECONDITION, "%s", answers[i].code);
  }
  cr_assert_eq(won, 1);
  cr_assert_eq(world_events(&world, "task.claimed"), 1);
  world_destroy(&world);
}

Test(review_acts, R05_a_denial_without_law_stores_nothing) {
  struct world world = world_new();
  world_accepted(&world, CASE, "li");
  const char *task = world_task(&world, CASE);
  struct test_answer answer = world_decide(&world, world.li, task, BM__OUTCOME__ENUM__DENY, "", 1);
  cr_assert_eq(answer.status, RT_INVALID_ARGUMENT);
  cr_assert_str_eq(answer.answer->violations[0]->field, "law");
  cr_assert_eq(test_pg_number(world.engine->pg, "SELECT state FROM tasks"), BM__TASK_STATE__ENUM__CLAIMED);
  cr_assert_eq(world_decide(&world, world.li, task, BM__OUTCOME__ENUM__DENY, "森林法第五十六条", 1).status, RT_OK,
               "a key is free again after a refusal");
  world_destroy(&world);
}

Test(review_acts, R05_numbers_of_decisions_are_never_given_twice) {
  struct world world = world_new();
  char cases[20][40];
  for (int i = 0; i < 20; i++) {
    snprintf(cases[i], sizeof cases[i], "case-%d", i);
    world_accepted(&world, cases[i], "li");
    cr_assert_eq(world_decide(&world, world.li, world_task(&world, cases[i]), BM__OUTCOME__ENUM__GRANT, "", i).status,
                 RT_OK);
  }
  cr_assert_eq(test_pg_number(world.engine->pg, "SELECT count(DISTINCT document_number) FROM tasks"), 20);
  world_destroy(&world);
}

Test(review_acts, withdrawal_closes_an_open_task_and_leaves_a_decision) {
  struct world world = world_new();
  Bm__WithdrawalAsked *asked = rt_message(world.engine->arena, &bm__withdrawal_asked__descriptor);
  world_accepted(&world, "open", "");
  world_accepted(&world, "decided", "li");
  world_decide(&world, world.li, world_task(&world, "decided"), BM__OUTCOME__ENUM__GRANT, "", 1);
  asked->case_number = "open";
  test_engine_event(world.engine, "intake", "open", 2, "withdrawal.asked", &asked->base);
  asked->case_number = "decided";
  test_engine_event(world.engine, "intake", "decided", 2, "withdrawal.asked", &asked->base);
  cr_assert_eq(world_events(&world, "task.withdrawn"), 1);
  cr_assert_eq(test_pg_number(world.engine->pg, "SELECT state FROM tasks WHERE case_number = 'decided'"),
               BM__TASK_STATE__ENUM__DECIDED);
  world_destroy(&world);
}

Test(review_acts, R03_lists_go_page_by_page_most_urgent_first) {
  struct world world = world_new();
  char cases[7][40];
  for (int i = 0; i < 7; i++) {
    snprintf(cases[i], sizeof cases[i], "case-%d", i);
    world_accepted(&world, cases[i], i % 2 ? "li" : "");
  }
  size_t seen = 0;
  const char *token = "";
  do {
    const Bm__ListTasksReply *page = world_list(&world, world.li, 0, 2, token);
    cr_assert_leq(page->n_tasks, 2);
    seen += page->n_tasks;
    token = page->next_page_token;
  } while (*token);
  cr_assert_eq(seen, 7, "open ones and my own, none twice, none left out");
  cr_assert_eq(world_list(&world, world.li, BM__TASK_STATE__ENUM__CLAIMED, 0, "")->n_tasks, 3);
  world_destroy(&world);
}

Test(review_acts, supervisors_see_the_subtree_and_no_other) {
  struct world world = world_new();
  world_accepted(&world, CASE, "");
  Bm__Subject *head = test_subject(world.engine, "head", BM__ROLE__ENUM__CENTRE_HEAD);
  const char *const paths[] = {"530623/530623101", "530623", "530623/53062310", "530623/530623102"};
  const size_t sees[] = {1, 1, 0, 0};
  for (int i = 0; i < 4; i++) {
    head->unit_path = (char *)paths[i];
    cr_assert_eq(world_list(&world, head, 0, 0, "")->n_tasks, sees[i], "%s", paths[i]);
  }
  world_destroy(&world);
}

static struct test_answer one(struct world *world, const Bm__Subject *who, const char *task) {
  Bm__GetTaskRequest request = BM__GET_TASK_REQUEST__INIT;
  request.task = (char *)task;
  return test_engine_call(world->engine,
                          (struct test_request){.method = "review.GetTask", .message = &request.base, .subject = who});
}

Test(review_acts, one_task_is_seen_by_its_office_and_by_who_supervises_its_unit) {
  struct world world = world_new();
  world_accepted(&world, CASE, "li");
  const char *task = world_task(&world, CASE);
  Bm__Subject *head = test_subject(world.engine, "head", BM__ROLE__ENUM__CENTRE_HEAD);
  const Bm__Subject *const sees[] = {world.li, world.wang, head};
  head->unit_path = "530623/530623101";
  for (int i = 0; i < 3; i++) {
    struct test_answer answer = one(&world, sees[i], task);
    cr_assert_eq(answer.status, RT_OK, "%d", i);
    cr_assert_str_eq(((const Bm__Task *)answer.reply)->case_number, CASE);
    cr_assert_eq(((const Bm__Task *)answer.reply)->mine, i == 0, "whose it is: %d", i);
  }
  cr_assert_eq(one(&world, world.zhao, task).status, RT_NOT_FOUND, "another office");
  head->unit_path = "530623/530623102";
  cr_assert_eq(one(&world, head, task).status, RT_NOT_FOUND, "another township");
  cr_assert_eq(one(&world, world.li, "no-such-task").status, RT_NOT_FOUND);
  world_destroy(&world);
}

/* Of the shape "which cases, in order": what a list shows of three tasks, accepted on 2026-11-23 for 7 of 20 days. */
static const char *listed(struct world *world, const Bm__Subject *who, const Bm__ListTasksRequest *how) {
  static char text[200];
  struct test_answer answer = test_engine_call(
      world->engine, (struct test_request){.method = "review.ListTasks", .message = &how->base, .subject = who});
  if (answer.status != RT_OK)
    return answer.code;
  const Bm__ListTasksReply *reply = (const Bm__ListTasksReply *)answer.reply;
  text[0] = '\0';
  for (size_t i = 0; i < reply->n_tasks; i++)
    strcat(text, reply->tasks[i]->case_number);
  return text;
}

static struct world three_dates(void) {
  struct world world = world_new();
  world_accepted(&world, "A", "li");
  world_accepted(&world, "B", "");
  world_accepted(&world, "C", "li");
  world_accepted(&world, "D", "");
  test_pg_exec(world.engine->pg, "UPDATE tasks SET promised_due = '2999-01-01', statutory_due = '2999-02-01'");
  test_pg_exec(world.engine->pg, "UPDATE tasks SET promised_due = '2020-01-03' WHERE case_number = 'B'");
  test_pg_exec(world.engine->pg, "UPDATE tasks SET promised_due = '2020-01-01', statutory_due = '2020-01-02', office = "
                                 "'530623-01' WHERE case_number = 'C'");
  test_pg_exec(world.engine->pg, "UPDATE tasks SET light = 1 WHERE case_number = 'D'");
  return world;
}

Test(review_acts, R07_who_is_late_by_the_light_that_shows_today) {
  struct world world = three_dates();
  Bm__Subject *head = test_subject(world.engine, "head", BM__ROLE__ENUM__CENTRE_HEAD);
  head->unit_path = "530623/530623101";
  const char *const by_light[] = {"CBAD", "CBAD", "CBD", "CB", "C"};
  for (int light = 0; light < 5; light++) {
    Bm__ListTasksRequest how = BM__LIST_TASKS_REQUEST__INIT;
    how.light = (Bm__Light__Enum)light;
    cr_assert_str_eq(listed(&world, head, &how), by_light[light], "light %d", light);
  }
  const Bm__ListTasksReply *all = world_list(&world, head, 0, 0, "");
  cr_assert_eq(all->tasks[0]->light, BM__LIGHT__ENUM__RED);
  cr_assert_eq(all->tasks[0]->level, BM__UNIT_KIND__ENUM__COUNTY, "held by an office of the county");
  cr_assert_str_neq(all->tasks[0]->claimed_by, "", "and by whom");
  cr_assert_lt(all->tasks[0]->promised_days_left, 0);
  cr_assert_eq(all->tasks[1]->level, BM__UNIT_KIND__ENUM__TOWNSHIP);
  cr_assert_str_eq(all->tasks[1]->claimed_by, "");
  world_destroy(&world);
}

Test(review_acts, R03_lists_by_office_and_unit) {
  struct world world = three_dates();
  Bm__Subject *head = test_subject(world.engine, "head", BM__ROLE__ENUM__COUNTY_SUPERVISOR);
  head->unit_path = "530623";
  Bm__ListTasksRequest how = BM__LIST_TASKS_REQUEST__INIT;
  how.office = (char[]){"530623-01"};
  cr_assert_str_eq(listed(&world, head, &how), "C");
  how.unit = (char[]){"530623102"};
  cr_assert_str_eq(listed(&world, head, &how), "");
  how.unit = (char[]){"530624"};
  cr_assert_str_eq(listed(&world, head, &how), "UNIT_NOT_FOUND", "not below the own");
  how.unit = (char[]){""};
  how.office = (char[]){OFFICE};
  cr_assert_str_eq(listed(&world, world.li, &how), "BAD", "open ones of the office and my own of it");
  how.state = BM__TASK_STATE__ENUM__CLAIMED;
  cr_assert_str_eq(listed(&world, world.li, &how), "A");
  how.office = (char[]){OTHER_OFFICE};
  cr_assert_str_eq(listed(&world, world.li, &how), "", "not an office of the own");
  how.unit = (char[]){"530623101"};
  cr_assert_str_eq(listed(&world, world.li, &how), "UNIT_NOT_FOUND", "only who supervises asks of a unit");
  world_destroy(&world);
}
