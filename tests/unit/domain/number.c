#include "domain/number.h"

#include "domain/date.h"
#include "support.h"

#include <criterion/criterion.h>
#include <string.h>

Test(number, is_written_as_people_see_it) {
  static const struct {
    const char *prefix;
    int32_t running;
    const char *text;
  } cases[] = {
      {"", 42, "530623-20261123-000042-9"},
      {"SL", 42, "SL530623-20261123-000042-9"},
      {"", 999999, "530623-20261123-999999-8"},
      {"", 1000000, "530623-20261123-1000000-4"},
      {"ABCD", 999999999, "ABCD530623-20261123-999999999-1"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char text[DOM_NUMBER_TEXT];
    struct dom_number number;
    cr_expect_str_eq(dom_number_format(cases[i].prefix, "530623", day_of("2026-11-23"), cases[i].running, text),
                     cases[i].text, "%s", text);
    cr_assert(dom_number_parse(text, &number), "%s", text);
    cr_expect_str_eq(number.prefix, cases[i].prefix);
    cr_expect_str_eq(number.county, "530623");
    cr_expect_eq(number.day, day_of("2026-11-23"));
    cr_expect_eq(number.running, cases[i].running);
  }
}

/* ISO/IEC 7064 gives 0794 5 as an example of MOD 11,10. */
Test(number, check_digit_of_iso_7064) {
  cr_expect_eq(dom_check_digit("0794"), '5');
}

Test(number, what_is_no_number_is_refused) {
  static const char *const bad[] = {
      "",
      "530623",
      "530623-20261123-000042",
      "530623-20261123-000042-",
      "530623-20261123-123456789", /* once summed up what was not there, past what an int holds */
      "530623-20261123-000042-8",
      "530623-20261123-000042-99",
      "530623-20261123-000042-9 ",
      " 530623-20261123-000042-9",
      "530623-20261123-42-9",
      "530623-20261123-0000042-9",
      "530623-20261123-000000-1",
      "530623-20261131-000042-9",
      "530623-2026112-000042-9",
      "53062-20261123-000042-9",
      "530623_20261123_000042_9",
      "sl530623-20261123-000042-9",
      "ABCDE530623-20261123-000042-9",
      "530623-20261123-0000000042-9",
      "SL-530623-20261123-000042-9",
  };
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    struct dom_number number = {.running = 77};
    cr_expect_not(dom_number_parse(bad[i], &number), "'%s'", bad[i]);
    cr_expect_eq(number.running, 77);
  }
}

Test(number, seeded_every_single_wrong_digit_is_found) {
  uint64_t seed = test_seed("number");
  for (int i = 0; i < 5000; i++) {
    char text[DOM_NUMBER_TEXT];
    struct dom_number number;
    int32_t day = DOM_DATE_MIN + (int32_t)chance(&seed, DOM_DATE_MAX - DOM_DATE_MIN);
    int32_t running = 1 + (int32_t)chance(&seed, chance(&seed, 2) == 0 ? 999999 : DOM_NUMBER_RUNNING);
    dom_number_format(chance(&seed, 2) == 0 ? "" : "ZS", "530623", day, running, text);
    cr_assert(dom_number_parse(text, &number) && number.running == running && number.day == day, "%s", text);
    for (char *at = text; *at != '\0'; at++) {
      char kept = *at;
      for (char digit = '0'; kept >= '0' && kept <= '9' && digit <= '9'; digit++) {
        *at = digit;
        cr_assert_eq(dom_number_parse(text, &number), digit == kept, "%s", text);
      }
      *at = kept;
    }
  }
}
