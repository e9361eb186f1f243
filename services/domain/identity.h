/* Numbers that name people and organisations, and how they are masked (I-16; DOMAIN.md, "Roles and scope"). A refusal
 * says which part is wrong, never the number itself, so it may be logged. */
#ifndef DOM_IDENTITY_H
#define DOM_IDENTITY_H

#include "domain/must.h"

#include <stddef.h>
#include <stdint.h>

enum {
  DOM_ID_TEXT = 19,    /* an 18-character number with its NUL */
  DOM_PHONE_TEXT = 14, /* "0870-66281234" with its NUL */
  DOM_MASK_TEXT = 64   /* any mask below */
};

enum dom_id_refusal {
  DOM_ID_OK,
  DOM_ID_LENGTH,
  DOM_ID_CHARACTER,
  DOM_ID_REGION, /* no such province */
  DOM_ID_BIRTH,  /* no real date, or in the future */
  DOM_ID_CHECK,  /* the check character is another */
  DOM_ID_PHONE,  /* neither a mobile nor a landline with its area code */
  DOM_ID__COUNT
};

/* GB 11643 citizen number: 18 characters, a province that exists (81–83 of Hong Kong, Macao and Taiwan residents too;
 * area codes of former counties stay valid, so no list of counties is asked), a real birth date not after today, the
 * check character. A lower-case x is taken and written back as X. Either ret may be NULL. */
DOM_MUST_CHECK enum dom_id_refusal dom_citizen_number(const char *text, int32_t today, char ret_number[DOM_ID_TEXT],
                                                      int32_t *ret_birth);

/* GB 32100 unified social credit code: 18 characters of its alphabet (no I, O, S, V, Z), six digits of region, check
 * character; lower case is written back in upper case. ret_code may be NULL. */
DOM_MUST_CHECK enum dom_id_refusal dom_credit_code(const char *text, char ret_code[DOM_ID_TEXT]);

/* A Chinese phone number: mobile "13812345678", or landline with area code "0870-6628123". Takes +86, 0086 and 86
 * before it, blanks, hyphens and brackets, and writes it back without. ret_phone may be NULL. */
DOM_MUST_CHECK enum dom_id_refusal dom_phone(const char *text, char ret_phone[DOM_PHONE_TEXT]);

/* In Chinese, for the person who typed it; never NULL, never holds the number. */
const char *dom_id_refusal_text(enum dom_id_refusal refusal);

/* Masks; each writes ret_mask and returns it. The input is what was stored (UTF-8 name, normalised number).
 * name: first character and one star ("张*"), "*" for one character or bad UTF-8.
 * document: "411***********1234" for 18 characters, else first and last two with stars between, all stars if under 6.
 * phone: "138****5678"; landline "0870-***8123". */
const char *dom_mask_name(const char *name, char ret_mask[DOM_MASK_TEXT]);
const char *dom_mask_document(const char *number, char ret_mask[DOM_MASK_TEXT]);
const char *dom_mask_phone(const char *phone, char ret_mask[DOM_MASK_TEXT]);

#endif
