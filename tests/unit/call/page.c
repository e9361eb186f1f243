/* Page tokens there and back, and every token that was not given here. */
#include "runtime/call/call.h"
#include "runtime/call/engine/admit.h"
#include "runtime/call/settings.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(page, size) {
  static const int rows[][2] = {{0, 50}, {-1, 50}, {1, 1}, {200, 200}, {201, 200}, {INT32_MAX, 200}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    cr_assert_eq(rt_page_size(rows[i][0]), rows[i][1]);
  }
}

Test(page, token_there_and_back) {
  struct rt_arena *arena = rt_arena_new(0);
  const char *const keys[4] = {"2026-11-23T10:00:00", "", "宅基地", "01890000-0000-7000-8000-00000000000a"};
  for (size_t count = 1; count <= 4; count++) {
    struct rt_call call = {.arena = arena};
    const char *got[4] = {0};
    cr_assert(rt_page_keys(&call, rt_page_token(arena, keys, count), got, count));
    for (size_t i = 0; i < count; i++) {
      cr_assert_str_eq(got[i], keys[i]);
    }
  }
  rt_arena_destroy(&arena);
}

Test(page, tokens_that_were_not_given) {
  struct rt_arena *arena = rt_arena_new(0);
  const char *const two[2] = {"a", "b"};
  char *longest = rt_arena_alloc(arena, 5001);
  memset(longest, 'A', 5000);
  const char *const tokens[] = {
      "x",          "!!!!", "AA=", "BWFi", "AQAB", longest, rt_page_token(arena, two, 2), "Af8" /* no UTF-8 */,
      "GD\x96zMDYy" /* a byte libsodium takes for a digit */};
  for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
    struct rt_call call = {.arena = arena};
    const char *got = "untouched";
    cr_assert_not(rt_page_keys(&call, tokens[i], &got, 1), "%s", tokens[i]);
    cr_assert_str_eq(got, "untouched");
    cr_assert_eq(call.faults.count, 1);
    cr_assert_str_eq(call.faults.list[0].field, "pageToken");
  }
  rt_arena_destroy(&arena);
}

Test(page, keys_that_are_numbers) {
  static const struct {
    const char *key;
    int64_t wanted; /* -1: none */
  } rows[] = {{"0", 0},   {"7", 7},   {"100", 100}, {"101", -1}, {"-1", -1}, {"", -1},
              {" 7", -1}, {"+7", -1}, {"07", -1},   {"7x", -1},  {"x", -1},  {"9223372036854775808", -1}};
  struct rt_arena *arena = rt_arena_new(0);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct rt_call call = {.arena = arena};
    int64_t number = -2;
    cr_assert_eq(rt_page_number(&call, rows[i].key, 100, &number), rows[i].wanted >= 0, "%s", rows[i].key);
    cr_assert_eq(number, rows[i].wanted >= 0 ? rows[i].wanted : -2, "%s", rows[i].key);
    cr_assert_eq(call.faults.count, rows[i].wanted < 0, "%s", rows[i].key);
  }
  rt_arena_destroy(&arena);
}

/* Seeded: no bytes make it read behind its end (the sanitizers would say so). */
Test(page, any_token) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  unsigned seed = 20261123;
  struct rt_arena *arena = rt_arena_new(0);
  for (int i = 0; i < 20000; i++) {
    char token[64];
    size_t length = (size_t)(rand_r(&seed) % 60);
    for (size_t j = 0; j < length; j++) {
      token[j] = letters[rand_r(&seed) % 64];
    }
    token[length] = '\0';
    struct rt_call call = {.arena = arena};
    const char *got[4];
    rt_page_keys(&call, token, got, (size_t)(i % 4) + 1);
    rt_arena_reset(arena);
  }
  rt_arena_destroy(&arena);
}

Test(settings, a_lane_has_its_own) {
  char name[RT_SETTING_NAME];
  rt_lane_setting("intake.write", name);
  cr_assert_str_eq(name, "BM_INTAKE_WRITE_THREADS");
}

Test(call, refusals_keep_the_first) {
  struct rt_arena *arena = rt_arena_new(0);
  struct rt_call call = {.arena = arena};
  rt_call_refuse(&call, RT_NOT_FOUND, "FIRST", "%s", "没有");
  rt_call_refuse_and_mark(&call, RT_ABORTED, "SECOND", "%s", "晚了");
  rt_call_refuse_field(&call, "a", "%d", 1);
  rt_call_refuse_field(&call, "b", "%d", 2);
  cr_assert_str_eq(call.refusal->code, "FIRST");
  cr_assert_not(call.marks);
  cr_assert_eq(call.refusal->n_violations, 2);
  cr_assert_str_eq(call.refusal->violations[1]->field, "b");
  rt_arena_destroy(&arena);
}
