/* Random messages printed and parsed are the same bytes when packed. BM_SEED repeats a run. */
#include "runtime/base/cleanup.h"
#include "runtime/base/id.h"
#include "runtime/json/json.h"
#include "sample.pb-c.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;

/* splitmix64 */
static uint64_t draw(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static size_t below(size_t limit) {
  return (size_t)(draw() % limit);
}

static char *random_text(struct rt_arena *arena) {
  static const char *const pieces[] = {"a", "\"", "\\", "b\n", "\x01", "\x7f", "é", "盐", "\xf0\xa0\x80\x80",
                                       "/", "{",  "]"};
  char *text = rt_arena_text(arena, "");
  for (size_t i = below(6); i > 0; i--) {
    text = rt_arena_printf(arena, "%s%s", text, pieces[below(sizeof pieces / sizeof *pieces)]);
  }
  return text;
}

static Sample__Colour__Enum random_colour(void) {
  static const Sample__Colour__Enum all[] = {SAMPLE__COLOUR__ENUM__UNSPECIFIED, SAMPLE__COLOUR__ENUM__RED,
                                             SAMPLE__COLOUR__ENUM__DARK_BLUE};
  return all[below(3)];
}

static Sample__Paper *random_paper(struct rt_arena *arena) {
  Sample__Paper *paper = rt_arena_alloc(arena, sizeof *paper);
  sample__paper__init(paper);
  paper->name = random_text(arena);
  paper->page_count = (int32_t)draw();
  paper->colour = random_colour();
  return paper;
}

static ProtobufCBinaryData random_bytes(struct rt_arena *arena) {
  ProtobufCBinaryData bytes = {below(9), NULL};
  bytes.data = rt_arena_alloc(arena, bytes.len);
  for (size_t i = 0; i < bytes.len; i++) {
    bytes.data[i] = (uint8_t)draw();
  }
  return bytes;
}

#define FILL(list, count, value)                                                                                       \
  do {                                                                                                                 \
    (count) = below(4);                                                                                                \
    (list) = rt_arena_array(arena, (count), sizeof *(list));                                                           \
    for (size_t at = 0; at < (count); at++) {                                                                          \
      (list)[at] = (value);                                                                                            \
    }                                                                                                                  \
  } while (0)

static void random_form(struct rt_arena *arena, Sample__Everything *it) {
  it->n_form = below(4);
  it->form = rt_arena_array(arena, it->n_form, sizeof *it->form);
  for (size_t i = 0; i < it->n_form; i++) {
    it->form[i] = rt_arena_alloc(arena, sizeof **it->form);
    sample__everything__form_entry__init(it->form[i]);
    it->form[i]->key = rt_arena_printf(arena, "%zu%s", i, random_text(arena)); /* in order, so that parsing keeps it */
    it->form[i]->value = random_text(arena);
  }
}

static Sample__Everything *random_message(struct rt_arena *arena) {
  Sample__Everything *it = rt_arena_alloc(arena, sizeof *it);
  sample__everything__init(it);
  it->case_number = random_text(arena);
  it->limit_days = (int32_t)draw();
  it->wide = (int64_t)draw();
  it->sure = below(2) == 1;
  it->colour = random_colour();
  it->first_paper = below(2) ? random_paper(arena) : NULL;
  it->raw = random_bytes(arena);
  it->natural = (uint32_t)draw();
  it->wide_natural = draw() >> 1;
  it->ratio = (double)(int64_t)draw() / 1024.0 / (double)(below(99) + 1);
  FILL(it->papers, it->n_papers, random_paper(arena));
  FILL(it->tags, it->n_tags, random_text(arena));
  FILL(it->colours, it->n_colours, random_colour());
  FILL(it->numbers, it->n_numbers, (int32_t)draw());
  FILL(it->pieces, it->n_pieces, random_bytes(arena));
  FILL(it->wides, it->n_wides, (int64_t)draw());
  FILL(it->truths, it->n_truths, below(2) == 1);
  random_form(arena, it);
  if (below(3) == 1) {
    it->answer_case = SAMPLE__EVERYTHING__ANSWER_YES;
    it->yes = random_text(arena);
  } else if (below(2)) {
    it->answer_case = SAMPLE__EVERYTHING__ANSWER_NO;
    it->no = random_paper(arena);
  }
  return it;
}

static ProtobufCBinaryData packed(struct rt_arena *arena, const ProtobufCMessage *message) {
  ProtobufCBinaryData bytes = {protobuf_c_message_get_packed_size(message), NULL};
  bytes.data = rt_arena_alloc(arena, bytes.len);
  protobuf_c_message_pack(message, bytes.data);
  return bytes;
}

Test(roundtrip, printed_and_parsed_is_the_same) {
  const char *given = getenv("BM_SEED");
  uint64_t seed = given ? strtoull(given, NULL, 10) : 0;
  if (!given) {
    rt_random(&seed, sizeof seed);
  }
  state = seed;
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  RT_AUTO(rt_buffer_free) struct rt_buffer text = {0};
  for (int round = 0; round < 3000; round++) {
    rt_arena_reset(arena);
    rt_buffer_clear(&text);
    Sample__Everything *before = random_message(arena);
    rt_json_print(&before->base, &text);
    struct rt_faults faults = {0};
    ProtobufCMessage *after =
        rt_json_parse(arena, &sample__everything__descriptor, text.data, text.used, NULL, 0, &faults);
    cr_assert_not_null(after, "BM_SEED=%llu round %d: %s %s\n%s", (unsigned long long)seed, round, faults.list[0].field,
                       faults.list[0].message, text.data);
    ProtobufCBinaryData one = packed(arena, &before->base);
    ProtobufCBinaryData two = packed(arena, after);
    cr_assert(one.len == two.len && memcmp(one.data, two.data, one.len) == 0, "BM_SEED=%llu round %d\n%s",
              (unsigned long long)seed, round, text.data);
  }
  fprintf(stderr, "roundtrip: 3000 messages, BM_SEED=%llu\n", (unsigned long long)seed);
}
