#include "runtime/wire/frames.h"

#include <criterion/criterion.h>
#include <string.h>

Test(frames, a_head_comes_back_as_it_was) {
  struct rt_wire_head head = {
      .kind = RT_WIRE_REQUEST, .attempt = 3, .epoch = 200, .argument = 0xfe01ab02, .id = "0123456789abcde"};
  struct rt_wire_head read = {0};
  uint8_t bytes[RT_WIRE_HEAD_SIZE];
  rt_wire_head_write(&head, bytes);
  cr_assert(rt_wire_head_read(bytes, sizeof bytes, &read));
  cr_expect(read.kind == head.kind && read.attempt == 3 && read.epoch == 200 && read.argument == 0xfe01ab02);
  cr_expect_arr_eq(read.id, head.id, RT_WIRE_ID_SIZE);
}

Test(frames, what_is_no_head) {
  static const struct {
    const char *what;
    size_t at;
    uint8_t value;
    size_t size;
  } rows[] = {
      {"an older version", 0, 0, 24}, {"a newer version", 0, 2, 24},
      {"no kind", 1, 0, 24},          {"an unknown kind", 1, RT_WIRE_KIND__COUNT, 24},
      {"one byte short", 0, 1, 23},   {"one byte long", 0, 1, 25},
      {"nothing", 0, 1, 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    uint8_t bytes[32] = {RT_WIRE_VERSION, RT_WIRE_BEAT};
    struct rt_wire_head head = {.attempt = 9};
    bytes[rows[i].at] = rows[i].value;
    cr_expect_not(rt_wire_head_read(bytes, rows[i].size, &head), "%s", rows[i].what);
    cr_expect_eq(head.attempt, 9, "%s: untouched on failure", rows[i].what);
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
    char lane[RT_WIRE_LANE_MAX + 1];
    bool good = rt_wire_lane_read(rows[i].text, strlen(rows[i].text), lane);
    cr_expect_eq(good, rows[i].good, "\"%s\"", rows[i].text);
    cr_expect(!good || strcmp(lane, rows[i].text) == 0);
  }
  char lane[RT_WIRE_LANE_MAX + 1];
  cr_expect_not(rt_wire_lane_read("in\0ake.write", 12, lane), "a NUL inside");
}
