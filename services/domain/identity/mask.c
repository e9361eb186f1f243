/* What is shown of names and numbers to those who don't need them (DOMAIN.md, "Roles and scope"). */
#include "domain/identity.h"

#include "domain/utf8.h"

#include <string.h>

/* Copy, with stars for all but the first `head` and last `tail` bytes; at most what a mask holds. */
static const char *stars(const char *text, size_t head, size_t tail, char ret_mask[DOM_MASK_TEXT]) {
  size_t length = strlen(text);
  if (length >= DOM_MASK_TEXT) {
    length = DOM_MASK_TEXT - 1;
    tail = 0;
  }
  memset(ret_mask, '*', length);
  memcpy(ret_mask, text, head);
  memcpy(ret_mask + length - tail, text + length - tail, tail);
  ret_mask[length] = '\0';
  return ret_mask;
}

const char *dom_mask_name(const char *name, char ret_mask[DOM_MASK_TEXT]) {
  size_t length = strlen(name);
  size_t first = dom_utf8_length(name, length);
  if (first == length) {
    first = 0; /* a name of one character would be shown whole */
  }
  memcpy(ret_mask, name, first);
  memcpy(ret_mask + first, "*", 2);
  return ret_mask;
}

const char *dom_mask_document(const char *number, char ret_mask[DOM_MASK_TEXT]) {
  size_t length = strlen(number);
  if (length == DOM_ID_TEXT - 1) {
    return stars(number, 3, 4, ret_mask);
  }
  return length < 6 ? stars(number, 0, 0, ret_mask) : stars(number, 1, 2, ret_mask);
}

const char *dom_mask_phone(const char *phone, char ret_mask[DOM_MASK_TEXT]) {
  const char *hyphen = strchr(phone, '-');
  size_t length = strlen(phone);
  if (length < 9) {
    return stars(phone, 0, 0, ret_mask);
  }
  return stars(phone, hyphen != NULL && hyphen - phone <= 4 ? (size_t)(hyphen - phone) + 1 : 3, 4, ret_mask);
}
