/* The words of a document, Chinese, as they are printed (I-05, R-05). Pure; the law named is the Administrative
 * Licensing Law. */
#ifndef INTAKE_RULES_DOCUMENTS_TEXT_H
#define INTAKE_RULES_DOCUMENTS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The numbers of bm.DocumentKind. */
enum intake_document {
  INTAKE_RECEIPT = 1,
  INTAKE_NOTICE, /* the once-only correction notice */
  INTAKE_REFUSAL,
  INTAKE_REDIRECT,
  INTAKE_DECISION,
  INTAKE_CERTIFICATE,
  INTAKE_DOCUMENT__COUNT
};

/* What a document speaks of. Texts are never NULL, "" for what it has not; days "YYYY-MM-DD" or "". */
struct intake_document_words {
  enum intake_document kind;
  bool draft;   /* of a refusal */
  bool granted; /* of a decision */
  const char *applicant;
  const char *case_number;
  const char *item_name;
  const char *received_on;
  const char *promised_due;
  const char *statutory_due;
  const char *first_contact;
  const char *office;       /* who handles it */
  const char *const *items; /* papers received, or what is missing */
  size_t item_count;
  const char *by; /* to be corrected by; the certificate's last day */
  const char *where;
  const char *reason; /* or notes */
  const char *law;
  const char *remedies;
  const char *certificate;
};

enum { INTAKE_PARAGRAPHS = 170, INTAKE_PARAGRAPH_TEXT = 9000 };

/* "SL" → RECEIPT; 0 for letters of no document. */
enum intake_document intake_document_of(const char *letters);

const char *intake_document_title(const struct intake_document_words *words);

/* Says the paragraphs one by one. */
void intake_document_text(const struct intake_document_words *words, void (*say)(void *context, const char *paragraph),
                          void *context);

#endif
