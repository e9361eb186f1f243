/* What the driver counts with: its percentiles, its reading of answers, the people it makes up. */
#include "tests/bench/drive/parts/answer.h"
#include "tests/bench/drive/parts/series.h"
#include "tests/bench/drive/parts/write.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(series, nearest_rank) {
  struct drive_series series = {0};
  cr_assert_eq(drive_series_percentile(&series, 99), 0);
  for (int i = 100; i >= 1; i--)
    drive_series_add(&series, i);
  static const struct {
    double percent;
    uint32_t value;
  } cases[] = {{0, 1}, {1, 1}, {1.5, 2}, {50, 50}, {90, 90}, {99, 99}, {99.5, 100}, {100, 100}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_assert_eq(drive_series_percentile(&series, cases[i].percent), cases[i].value, "p%g", cases[i].percent);
  drive_series_add(&series, 1000);
  cr_assert_eq(drive_series_percentile(&series, 100), 1000, "one more after sorting");
  cr_assert_eq(series.count, 101);
  drive_series_free(&series);
}

Test(series, one_value_and_values_out_of_range) {
  struct drive_series series = {0};
  drive_series_add(&series, -5);
  cr_assert_eq(drive_series_percentile(&series, 50), 0);
  drive_series_add(&series, INT64_C(1) << 40);
  cr_assert_eq(drive_series_percentile(&series, 100), UINT32_MAX);
  drive_series_free(&series);
}

Test(answer, whole_in_pieces_and_wrong) {
  static const char text[] =
      "HTTP/1.1 201 Created\r\ncontent-length: 5\r\nRetry-After: 7\r\nConnection: close\r\n\r\nhello";
  struct drive_head head = {0};
  for (size_t length = 0; length < sizeof text - 1; length++)
    cr_assert_eq(drive_answer_read(text, length, &head), DRIVE_MORE, "after %zu bytes", length);
  cr_assert_eq(drive_answer_read(text, sizeof text - 1, &head), DRIVE_WHOLE);
  cr_assert_eq(head.status, 201);
  cr_assert_eq(head.length, 5);
  cr_assert_eq(head.retry_after_s, 7);
  cr_assert(head.closes);
  cr_assert_str_eq(text + head.head, "hello");
}

Test(answer, without_a_body_and_what_is_no_answer) {
  struct drive_head head = {0};
  static const char none[] = "HTTP/1.1 204 No Content\r\n\r\n";
  cr_assert_eq(drive_answer_read(none, sizeof none - 1, &head), DRIVE_WHOLE);
  cr_assert_eq(head.length, 0);
  cr_assert_eq(head.retry_after_s, -1);
  cr_assert(!head.closes);
  static const char *const wrong[] = {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                                      "HTTP/1.1 xyz\r\nContent-Length: 0\r\n\r\n", "SSH-2.0\r\n\r\n"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    cr_assert_eq(drive_answer_read(wrong[i], strlen(wrong[i]), &head), DRIVE_WRONG, "%s", wrong[i]);
}

/* GB 11643: the weighted sum with the check character is 1 modulo 11. */
static int remainder_of(const char *number) {
  static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1};
  int sum = 0;
  for (int i = 0; i < 18; i++)
    sum += weights[i] * (number[i] == 'X' ? 10 : number[i] - '0');
  return sum % 11;
}

Test(write, people_are_different_and_right) {
  char number[DRIVE_ID], before[DRIVE_ID] = "";
  for (uint64_t n = 335000; n < 337000; n++) {
    drive_id_number(n, number);
    cr_assert_eq(strlen(number), 18);
    cr_assert_eq(remainder_of(number), 1, "%s", number);
    cr_assert_str_neq(number, before);
    strcpy(before, number);
  }
}

Test(write, keys_and_requests) {
  char key[DRIVE_KEY], other[DRIVE_KEY], bytes[DRIVE_REQUEST];
  uint64_t state = 1;
  drive_key(&state, key);
  drive_key(&state, other);
  cr_assert_eq(strlen(key), 36);
  cr_assert_eq(key[14], '4');
  cr_assert_str_neq(key, other);
  size_t length = drive_request("POST", "/v1/cases", "t", key, "{}", bytes);
  cr_assert_eq(length, strlen(bytes));
  cr_assert(strstr(bytes, "Content-Length: 2\r\n\r\n{}"));
  length = drive_request("GET", "/v1/cases/1", "t", NULL, NULL, bytes);
  cr_assert_eq(strcmp(bytes + length - 4, "\r\n\r\n"), 0);
  cr_assert_null(strstr(bytes, "Idempotency-Key"));
}

Test(write, fields) {
  char value[8];
  cr_assert_eq(drive_field("{\"a\":\"x\",\"task\":\"1234567\"}", "task", sizeof value, value), 7);
  cr_assert_str_eq(value, "1234567");
  cr_assert_eq(drive_field("{\"task\":\"12345678\"}", "task", sizeof value, value), 0, "no room");
  cr_assert_eq(drive_field("{\"a\":\"task\"}", "task", sizeof value, value), 0, "not there");
}
