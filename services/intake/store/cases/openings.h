/* What handing in a case asks of the directory and of the cases that are. */
#ifndef INTAKE_STORE_OPENINGS_H
#define INTAKE_STORE_OPENINGS_H

#include "runtime/pg/pipe.h"
#include <stdbool.h>

struct intake_opening {
  const char *unit_path; /* "": no such unit */
  int64_t unit_kind;
  bool item_found;
  const char *item_name;
  int64_t item_version;
  int64_t item_status;
  int64_t item_kind;
  const char *item_nature;
  int64_t statutory_days;
  int64_t promised_days;
  int64_t limit_unit;
  const char *lead_office; /* nearest above the unit with the item's office name; "": there is none */
};

enum { INTAKE_LIKES = 20 };

/* A case of the same person and item that has not ended (I-16). */
struct intake_like {
  const char *case_number;
  const char *unit_path;
  const char *received_unit;
  const char *lead_office;
  const char *handed_in_by;
  bool own;
};

struct intake_applicant_known {
  const char *const *parties; /* open accounts with the applicant's identity number */
  size_t party_count;
  struct intake_like likes[INTAKE_LIKES]; /* newest first */
  size_t like_count;
};

/* What one hand-in asks, and where the answers go. */
struct intake_opening_ask {
  const char *item;
  const char *unit;
  struct rt_bytes applicant_blind;
  const char *account; /* who asks */
  struct intake_opening *opening;
  struct intake_applicant_known *known;
};

/* For all hand-ins of a drain: item, unit and the office that will decide in one statement, the applicants' accounts
 * and like cases in another. `ended`: states that are not under way. The asks live as long as the pipe. */
void intake_openings_load(struct rt_pipe *pipe, struct intake_opening_ask *asks, size_t count, const int64_t *ended,
                          size_t ended_count);

#endif
