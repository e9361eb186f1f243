#include "domain/identity.h"

#include "domain/date.h"
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Made-up numbers; the check characters were worked out by hand from the standard's table. */
Test(identity, citizen_numbers_I16) {
  static const struct {
    const char *what;
    const char *text;
    enum dom_id_refusal refusal;
  } cases[] = {
      {"the standard's own example", "11010519491231002X", DOM_ID_OK},
      {"a lower-case x", "11010519491231002x", DOM_ID_OK},
      {"the standard's other example", "440524188001010014", DOM_ID_BIRTH},
      {"Yanjin", "530623199003070011", DOM_ID_CHECK},
      {"too short", "11010519491231002", DOM_ID_LENGTH},
      {"too long", "11010519491231002XX", DOM_ID_LENGTH},
      {"of 15", "110105491231002", DOM_ID_LENGTH},
      {"empty", "", DOM_ID_LENGTH},
      {"a letter inside", "1101051949123100AX", DOM_ID_CHARACTER},
      {"x inside", "1101051949123100XX", DOM_ID_CHARACTER},
      {"another letter at the end", "11010519491231002Y", DOM_ID_CHARACTER},
      {"a blank", " 1010519491231002X", DOM_ID_CHARACTER},
      {"full width", "１１０１０５", DOM_ID_CHARACTER},
      {"no such province", "10010519491231002X", DOM_ID_REGION},
      {"no such province", "99010519491231002X", DOM_ID_REGION},
      {"30 February", "11010519490230002X", DOM_ID_BIRTH},
      {"29 February of no leap year", "11010519490229002X", DOM_ID_BIRTH},
      {"month 13", "11010519491331002X", DOM_ID_BIRTH},
      {"tomorrow", "11010520261124002X", DOM_ID_BIRTH},
      {"another check character", "110105194912310021", DOM_ID_CHECK},
      {"two digits swapped", "11010519491213002X", DOM_ID_CHECK},
  };
  int32_t today = day_of("2026-11-23");
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char number[DOM_ID_TEXT] = "untouched";
    int32_t birth = 42;
    cr_expect_eq(dom_citizen_number(cases[i].text, today, number, &birth), cases[i].refusal, "%s: %d", cases[i].what,
                 dom_citizen_number(cases[i].text, today, NULL, NULL));
    bool good = cases[i].refusal == DOM_ID_OK;
    cr_expect_str_eq(number, good ? "11010519491231002X" : "untouched", "%s", cases[i].what);
    cr_expect_eq(birth, good ? day_of("1949-12-31") : 42, "%s", cases[i].what);
    cr_expect_gt(strlen(dom_id_refusal_text(cases[i].refusal)), 0);
  }
}

/* Σ digit × weight mod 11 by the standard's printed table, where the code has its own recurrence. */
static char check_by_table(const char *number) {
  static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (int i = 0; i < 17; i++) {
    sum += (number[i] - '0') * weights[i];
  }
  return "10X98765432"[sum % 11];
}

Test(identity, seeded_citizen_numbers_and_every_wrong_check_character_I16) {
  static const char *const provinces[] = {"11", "15", "23", "37", "46", "50", "53", "54", "65", "71", "81", "82", "83"};
  uint64_t seed = test_seed("citizen");
  int32_t today = day_of("2026-11-23");
  for (int i = 0; i < 20000; i++) {
    char number[DOM_ID_TEXT];
    char date[DOM_DATE_COMPACT];
    int32_t birth = today - (int32_t)chance(&seed, 40000);
    int32_t read = 0;
    snprintf(number, sizeof number, "%s%04u%s%03u", provinces[chance(&seed, sizeof provinces / sizeof provinces[0])],
             chance(&seed, 10000), dom_date_format_compact(birth, date), chance(&seed, 1000));
    for (const char *check = "0123456789X"; *check != '\0'; check++) {
      number[17] = *check;
      number[18] = '\0';
      enum dom_id_refusal wanted = *check == check_by_table(number) ? DOM_ID_OK : DOM_ID_CHECK;
      cr_assert_eq(dom_citizen_number(number, today, NULL, &read), wanted, "%s", number);
    }
    cr_assert_eq(read, birth);
  }
}

Test(identity, born_today_is_born) {
  char number[DOM_ID_TEXT] = "53062320261123001?";
  number[17] = check_by_table(number);
  cr_expect_eq(dom_citizen_number(number, day_of("2026-11-23"), NULL, NULL), DOM_ID_OK);
  cr_expect_eq(dom_citizen_number(number, day_of("2026-11-22"), NULL, NULL), DOM_ID_BIRTH);
}

Test(identity, credit_codes_I16) {
  static const struct {
    const char *what;
    const char *text;
    enum dom_id_refusal refusal;
  } cases[] = {
      {"a company's", "91350100M000100Y43", DOM_ID_OK},
      {"in lower case", "91350100m000100y43", DOM_ID_OK},
      {"another check character", "91350100M000100Y44", DOM_ID_CHECK},
      {"another digit", "91350101M000100Y43", DOM_ID_CHECK},
      {"the letter I", "91350100I000100Y43", DOM_ID_CHARACTER},
      {"the letter O", "9135010OM000100Y43", DOM_ID_CHARACTER},
      {"the letter S", "91350100S000100Y43", DOM_ID_CHARACTER},
      {"a letter in the region", "91A50100M000100Y43", DOM_ID_CHARACTER},
      {"a hyphen", "91350100-000100Y43", DOM_ID_CHARACTER},
      {"too short", "91350100M000100Y4", DOM_ID_LENGTH},
      {"too long", "91350100M000100Y433", DOM_ID_LENGTH},
      {"empty", "", DOM_ID_LENGTH},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char code[DOM_ID_TEXT] = "untouched";
    cr_expect_eq(dom_credit_code(cases[i].text, code), cases[i].refusal, "%s", cases[i].what);
    cr_expect_str_eq(code, cases[i].refusal == DOM_ID_OK ? "91350100M000100Y43" : "untouched", "%s", cases[i].what);
  }
}

