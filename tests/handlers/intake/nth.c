/* The n-th call fails on the way of a case through intake: handed in, sent back and corrected, accepted, claimed and
 * decided elsewhere, delivered. */
#include "tests/support/probes/nth.h"
#include "tests/handlers/intake/county.h"

#include <criterion/criterion.h>
#include <string.h>

enum { KINDS = 1 << NTH_MEMORY | 1 << NTH_LOST | 1 << NTH_LIBPQ };

struct scene {
  struct county *county;
  const char *number; /* of the case */
  char *stream;       /* of the review's events on it */
  int intent;         /* of a hand-in */
};

/* A request with a key that is the same until the next prepare. */
static enum rt_status call(struct scene *scene, enum person who, const char *method, const ProtobufCMessage *message) {
  struct county *county = scene->county;
  struct test_request request = {.method = method,
                                 .message = message,
                                 .key = test_key(county->test, 900000 + county->keys),
                                 .subject = county->people[who]};
  return test_engine_call(county->test, request).status;
}

static void nothing(void *context) {
  struct scene *scene = context;
  scene->county->keys++;
}

static void handed_in(void *context) {
  struct scene *scene = context;
  scene->number = county_hand_in(scene->county, ZHANG, PROMISED, BM__CASE_INTENT__ENUM__SUBMIT)->case_number;
}

static Bm__RequestCorrectionRequest *lacking(struct scene *scene) {
  struct rt_arena *arena = scene->county->test->arena;
  Bm__RequestCorrectionRequest *request = rt_message(arena, &bm__request_correction_request__descriptor);
  request->case_number = rt_arena_text(arena, scene->number);
  request->missing = rt_arena_array(arena, 1, sizeof *request->missing);
  request->missing[0] = "林权证复印件";
  request->n_missing = 1;
  return request;
}

static void sent_back(void *context) {
  struct scene *scene = context;
  handed_in(scene);
  cr_assert_eq(county_call(scene->county, CLERK, "intake.RequestCorrection", &lacking(scene)->base).status, RT_OK);
}

static void accepted(void *context) {
  struct scene *scene = context;
  scene->number = county_hand_in(scene->county, CLERK, PROMISED, BM__CASE_INTENT__ENUM__ACCEPT)->case_number;
  scene->stream = rt_arena_printf(scene->county->test->arena, "task-%d", scene->county->keys);
}

static enum rt_status hand_in(void *context) {
  struct scene *scene = context;
  enum person who = scene->intent == BM__CASE_INTENT__ENUM__ACCEPT ? CLERK : ZHANG;
  return call(scene, who, "intake.CreateCase", &county_application(scene->county, PROMISED, TOWN, scene->intent)->base);
}

static enum rt_status accept(void *context) {
  struct scene *scene = context;
  Bm__AcceptCaseRequest *request = rt_message(scene->county->test->arena, &bm__accept_case_request__descriptor);
  request->case_number = rt_arena_text(scene->county->test->arena, scene->number);
  return call(scene, CLERK, "intake.AcceptCase", &request->base);
}

static enum rt_status send_back(void *context) {
  struct scene *scene = context;
  return call(scene, CLERK, "intake.RequestCorrection", &lacking(scene)->base);
}

static enum rt_status correct(void *context) {
  struct scene *scene = context;
  struct rt_arena *arena = scene->county->test->arena;
  Bm__CorrectCaseRequest *request = rt_message(arena, &bm__correct_case_request__descriptor);
  request->case_number = rt_arena_text(arena, scene->number);
  request->form = rt_arena_array(arena, 1, sizeof *request->form);
  request->form[0] = rt_message(arena, &bm__correct_case_request__form_entry__descriptor);
  request->form[0]->key = "林权证号";
  request->form[0]->value = "530623-0002";
  request->n_form = 1;
  return call(scene, ZHANG, "intake.CorrectCase", &request->base);
}

static Bm__Actor *reviewer(struct rt_arena *arena) {
  Bm__Actor *actor = rt_message(arena, &bm__actor__descriptor);
  actor->role = "REVIEWER";
  actor->unit = "530623101-05";
  actor->name = "郑审";
  return actor;
}

static enum rt_status take_claimed(void *context) {
  struct scene *scene = context;
  struct rt_arena *arena = scene->county->test->arena;
  Bm__TaskClaimed *claimed = rt_message(arena, &bm__task_claimed__descriptor);
  claimed->case_number = rt_arena_text(arena, scene->number);
  claimed->actor = reviewer(arena);
  return nth_event(test_engine_event(scene->county->test, "review", scene->stream, 1, "task.claimed", &claimed->base));
}

static enum rt_status take_decided(void *context) {
  struct scene *scene = context;
  struct rt_arena *arena = scene->county->test->arena;
  Bm__CaseDecided *decided = rt_message(arena, &bm__case_decided__descriptor);
  decided->task = scene->stream;
  decided->case_number = rt_arena_text(arena, scene->number);
  decided->outcome = BM__OUTCOME__ENUM__GRANT;
  decided->reasons = "符合采伐条件";
  decided->document_number = "JD530623-20261123-000001-1";
  decided->certificate_number = "ZS530623-20261123-000001-1";
  decided->decided_on = "2026-11-23";
  decided->actor = reviewer(arena);
  return nth_event(test_engine_event(scene->county->test, "review", scene->stream, 1, "case.decided", &decided->base));
}

static void decided(void *context) {
  accepted(context);
  cr_assert_eq(take_decided(context), RT_OK);
}

static enum rt_status deliver(void *context) {
  struct scene *scene = context;
  Bm__DeliverCaseRequest *request = rt_message(scene->county->test->arena, &bm__deliver_case_request__descriptor);
  request->case_number = rt_arena_text(scene->county->test->arena, scene->number);
  request->method = BM__DELIVERY_METHOD__ENUM__WINDOW;
  request->receiver = "张三";
  return call(scene, CLERK, "intake.DeliverCase", &request->base);
}

static void run(void (*prepare)(void *context), enum rt_status (*act)(void *context), int intent) {
  struct scene scene = {.county = county_new(), .intent = intent};
  nth_run(&(struct nth){.engine = scene.county->test, .context = &scene, .prepare = prepare, .act = act}, KINDS);
  county_destroy(&scene.county);
}

Test(intake_nth, a_hand_in) {
  run(nothing, hand_in, BM__CASE_INTENT__ENUM__SUBMIT);
}

Test(intake_nth, a_hand_in_with_acceptance) {
  run(nothing, hand_in, BM__CASE_INTENT__ENUM__ACCEPT);
}

Test(intake_nth, an_acceptance) {
  run(handed_in, accept, 0);
}

Test(intake_nth, a_demand_for_correction) {
  run(handed_in, send_back, 0);
}

Test(intake_nth, a_correction) {
  run(sent_back, correct, 0);
}

Test(intake_nth, a_claim_is_taken_in) {
  run(accepted, take_claimed, 0);
}

Test(intake_nth, a_decision_is_taken_in) {
  run(accepted, take_decided, 0);
}

Test(intake_nth, a_delivery) {
  run(decided, deliver, 0);
}
