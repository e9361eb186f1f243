/* The n-th call fails while a case is heard of and rated. */
#include "tests/support/probes/nth.h"
#include "bianmin/evaluation.pb-c.h"
#include "bianmin/events.pb-c.h"
#include "common/query_code.h"
#include "evaluation/service.h"
#include "evaluation/things.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define CODE "ABCD234567"

enum { KINDS = 1 << NTH_MEMORY | 1 << NTH_LOST | 1 << NTH_LIBPQ };

static struct evaluation_things things;

struct scene {
  struct test_engine *engine;
  int number;
  char case_number[32];
};

static void new_case(void *context) {
  struct scene *scene = context;
  snprintf(scene->case_number, sizeof scene->case_number, "530623-20261123-%06d-0", ++scene->number);
}

static enum rt_status hear(void *context) {
  struct scene *scene = context;
  uint8_t hash[COMMON_CODE_HASH];
  Bm__CaseSubmitted event = BM__CASE_SUBMITTED__INIT;
  common_code_hash(CODE, hash);
  event.case_number = scene->case_number;
  event.unit = (char[]){"530623101"};
  event.unit_path = (char[]){"530623/530623101"};
  event.query_code_hash = (ProtobufCBinaryData){sizeof hash, hash};
  return nth_event(test_engine_event(scene->engine, "intake", scene->case_number, 1, "case.submitted", &event.base));
}

static void ended(void *context) {
  struct scene *scene = context;
  Bm__CaseDelivered event = BM__CASE_DELIVERED__INIT;
  new_case(scene);
  cr_assert_eq(hear(scene), RT_OK);
  event.case_number = scene->case_number;
  cr_assert_eq(test_engine_event(scene->engine, "intake", scene->case_number, 2, "case.delivered", &event.base),
               (int)BM__DELIVER_RESULT__ENUM__TAKEN);
}

static enum rt_status rate(void *context) {
  struct scene *scene = context;
  Bm__CreateRatingRequest request = BM__CREATE_RATING_REQUEST__INIT;
  request.case_number = scene->case_number;
  request.query_code = (char[]){CODE};
  request.level = BM__RATING_LEVEL__ENUM__VERY_DISSATISFIED;
  request.comment = (char[]){"等了很久"};
  return test_engine_call(scene->engine, (struct test_request){.method = "evaluation.CreateRating",
                                                               .message = &request.base,
                                                               .key = test_key(scene->engine, scene->number)})
      .status;
}

static void run(void (*prepare)(void *context), enum rt_status (*act)(void *context)) {
  dom_calendar_init(&things.calendar);
  struct scene scene = {.engine = test_engine_new(&evaluation_service, &things)};
  things.seal = scene.engine->seal;
  nth_run(&(struct nth){.engine = scene.engine, .context = &scene, .prepare = prepare, .act = act}, KINDS);
  test_engine_destroy(&scene.engine);
}

Test(evaluation_nth, a_case_is_heard_of) {
  run(new_case, hear);
}

Test(evaluation_nth, a_case_is_rated) {
  run(ended, rate);
}
