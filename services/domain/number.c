#include "domain/number.h"

#include "domain/date.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { PREFIX_LETTERS = 4, COUNTY_DIGITS = 6, RUNNING_DIGITS_MIN = 6, RUNNING_DIGITS_MAX = 9, DATE_DIGITS = 8 };

char dom_check_digit(const char *text) {
  int product = 10;
  for (; *text != '\0'; text++) {
    if (*text >= '0' && *text <= '9') {
      int sum = (product + (*text - '0')) % 10;
      product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
  }
  return (char)('0' + (11 - product) % 10);
}

static size_t letters(const char *text) {
  return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

static size_t digits(const char *text) {
  return strspn(text, "0123456789");
}

const char *dom_number_format(const char *prefix, const char *county, int32_t day, int32_t running,
                              char ret_text[DOM_NUMBER_TEXT]) {
  assert(strlen(prefix) <= PREFIX_LETTERS && letters(prefix) == strlen(prefix));
  assert(strlen(county) == COUNTY_DIGITS && digits(county) == COUNTY_DIGITS);
  assert(running >= 1 && running <= DOM_NUMBER_RUNNING);
  char date[DOM_DATE_COMPACT];
  int length = snprintf(ret_text, DOM_NUMBER_TEXT, "%.4s%.6s-%s-%06d-", prefix, county,
                        dom_date_format_compact(day, date), (int)running);
  assert(length > 0 && length < DOM_NUMBER_TEXT - 1);
  ret_text[length] = dom_check_digit(ret_text);
  ret_text[length + 1] = '\0';
  return ret_text;
}

/* Copy `count` digits and the hyphen after them into ret (count + 1 bytes); NULL if they are not there. */
static const char *take(const char *at, size_t count, char *ret) {
  if (digits(at) != count || at[count] != '-') {
    return NULL;
  }
  memcpy(ret, at, count);
  ret[count] = '\0';
  return at + count + 1;
}

/* The running number at text, its hyphen passed; NULL if it is none. */
static const char *take_running(const char *at, int32_t *ret_running) {
  char text[RUNNING_DIGITS_MAX + 1];
  size_t count = digits(at);
  if (count < RUNNING_DIGITS_MIN || count > RUNNING_DIGITS_MAX || (count > RUNNING_DIGITS_MIN && *at == '0')) {
    return NULL;
  }
  at = take(at, count, text);
  if (at == NULL) {
    return NULL;
  }
  int32_t running = 0;
  for (size_t i = 0; i < count; i++) {
    running = running * 10 + (text[i] - '0');
  }
  *ret_running = running;
  return running > 0 ? at : NULL;
}

bool dom_number_parse(const char *text, struct dom_number *ret_number) {
  struct dom_number number;
  char date[DATE_DIGITS + 1];
  size_t prefix = letters(text);
  if (prefix > PREFIX_LETTERS) {
    return false;
  }
  memcpy(number.prefix, text, prefix);
  number.prefix[prefix] = '\0';
  const char *at = take(text + prefix, COUNTY_DIGITS, number.county);
  if (at == NULL || (at = take(at, DATE_DIGITS, date)) == NULL || !dom_date_parse_compact(date, &number.day) ||
      take_running(at, &number.running) == NULL) {
    return false;
  }
  /* Written anew it must be the same text: that is the check digit, and nothing after it. */
  char again[DOM_NUMBER_TEXT];
  if (strcmp(dom_number_format(number.prefix, number.county, number.day, number.running, again), text) != 0) {
    return false;
  }
  *ret_number = number;
  return true;
}
