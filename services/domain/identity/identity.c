/* Citizen numbers, credit codes, phones: form and check character. */
#include "domain/identity.h"

#include "domain/date.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { NUMBER_LENGTH = DOM_ID_TEXT - 1, MOBILE_LENGTH = 11 };

static const char *const refusal_texts[DOM_ID__COUNT] = {
    [DOM_ID_OK] = "有效",
    [DOM_ID_LENGTH] = "号码应为 18 位",
    [DOM_ID_CHARACTER] = "号码含有不允许的字符",
    [DOM_ID_REGION] = "号码的行政区划不存在",
    [DOM_ID_BIRTH] = "号码中的出生日期不存在或晚于今天",
    [DOM_ID_CHECK] = "号码的校验码不正确",
    [DOM_ID_PHONE] = "应为手机号码，或带区号的固定电话号码",
};

const char *dom_id_refusal_text(enum dom_id_refusal refusal) {
  assert(refusal < DOM_ID__COUNT);
  return refusal_texts[refusal];
}

static bool digit(char c) {
  return c >= '0' && c <= '9';
}

static char upper(char c) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  if (c >= 'a' && c <= 'z') {
    return letters[c - 'a'];
  }
  return c;
}

/* GB/T 2260: the provinces, with Taiwan 71, Hong Kong 81, Macao 82 and the residents' permits of Taiwan 83. */
static bool province(const char *number) {
  static const char provinces[] = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 "
                                  "61 62 63 64 65 71 81 82 83 ";
  char code[] = {number[0], number[1], ' ', '\0'};
  return strstr(provinces, code) != NULL;
}

/* ISO 7064 MOD 11-2 of the first 17 digits. */
static char citizen_check(const char *number) {
  int sum = 0;
  for (int i = 0; i < NUMBER_LENGTH - 1; i++) {
    sum = (sum + (number[i] - '0')) * 2 % 11;
  }
  return "10X98765432"[sum % 11];
}

static enum dom_id_refusal citizen_form(const char *text) {
  if (strlen(text) != NUMBER_LENGTH) {
    return DOM_ID_LENGTH;
  }
  for (int i = 0; i < NUMBER_LENGTH - 1; i++) {
    if (!digit(text[i])) {
      return DOM_ID_CHARACTER;
    }
  }
  char last = text[NUMBER_LENGTH - 1];
  return digit(last) || upper(last) == 'X' ? DOM_ID_OK : DOM_ID_CHARACTER;
}

enum dom_id_refusal dom_citizen_number(const char *text, int32_t today, char ret_number[DOM_ID_TEXT],
                                       int32_t *ret_birth) {
  enum dom_id_refusal form = citizen_form(text);
  if (form != DOM_ID_OK) {
    return form;
  }
  if (!province(text)) {
    return DOM_ID_REGION;
  }
  char date[DOM_DATE_COMPACT];
  int32_t birth = DOM_DATE_NONE;
  memcpy(date, text + 6, sizeof date - 1);
  date[sizeof date - 1] = '\0';
  if (!dom_date_parse_compact(date, &birth) || birth > today) {
    return DOM_ID_BIRTH;
  }
  if (upper(text[NUMBER_LENGTH - 1]) != citizen_check(text)) {
    return DOM_ID_CHECK;
  }
  if (ret_number != NULL) {
    memcpy(ret_number, text, DOM_ID_TEXT);
    ret_number[NUMBER_LENGTH - 1] = upper(text[NUMBER_LENGTH - 1]);
  }
  if (ret_birth != NULL) {
    *ret_birth = birth;
  }
  return DOM_ID_OK;
}

static const char credit_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/* GB 32100: Σ value × 3^i mod 31 over the first 17, the check makes it 0. */
static char credit_check(const char *code) {
  int sum = 0;
  int weight = 1;
  for (int i = 0; i < NUMBER_LENGTH - 1; i++) {
    sum += (int)(strchr(credit_alphabet, code[i]) - credit_alphabet) * weight;
    weight = weight * 3 % 31;
  }
  return credit_alphabet[(31 - sum % 31) % 31];
}

enum dom_id_refusal dom_credit_code(const char *text, char ret_code[DOM_ID_TEXT]) {
  if (strlen(text) != NUMBER_LENGTH) {
    return DOM_ID_LENGTH;
  }
  char code[DOM_ID_TEXT] = "";
  for (int i = 0; i < NUMBER_LENGTH; i++) {
    code[i] = upper(text[i]);
    bool region = i >= 2 && i < 8;
    if (strchr(credit_alphabet, code[i]) == NULL || (region && !digit(code[i]))) {
      return DOM_ID_CHARACTER;
    }
  }
  if (code[NUMBER_LENGTH - 1] != credit_check(code)) {
    return DOM_ID_CHECK;
  }
  if (ret_code != NULL) {
    memcpy(ret_code, code, sizeof code);
  }
  return DOM_ID_OK;
}

/* The digits of text without what people write between them; false at any other character or too many digits. */
static bool phone_digits(const char *text, char ret_digits[20]) {
  size_t count = 0;
  if (text[0] == '+') {
    if (strncmp(text, "+86", 3) != 0) {
      return false;
    }
    text++;
  }
  for (; *text != '\0'; text++) {
    if (digit(*text)) {
      if (count == 19) {
        return false;
      }
      ret_digits[count++] = *text;
    } else if (strchr(" -()", *text) == NULL) {
      return false;
    }
  }
  ret_digits[count] = '\0';
  return true;
}

/* Take 0086 or 86 off a number that is longer than any without it. */
static const char *without_country(const char *digits) {
  if (strncmp(digits, "0086", 4) == 0) {
    return digits + 4;
  }
  return strncmp(digits, "86", 2) == 0 && strlen(digits) >= MOBILE_LENGTH ? digits + 2 : digits;
}

static bool mobile(const char *digits) {
  return strlen(digits) == MOBILE_LENGTH && digits[0] == '1' && digits[1] >= '3';
}

/* Digits of the area code, 0 if this is no landline: 010 and 02x have eight digits behind them, the others seven or
 * eight. */
static size_t area_length(const char *digits) {
  size_t length = strlen(digits);
  bool big_city = digits[0] == '0' && (digits[1] == '1' || digits[1] == '2');
  if (big_city && digits[1] == '1' && digits[2] != '0') {
    return 0;
  }
  if (big_city) {
    return length == 11 && digits[3] >= '2' ? 3 : 0;
  }
  return digits[0] == '0' && digits[1] >= '3' && (length == 11 || length == 12) && digits[4] >= '2' ? 4 : 0;
}

enum dom_id_refusal dom_phone(const char *text, char ret_phone[DOM_PHONE_TEXT]) {
  char all[20] = "";
  if (!phone_digits(text, all)) {
    return DOM_ID_PHONE;
  }
  const char *digits = without_country(all);
  char area_code[20] = "0";
  if (digits != all && digits[0] != '0' && !mobile(digits)) {
    /* +86 870 …: the area code's 0 is not dialled from abroad. */
    snprintf(area_code, sizeof area_code, "0%.18s", digits);
    digits = area_code;
  }
  size_t area = area_length(digits);
  if (!mobile(digits) && area == 0) {
    return DOM_ID_PHONE;
  }
  if (ret_phone == NULL) {
    return DOM_ID_OK;
  }
  if (area == 0) {
    snprintf(ret_phone, DOM_PHONE_TEXT, "%.11s", digits);
  } else {
    snprintf(ret_phone, DOM_PHONE_TEXT, "%.*s-%.8s", (int)area, digits, digits + area);
  }
  return DOM_ID_OK;
}
