#include "runtime/seal/seal.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct rt_seal_place place = {"cases", "applicant", "0190a5b8-1c2d-7e3f-8a4b-0123456789ab"};
static char path[64];

static void make_keys(void) {
  snprintf(path, sizeof path, "/tmp/bm-seal-%d", (int)getpid());
  struct rt_error error = {0};
  cr_assert(rt_seal_make_keys(path, &error), "%s", error.text);
}

static void remove_keys(void) {
  unlink(path);
}

TestSuite(seal, .init = make_keys, .fini = remove_keys);

static struct rt_seal *opened(void) {
  struct rt_seal *seal = NULL;
  struct rt_error error = {0};
  cr_assert(rt_seal_new(path, &seal, &error), "%s", error.text);
  return seal;
}

static bool opens(const struct rt_seal *seal, struct rt_seal_place where, struct rt_bytes sealed, const char *text) {
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  struct rt_bytes data = {0};
  struct rt_error error = {0};
  if (!rt_seal_open(seal, arena, where, sealed, &data, &error)) {
    cr_assert_eq(error.status, RT_DATA_LOSS);
    return false;
  }
  cr_assert_eq(data.size, strlen(text));
  cr_assert_str_eq((const char *)data.data, text);
  return true;
}

Test(seal, closes_and_opens) {
  RT_AUTO(rt_seal_destroy) struct rt_seal *seal = opened();
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  static const char *const texts[] = {"", "530623199001011234", "云南省昭通市盐津县盐井镇"};
  for (size_t i = 0; i < 3; i++) {
    struct rt_bytes one = rt_seal_close(seal, arena, place, texts[i], strlen(texts[i]));
    struct rt_bytes two = rt_seal_close(seal, arena, place, texts[i], strlen(texts[i]));
    cr_assert(opens(seal, place, one, texts[i]));
    cr_assert_neq(memcmp(one.data, two.data, one.size), 0);
    cr_assert(!texts[i][0] || !memmem(one.data, one.size, texts[i], strlen(texts[i])));
  }
}

Test(seal, opens_nowhere_else) {
  RT_AUTO(rt_seal_destroy) struct rt_seal *seal = opened();
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  struct rt_bytes sealed = rt_seal_close(seal, arena, place, "x", 1);
  cr_assert(!opens(seal, (struct rt_seal_place){"case", place.column, place.row}, sealed, "x"));
  cr_assert(!opens(seal, (struct rt_seal_place){place.table, "phone", place.row}, sealed, "x"));
  cr_assert(!opens(seal, (struct rt_seal_place){place.table, place.column, "1"}, sealed, "x"));
  cr_assert(!opens(seal, (struct rt_seal_place){"casesapplicant", "", place.row}, sealed, "x"));
}

Test(seal, one_changed_bit_or_a_cut_is_seen) {
  RT_AUTO(rt_seal_destroy) struct rt_seal *seal = opened();
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  struct rt_bytes sealed = rt_seal_close(seal, arena, place, "138", 3);
  for (size_t bit = 0; bit < sealed.size * 8; bit++) {
    uint8_t *copy = rt_arena_copy(arena, sealed.data, sealed.size);
    copy[bit / 8] = (uint8_t)(copy[bit / 8] ^ (1u << bit % 8));
    cr_assert(!opens(seal, place, (struct rt_bytes){copy, sealed.size}, "138"), "bit %zu", bit);
  }
  for (size_t size = 0; size < sealed.size; size++) {
    const uint8_t *cut = rt_arena_copy(arena, sealed.data, size);
    cr_assert(!opens(seal, place, (struct rt_bytes){cut, size}, "138"), "size %zu", size);
  }
}

Test(seal, rotation_opens_the_old_seals_the_new_and_keeps_lookups) {
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  RT_AUTO(rt_seal_destroy) struct rt_seal *before = opened();
  struct rt_bytes old = rt_seal_close(before, arena, place, "old", 3);
  uint8_t blind_before[RT_BLIND_SIZE];
  rt_seal_blind(before, "phone", "13800005678", blind_before);

  cr_assert(rt_seal_make_keys(path, NULL));
  RT_AUTO(rt_seal_destroy) struct rt_seal *after = opened();
  cr_assert(opens(after, place, old, "old"));
  struct rt_bytes new = rt_seal_close(after, arena, place, "new", 3);
  cr_assert_eq(new.data[1], 2);
  cr_assert(!opens(before, place, new, "new"));
  uint8_t blind_after[RT_BLIND_SIZE];
  rt_seal_blind(after, "phone", "13800005678", blind_after);
  cr_assert_eq(memcmp(blind_before, blind_after, RT_BLIND_SIZE), 0);
}

Test(seal, blind_tells_kinds_texts_and_keys_apart) {
  RT_AUTO(rt_seal_destroy) struct rt_seal *seal = opened();
  uint8_t one[RT_BLIND_SIZE];
  uint8_t other[RT_BLIND_SIZE];
  rt_seal_blind(seal, "phone", "1", one);
  rt_seal_blind(seal, "phone", "2", other);
  cr_assert_neq(memcmp(one, other, RT_BLIND_SIZE), 0);
  rt_seal_blind(seal, "phone1", "", other);
  cr_assert_neq(memcmp(one, other, RT_BLIND_SIZE), 0);
  unlink(path);
  cr_assert(rt_seal_make_keys(path, NULL));
  RT_AUTO(rt_seal_destroy) struct rt_seal *stranger = opened();
  rt_seal_blind(stranger, "phone", "1", other);
  cr_assert_neq(memcmp(one, other, RT_BLIND_SIZE), 0);
}

Test(seal, key_files_that_are_refused) {
  struct rt_seal *seal = NULL;
  struct rt_error error = {0};
  cr_assert_eq(chmod(path, 0644), 0);
  cr_assert(!rt_seal_new(path, &seal, &error));
  cr_assert_eq(error.status, RT_PERMISSION_DENIED);
  cr_assert(!rt_seal_new("/nonexistent/keys", &seal, &error));
  cr_assert_eq(error.status, RT_NOT_FOUND);
  static const char *const bad[] = {
      "",
      "x\n",
      "1 c2hvcnQ=\n",
      "0 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
      "2 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n2 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
      "1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= x\n",
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    cr_assert(rt_file_write(path, bad[i], strlen(bad[i]), 0600, NULL));
    cr_assert(!rt_seal_new(path, &seal, &error), "%s", bad[i]);
    cr_assert_eq(error.status, RT_INVALID_ARGUMENT);
    cr_assert(!strstr(error.text, "c2hvcnQ"));
  }
  cr_assert_null(seal);
}
