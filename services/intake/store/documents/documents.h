/* Documents by number, and the board of a unit (I-05, N-05). */
#ifndef INTAKE_STORE_DOCUMENTS_H
#define INTAKE_STORE_DOCUMENTS_H

#include "intake/rules/directory/unit.h"
#include "runtime/pg/pipe.h"

struct intake_document_row {
  const char *document;
  const char *case_number;
  int32_t made_on;
  const char *unit;
  const char *board; /* the township, or the county for a case of its hall */
  const char *item;
  const char *item_name;
  const char *masked_name;
  int64_t granted; /* 1: a decision that grants */
};

/* One statement for all; nothing for none. */
void intake_documents_add(struct rt_pipe *pipe, const struct intake_document_row *rows, size_t count);

/* What is said of a document. */
struct intake_document_found {
  const char *case_number; /* NULL: no such document */
  int32_t made_on;
  const char *unit;
  const char *unit_name;
  const char *item_name;
  const char *masked_name; /* "" for a receipt: it is in the record */
  int64_t state;           /* enum intake_state of the case */
  struct rt_bytes record;  /* of a receipt's case, sealed; else empty */
};
void intake_documents_find(struct rt_pipe *pipe, const char *document, struct intake_document_found *into);
/* A receipt has no row of its own: it is the case's. */
void intake_documents_receipt(struct rt_pipe *pipe, const char *case_number, const char *receipt,
                              struct intake_document_found *into);

/* Whose name and seal a case's documents bear, and where its hall is. */
struct intake_letterhead {
  const char *office_name; /* the lead office and the unit it belongs to; "" when the directory has lost it */
  const char *office_of;
  struct intake_unit hall;
};
void intake_letterhead_load(struct rt_pipe *pipe, const char *case_number, struct intake_letterhead *into);

struct intake_result_row {
  const char *document;
  const char *item;
  const char *item_name;
  const char *masked_name;
  int32_t made_on;
};
struct intake_result_page {
  struct intake_result_row *rows; /* room for `limit` */
  size_t count;
};
/* Where a page of results begins and how far back it may reach. */
struct intake_result_start {
  int32_t day; /* the one before (`day`, `document`) is the first */
  const char *document;
  int32_t since;
};
/* Granted decisions of items that publish them masked, newest first.
 * `village`: of that unit alone; else of the board of a township or of the county's hall. */
void intake_results_list(struct rt_pipe *pipe, const char *unit, bool village, const struct intake_result_start *start,
                         int limit, struct intake_result_page *into);

enum { INTAKE_COUNTS = 200 };
struct intake_count_row {
  const char *item;
  const char *item_name;
  int64_t granted;
};
struct intake_counts {
  struct intake_count_row rows[INTAKE_COUNTS];
  size_t count;
};
/* How many were granted from a day to a day, of items that publish at least that; by item code. */
void intake_results_count(struct rt_pipe *pipe, const char *unit, bool village, int32_t since, int32_t to,
                          struct intake_counts *into);

#endif
