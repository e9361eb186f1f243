/* The n-th call fails while a task is opened, claimed, decided. */
#include "tests/support/probes/nth.h"
#include "tests/handlers/review/world.h"

#include <criterion/criterion.h>
#include <string.h>

enum { KINDS = 1 << NTH_MEMORY | 1 << NTH_LOST | 1 << NTH_LIBPQ };

struct scene {
  struct world world;
  int number;
  const char *case_number;
  const char *task;
};

static void new_case(void *context) {
  struct scene *scene = context;
  scene->number++;
  scene->case_number = rt_arena_printf(scene->world.engine->arena, "530623-20261123-%06d-0", scene->number);
}

static void new_task(void *context) {
  struct scene *scene = context;
  new_case(scene);
  world_accepted(&scene->world, scene->case_number, "");
  scene->task = world_task(&scene->world, scene->case_number);
}

static void new_claimed(void *context) {
  struct scene *scene = context;
  new_task(scene);
  cr_assert_eq(world_claim(&scene->world, scene->world.li, scene->task, 2 * scene->number).status, RT_OK);
}

static enum rt_status accept(void *context) {
  struct scene *scene = context;
  return nth_event(world_try_accepted(&scene->world, scene->case_number, ""));
}

static enum rt_status claim(void *context) {
  struct scene *scene = context;
  return world_claim(&scene->world, scene->world.li, scene->task, 2 * scene->number).status;
}

static enum rt_status decide(void *context) {
  struct scene *scene = context;
  return world_decide(&scene->world, scene->world.li, scene->task, BM__OUTCOME__ENUM__GRANT, "", 2 * scene->number + 1)
      .status;
}

static void run(void (*prepare)(void *context), enum rt_status (*act)(void *context)) {
  struct scene scene = {.world = world_new()};
  nth_run(&(struct nth){.engine = scene.world.engine, .context = &scene, .prepare = prepare, .act = act}, KINDS);
  world_destroy(&scene.world);
}

Test(review_nth, a_case_is_taken_in) {
  run(new_case, accept);
}

Test(review_nth, a_task_is_claimed) {
  run(new_task, claim);
}

Test(review_nth, a_task_is_decided) {
  run(new_claimed, decide);
}
