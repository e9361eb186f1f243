#include "intake/rules/trail/text.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct intake_trail_text entry = {"530623-20261123-000042-7",
                                               3,
                                               "2026-11-23T09:30:00+08:00",
                                               "CLERK",
                                               "530623101",
                                               "李四",
                                               "requestCorrection",
                                               "SUBMITTED",
                                               "CORRECTION",
                                               "请补交\"采伐设计\"\\一份\n谢谢\t"};

Test(trail, r10_one_row_is_json_with_its_keys_in_one_order) {
  char text[512];
  size_t length = intake_trail_write(&entry, text, sizeof text);
  cr_assert_str_eq(text, "{\"case\":\"530623-20261123-000042-7\",\"seq\":3,\"at\":\"2026-11-23T09:30:00+08:00\","
                         "\"actor\":{\"role\":\"CLERK\",\"unit\":\"530623101\",\"name\":\"李四\"},"
                         "\"action\":\"requestCorrection\",\"from\":\"SUBMITTED\",\"to\":\"CORRECTION\","
                         "\"reason\":\"请补交\\\"采伐设计\\\"\\\\一份\\u000a谢谢\\u0009\"}");
  cr_assert_eq(length, strlen(text));
  cr_assert_eq(intake_trail_write(&entry, NULL, 0), length, "tells its length first");
}

Test(trail, r10_what_was_written_is_read_back) {
  char text[512];
  char scratch[512];
  struct intake_trail_text got;
  intake_trail_write(&entry, text, sizeof text);
  cr_assert(intake_trail_read(text, scratch, &got));
  cr_assert_eq(got.seq, 3);
  cr_assert_str_eq(got.case_number, entry.case_number);
  cr_assert_str_eq(got.name, entry.name);
  cr_assert_str_eq(got.to, entry.to);
  cr_assert_str_eq(got.reason, entry.reason);
}

Test(trail, r10_a_row_cut_at_any_byte_or_longer_by_one_is_not_read) {
  char text[512];
  char cut[513];
  char scratch[513];
  struct intake_trail_text got;
  size_t length = intake_trail_write(&entry, text, sizeof text);
  for (size_t i = 0; i < length; i++) {
    memcpy(cut, text, i);
    cut[i] = '\0';
    cr_assert(!intake_trail_read(cut, scratch, &got), "cut at %zu", i);
  }
  memcpy(cut, text, length);
  memcpy(cut + length, " ", 2);
  cr_assert(!intake_trail_read(cut, scratch, &got));
}

Test(trail, r10_no_identity_number_or_mobile_phone_stays_in_a_reason) {
  char reason[] = "电话13812345678，身份证53062319900101123X，文号SL530623-20261123-000042-7";
  intake_trail_scrub(reason);
  cr_assert_str_eq(reason, "电话138****5678，身份证530**********1123X，文号SL530623-20261123-000042-7");
}
