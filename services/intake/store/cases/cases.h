/* Rows of table cases: read one, read a page, insert many at once, and the one guarded update that every act makes. */
#ifndef INTAKE_STORE_CASES_H
#define INTAKE_STORE_CASES_H

#include "runtime/pg/pipe.h"
#include <stdbool.h>

/* Papers of a case in the order they were handed in: equal counts of each. */
struct intake_papers_row {
  const char *const *names;
  const char *const *ids;
  const char *const *rounds; /* "0", "1" … */
  size_t count;
};

struct intake_case_row {
  const char *case_number; /* NULL: there is none */
  int64_t version;         /* as read: the guard */
  int64_t state;           /* enum intake_state */
  int64_t events;
  int64_t trail_seq;
  const char *trail_head;
  const char *item;
  const char *item_name;
  int64_t item_version;
  const char *unit;
  const char *unit_path;
  const char *township;
  const char *received_unit;
  const char *lead_office;
  int64_t source;
  const char *handed_in_by;
  struct rt_bytes applicant_blind;
  struct rt_bytes query_code_hash;
  int64_t received_at;
  int64_t papers_at;
  int32_t accepted_on;
  int32_t promised_due;
  int32_t statutory_due;
  const char *receipt_number;
  int64_t notices;
  int32_t correction_by;
  struct rt_bytes record; /* sealed */
  struct intake_papers_row papers;
};

/* What an act on a case may need beside the row. */
struct intake_case_more {
  bool own;                   /* the account has the applicant's identity number */
  const char *const *parties; /* open accounts with that number */
  size_t party_count;
  const char *county_name;
  bool item_found; /* the item as it is now */
  int64_t item_version;
  int64_t item_status;
  int64_t item_kind;
  const char *item_nature;
  int64_t statutory_days;
  int64_t promised_days;
  int64_t limit_unit;
};

struct intake_case_loaded {
  struct intake_case_row row;
  struct intake_case_more more;
};

/* One case, as `account` ("" for nobody) stands to it; `county` is the number's first part. */
struct intake_case_ask {
  const char *case_number;
  const char *account;
  const char *county;
  struct intake_case_loaded *into; /* row.case_number stays NULL if there is none */
};
/* One statement for all. */
void intake_cases_load(struct rt_pipe *pipe, const struct intake_case_ask *asks, size_t count);

/* A case that somebody wants to see, and where it goes: the row, and whether the account has the applicant's identity
 * number. */
struct intake_case_sight {
  const char *case_number;
  const char *account; /* "" for nobody */
  struct intake_case_row *row;
  bool *own;
};

/* One statement for all that is read in a drain. The sights live as long as the pipe. */
void intake_cases_see(struct rt_pipe *pipe, struct intake_case_sight *sights, size_t count);

/* New rows, one statement for all. */
void intake_cases_insert(struct rt_pipe *pipe, const struct intake_case_row *rows, size_t count);

/* Everything an act may change, guarded by each row's version; one statement for all. A case that stands twice is
 * changed once: the trail's key tells. */
void intake_cases_update(struct rt_pipe *pipe, const struct intake_case_row *rows, size_t count);

/* Which cases to list, newest first. A branch whose key is NULL gives nothing. */
struct intake_case_query {
  const char *account;        /* the applicant's side, by hand-in and by identity number */
  const char *received_unit;  /* what this unit's window took for others */
  const char *root;           /* path of a subtree, */
  const char *township;       /* and its township (second segment); NULL: the root is a county */
  const char *const *offices; /* lead offices */
  size_t office_count;
  int64_t state;         /* 0: all */
  bool ended;            /* the state is one of the flow's ends */
  bool pending;          /* with SUBMITTED: also those whose refusal waits */
  const char *unit_path; /* only within this; "": everywhere */
  int64_t before_at;     /* keyset: strictly older than */
  const char *before_number;
  int limit;
};

struct intake_case_page {
  struct intake_case_row *rows; /* room for query.limit */
  size_t count;
};

void intake_cases_list(struct rt_pipe *pipe, const struct intake_case_query *query, struct intake_case_page *into);

#endif