Test(identity, a_credit_code_has_one_check_character) {
  static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  uint64_t seed = test_seed("credit");
  for (int i = 0; i < 5000; i++) {
    char code[DOM_ID_TEXT] = "";
    for (int at = 0; at < 17; at++) {
      code[at] = alphabet[chance(&seed, at >= 2 && at < 8 ? 10 : 31)];
    }
    int good = 0;
    for (int last = 0; last < 31; last++) {
      code[17] = alphabet[last];
      good += dom_credit_code(code, NULL) == DOM_ID_OK;
    }
    cr_assert_eq(good, 1, "%s", code);
  }
}

Test(identity, phones_I16) {
  static const struct {
    const char *text;
    const char *normal; /* NULL: refused */
  } cases[] = {
      {"13812345678", "13812345678"},
      {"138 1234 5678", "13812345678"},
      {"138-1234-5678", "13812345678"},
      {"+8613812345678", "13812345678"},
      {"+86 138 1234 5678", "13812345678"},
      {"8613812345678", "13812345678"},
      {"008613812345678", "13812345678"},
      {"19912345678", "19912345678"},
      {"0870-6628123", "0870-6628123"},
      {"08706628123", "0870-6628123"},
      {"(0870)6628123", "0870-6628123"},
      {"0870-66281234", "0870-66281234"},
      {"+86 870 6628123", "0870-6628123"},
      {"010-12345678", NULL}, /* a landline does not begin with 1 */
      {"010-62345678", "010-62345678"},
      {"+86 10 62345678", "010-62345678"},
      {"021 62345678", "021-62345678"},
      {"12812345678", NULL},
      {"1381234567", NULL},
      {"138123456789", NULL},
      {"6628123", NULL},
      {"0110-6628123", NULL},
      {"010-6628123", NULL},
      {"0870-662812", NULL},
      {"0870-662812345", NULL},
      {"0870-0628123", NULL},
      {"+1 212 555 0100", NULL},
      {"+85291234567", NULL},
      {"138x2345678", NULL},
      {"１３８１２３４５６７８", NULL},
      {"", NULL},
      {"+", NULL},
      {"+86", NULL},
      {"86", NULL},
      {"0", NULL},
      {"000000000000000000000000000000000000", NULL},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char phone[DOM_PHONE_TEXT] = "untouched";
    enum dom_id_refusal wanted = cases[i].normal != NULL ? DOM_ID_OK : DOM_ID_PHONE;
    cr_expect_eq(dom_phone(cases[i].text, phone), wanted, "'%s': %s", cases[i].text, phone);
    cr_expect_str_eq(phone, cases[i].normal != NULL ? cases[i].normal : "untouched", "'%s'", cases[i].text);
    cr_expect_eq(dom_phone(cases[i].text, NULL), wanted);
    if (cases[i].normal != NULL) {
      cr_expect_eq(dom_phone(cases[i].normal, phone), DOM_ID_OK, "normal once, normal again: %s", phone);
      cr_expect_str_eq(phone, cases[i].normal);
    }
  }
}

Test(identity, masks) {
  static const struct {
    const char *(*mask)(const char *, char *);
    const char *text;
    const char *masked;
  } cases[] = {
      {dom_mask_name, "张三", "张*"},
      {dom_mask_name, "欧阳小明", "欧*"},
      {dom_mask_name, "𠮷野", "𠮷*"},
      {dom_mask_name, "张", "*"},
      {dom_mask_name, "", "*"},
      {dom_mask_name, "\xe5\xbc", "*"},
      {dom_mask_name, "\xff张", "*"},
      {dom_mask_document, "411000199001011234", "411***********1234"},
      {dom_mask_document, "E12345678", "E******78"},
      {dom_mask_document, "12345", "*****"},
      {dom_mask_document, "", ""},
      {dom_mask_phone, "13812345678", "138****5678"},
      {dom_mask_phone, "0870-6628123", "0870-***8123"},
      {dom_mask_phone, "010-62345678", "010-****5678"},
      {dom_mask_phone, "12345", "*****"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char mask[DOM_MASK_TEXT];
    cr_expect_str_eq(cases[i].mask(cases[i].text, mask), cases[i].masked, "'%s': '%s'", cases[i].text, mask);
  }
  char longest[200];
  char mask[DOM_MASK_TEXT];
  memset(longest, '7', sizeof longest - 1);
  longest[sizeof longest - 1] = '\0';
  cr_expect_eq(strlen(dom_mask_document(longest, mask)), DOM_MASK_TEXT - 1);
  cr_expect_eq(strlen(dom_mask_phone(longest, mask)), DOM_MASK_TEXT - 1);
}
