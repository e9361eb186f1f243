#include "runtime/wire/frames.h"

#include <criterion/criterion.h>
#include <string.h>

static struct rt_wire_head some_head(void) {
  return (struct rt_wire_head){.kind = RT_WIRE_REQUEST,
                               .attempt = 3,
                               .epoch = 200,
                               .argument = 0xfe01ab02,
                               .id = "0123456789abcde",
                               .ticket = 0xfedcba9876543210,
                               .name = "intake.write",
                               .first_size = 5};
}

Test(frames, a_head_comes_back_as_it_was) {
  struct rt_wire_head head = some_head();
  struct rt_wire_head read = {0};
  uint8_t bytes[RT_WIRE_HEAD_SIZE + 8];
  rt_wire_head_write(&head, bytes);
  memcpy(bytes + RT_WIRE_HEAD_SIZE, "firstsec", 8);
  cr_assert(rt_wire_head_read(bytes, sizeof bytes, &read));
  cr_expect(read.kind == head.kind && read.attempt == 3 && read.epoch == 200 && read.argument == 0xfe01ab02);
  cr_expect(read.ticket == head.ticket && read.first_size == 5);
  cr_expect_str_eq(read.name, "intake.write");
  cr_expect_arr_eq(read.id, head.id, RT_WIRE_ID_SIZE);
  struct rt_bytes first = rt_wire_first(bytes, &read);
  struct rt_bytes second = rt_wire_second(bytes, sizeof bytes, &read);
  cr_expect(first.size == 5 && memcmp(first.data, "first", 5) == 0);
  cr_expect(second.size == 3 && memcmp(second.data, "sec", 3) == 0);
}

Test(frames, what_is_no_message) {
  static const struct {
    const char *what;
    size_t at;
    uint8_t value;
    size_t size;
  } rows[] = {
      {"an older version", 0, 1, 80},
      {"a newer version", 0, 3, 80},
      {"no kind", 1, 0, 80},
      {"an unknown kind", 1, RT_WIRE_KIND__COUNT, 80},
      {"one byte short", 0, RT_WIRE_VERSION, 67},
      {"nothing", 0, RT_WIRE_VERSION, 0},
      {"a name without an end", 63, 'x', 80},
      {"a first part one byte too long", 67, 13, 80},
      {"a first part of 4 GiB", 64, 255, 80},
  };
  static uint8_t bytes[80];
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct rt_wire_head good = some_head();
    struct rt_wire_head head = {.attempt = 9};
    rt_wire_head_write(&good, bytes);
    bytes[rows[i].at] = rows[i].value;
    cr_expect_not(rt_wire_head_read(bytes, rows[i].size, &head), "%s", rows[i].what);
    cr_expect_eq(head.attempt, 9, "%s: untouched on failure", rows[i].what);
  }
}

Test(frames, parts_have_a_limit) {
  static uint8_t bytes[RT_WIRE_FRAME_MAX + 1];
  static const struct {
    uint32_t first;
    size_t second;
    bool good;
  } rows[] = {
      {RT_WIRE_PAYLOAD_MAX, RT_WIRE_PAYLOAD_MAX, true},
      {0, RT_WIRE_PAYLOAD_MAX, true},
      {0, RT_WIRE_PAYLOAD_MAX + 1, false},
      {RT_WIRE_PAYLOAD_MAX + 1, 0, false},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct rt_wire_head head = some_head();
    struct rt_wire_head read;
    head.first_size = rows[i].first;
    rt_wire_head_write(&head, bytes);
    cr_expect_eq(rt_wire_head_read(bytes, RT_WIRE_HEAD_SIZE + rows[i].first + rows[i].second, &read), rows[i].good,
                 "row %zu", i);
  }
}

Test(frames, lanes) {
  static const struct {
    const char *text;
    bool good;
  } rows[] = {
      {"intake.write", true},
      {"a.b", true},
      {"evaluationevaluation.accountacc", true},
      {"", false},
      {".", false},
      {"intake", false},
      {".write", false},
      {"intake.", false},
      {"intake.write.more", false},
      {"Intake.write", false},
      {"intake.wr ite", false},
      {"intake.write\n", false},
      {"evaluationevaluation.accountaccount", false},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    cr_expect_eq(rt_wire_lane_good(rows[i].text), rows[i].good, "\"%s\"", rows[i].text);
  }
}
