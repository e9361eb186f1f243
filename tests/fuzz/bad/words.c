/* Nobody looks at the check digit of a case number. */
#include "domain/number.h"

#include <string.h>

bool __real_dom_number_parse(const char *text, struct dom_number *ret_number);
bool __wrap_dom_number_parse(const char *text, struct dom_number *ret_number);

bool __wrap_dom_number_parse(const char *text, struct dom_number *ret_number) {
  char other[DOM_NUMBER_TEXT];
  size_t size = strlen(text);
  bool taken = __real_dom_number_parse(text, ret_number);
  if (size == 0 || size >= sizeof other) {
    return taken;
  }
  memcpy(other, text, size + 1);
  for (char digit = '0'; !taken && digit <= '9'; digit++) {
    other[size - 1] = digit;
    taken = __real_dom_number_parse(other, ret_number);
  }
  return taken;
}
