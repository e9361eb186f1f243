/* Numbers that people see and read out: `530623-20261123-000042-C`, county, day, running number, check digit (ISO 7064
 * MOD 11,10 over all digits before it, which finds every single wrong digit). A document's has letters for its kind
 * before it: `SL530623-…`. (I-05, R-05) */
#ifndef DOM_NUMBER_H
#define DOM_NUMBER_H

#include "domain/must.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  DOM_NUMBER_RUNNING = 999999999, /* the highest running number */
  DOM_NUMBER_TEXT = 32            /* the longest number with its NUL */
};

struct dom_number {
  char prefix[5]; /* up to 4 letters A–Z, "" for a case */
  char county[7]; /* 6 digits */
  int32_t day;
  int32_t running; /* 1–999999999, shown with at least 6 digits */
};

/* Write a number with its check digit and return ret_text. The parts must be as described above: they come from us. */
const char *dom_number_format(const char *prefix, const char *county, int32_t day, int32_t running,
                              char ret_text[DOM_NUMBER_TEXT]);

/* Read a number exactly as format writes it, check digit included; false leaves *ret_number untouched. */
DOM_MUST_CHECK bool dom_number_parse(const char *text, struct dom_number *ret_number);

/* The ISO 7064 MOD 11,10 check digit of the digits in text; other characters are passed over. */
char dom_check_digit(const char *text);

#endif
