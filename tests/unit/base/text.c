#include "runtime/base/clock.h"
#include "runtime/base/id.h"
#include "runtime/base/log.h"
#include "runtime/base/status.h"
#include "runtime/base/text/utf8.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Test(status, names) {
  cr_assert_str_eq(rt_status_name(RT_OK), "OK");
  cr_assert_str_eq(rt_status_name(RT_UNAUTHENTICATED), "UNAUTHENTICATED");
  cr_assert_str_eq(rt_status_name((enum rt_status)99), "UNKNOWN");
  for (int i = 0; i < RT_STATUS__COUNT; i++) {
    cr_assert_not_null(rt_status_name((enum rt_status)i));
  }
}

Test(status, fail_and_wrap) {
  struct rt_error error = {0};
  cr_assert(!rt_fail(&error, RT_NOT_FOUND, "no %s", "row"));
  cr_assert(!rt_wrap(&error, "case %d", 7));
  cr_assert_eq(error.status, RT_NOT_FOUND);
  cr_assert_str_eq(error.text, "case 7: no row");
  cr_assert(!rt_fail(NULL, RT_INTERNAL, "nobody asks"));
  cr_assert(!rt_wrap(NULL, "nobody asks"));
}

Test(status, a_cut_text_ends_with_a_whole_character) {
  char text[700] = "";
  for (int shift = 0; shift < 4; shift++) {
    memset(text, 'x', (size_t)shift);
    for (int i = 0; i < 200; i++) {
      memcpy(text + shift + 3 * i, "盐", 4);
    }
    struct rt_error error = {0};
    rt_fail(&error, RT_INTERNAL, "%s", text);
    cr_assert(rt_utf8_valid(error.text, strlen(error.text), NULL), "shift %d", shift);
    cr_assert_gt(strlen(error.text), 505u);
    rt_wrap(&error, "%s", "前");
    cr_assert(rt_utf8_valid(error.text, strlen(error.text), NULL), "wrapped, shift %d", shift);
  }
}

static const struct utf8_case {
  const char *name;
  const char *text;
  size_t bytes;
  bool valid;
  size_t characters;
} utf8_cases[] = {
    {"empty", "", 0, true, 0},
    {"ascii", "abc", 3, true, 3},
    {"chinese", "盐津县", 9, true, 3},
    {"four bytes", "\xf0\xa0\x80\x80", 4, true, 1},
    {"nul", "a\0b", 3, false, 0},
    {"overlong", "\xc0\x80", 2, false, 0},
    {"overlong of three", "\xe0\x80\x80", 3, false, 0},
    {"surrogate", "\xed\xa0\x80", 3, false, 0},
    {"too large", "\xf4\x90\x80\x80", 4, false, 0},
    {"cut", "盐津县", 8, false, 0},
    {"lone continuation", "\x80", 1, false, 0},
    {"no such lead", "\xff", 1, false, 0},
};

Test(utf8, table) {
  for (size_t i = 0; i < sizeof utf8_cases / sizeof *utf8_cases; i++) {
    const struct utf8_case *row = &utf8_cases[i];
    size_t characters = 0;
    cr_assert_eq(rt_utf8_valid(row->text, row->bytes, &characters), row->valid, "%s", row->name);
    cr_assert_eq(characters, row->characters, "%s", row->name);
  }
}

Test(id, is_a_uuid_of_its_time) {
  char earlier[RT_ID_SIZE];
  char later[RT_ID_SIZE];
  rt_id_new(INT64_C(1795434042000000), earlier);
  rt_id_new(INT64_C(1795434042001000), later);
  cr_assert(rt_id_valid(earlier), "%s", earlier);
  cr_assert_lt(strcmp(earlier, later), 0);
  cr_assert_eq(earlier[14], '7');
  cr_assert(strchr("89ab", earlier[19]));
  char prefix[14];
  snprintf(prefix, sizeof prefix, "%08llx-%04llx", 1795434042000ull >> 16, 1795434042000ull & 0xffff);
  cr_assert_eq(strncmp(earlier, prefix, 13), 0);
}

static int by_text(const void *a, const void *b) {
  return strcmp(a, b);
}

Test(id, ten_thousand_of_one_moment_differ) {
  static char ids[10000][RT_ID_SIZE];
  for (size_t i = 0; i < 10000; i++) {
    rt_id_new(0, ids[i]);
  }
  qsort(ids, 10000, sizeof *ids, by_text);
  for (size_t i = 1; i < 10000; i++) {
    cr_assert_str_neq(ids[i - 1], ids[i]);
  }
}

Test(id, what_is_no_uuid) {
  cr_assert(rt_id_valid("0190a5b8-1C2d-7e3f-8a4b-0123456789AB"));
  cr_assert(!rt_id_valid(NULL));
  cr_assert(!rt_id_valid(""));
  cr_assert(!rt_id_valid("0190a5b8-1c2d-7e3f-8a4b-0123456789a"));
  cr_assert(!rt_id_valid("0190a5b8-1c2d-7e3f-8a4b-0123456789abc"));
  cr_assert(!rt_id_valid("0190a5b8x1c2d-7e3f-8a4b-0123456789ab"));
  cr_assert(!rt_id_valid("0190a5b8-1c2d-7e3f-8a4b-0123456789ag"));
}

Test(clock, monotonic_never_goes_back) {
  int64_t before = rt_clock_monotonic_ms();
  cr_assert_geq(rt_clock_monotonic_ms(), before);
  cr_assert_gt(rt_clock_now_us(), INT64_C(1600000000000000));
}

/* What `write` puts on stderr, as text the caller frees. */
static char *stderr_of(void (*write)(void)) {
  FILE *file = tmpfile();
  fflush(stderr);
  int kept = dup(STDERR_FILENO);
  dup2(fileno(file), STDERR_FILENO);
  write();
  dup2(kept, STDERR_FILENO);
  close(kept);
  long size = lseek(fileno(file), 0, SEEK_END);
  char *text = calloc(1, (size_t)size + 1);
  cr_assert_eq(pread(fileno(file), text, (size_t)size, 0), size);
  fclose(file);
  return text;
}

static void log_something(void) {
  rt_log_open("bm-test", RT_LOG_INFO);
  rt_log(RT_LOG_DEBUG, "not written", RT_NUMBER("n", 1));
  rt_log(RT_LOG_WARN, "said \"so\"", RT_TEXT("where", "盐津\n\x01\\"), RT_NUMBER("count", -7),
         RT_TEXT("bad", "a\xff\xc0z"));
}

enum { LINES = 40 };

static void hold_lines(void) {
  rt_log_open("bm-test", RT_LOG_INFO);
  rt_log_hold();
  for (int i = 0; i < LINES; i++) {
    rt_log(RT_LOG_INFO, "held", RT_NUMBER("n", i),
           RT_TEXT("long", "0123456789012345678901234567890123456789012345678901234567890"));
  }
}

static void hold_and_flush(void) {
  hold_lines();
  rt_log_flush();
  rt_log_flush();
}

static void hold_and_warn(void) {
  hold_lines();
  rt_log(RT_LOG_WARN, "at once", RT_NUMBER("n", LINES));
}

/* 40 lines are more than one write of PIPE_BUF: each is still whole, in order, once. */
static void all_lines(char *text, int count) {
  int seen = 0;
  for (char *rest = text, *line; (line = strsep(&rest, "\n")) != NULL && *line != '\0'; seen++) {
    json_t *said = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(said, "%s", line);
    cr_assert_eq(json_integer_value(json_object_get(said, "n")), seen);
    json_decref(said);
  }
  cr_assert_eq(seen, count);
  free(text);
}

Test(log, held_lines_leave_together) {
  all_lines(stderr_of(hold_lines), 0);
}

Test(log, held_lines_leave_at_a_flush) {
  all_lines(stderr_of(hold_and_flush), LINES);
}

Test(log, a_warning_takes_held_lines_along) {
  all_lines(stderr_of(hold_and_warn), LINES + 1);
}

Test(log, a_line_is_json) {
  char *text = stderr_of(log_something);
  json_t *line = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  cr_assert_not_null(line, "%s", text);
  cr_assert_eq(strchr(text, '\n') - text, (long)strlen(text) - 1);
  cr_assert_str_eq(json_string_value(json_object_get(line, "level")), "warn");
  cr_assert_str_eq(json_string_value(json_object_get(line, "service")), "bm-test");
  cr_assert_str_eq(json_string_value(json_object_get(line, "event")), "said \"so\"");
  cr_assert_str_eq(json_string_value(json_object_get(line, "where")), "盐津\n\x01\\");
  cr_assert_str_eq(json_string_value(json_object_get(line, "bad")), "a\xef\xbf\xbd\xef\xbf\xbdz");
  cr_assert_eq(json_integer_value(json_object_get(line, "count")), -7);
  cr_assert_eq(strlen(json_string_value(json_object_get(line, "time"))), 24u);
  json_decref(line);
  free(text);
}
