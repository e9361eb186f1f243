/* Statements on the copies of cases. */
#ifndef EVALUATION_STORE_CASES_H
#define EVALUATION_STORE_CASES_H

#include "runtime/pg/pipe.h"

/* What ratings and figures need of a case. */
struct evaluation_case_row {
  const char *case_number; /* NULL: not known here */
  int64_t version;
  int64_t events;
  const char *unit;
  const char *unit_path;
  struct rt_bytes query_code_hash;
  int64_t ended_us; /* RT_NO_TIME while it goes on */
  bool rated;
  int64_t light;
  const char *office; /* "" before acceptance */
  const char *item;
  int32_t accepted_on, promised_due;
};

void evaluation_cases_load(struct rt_pipe *pipe, const char *case_number, struct evaluation_case_row *into);
/* `into[i]` is that of `numbers[i]`; what is not known here stays as it is. */
void evaluation_cases_load_all(struct rt_pipe *pipe, const char *const *numbers,
                               struct evaluation_case_row *const *into, size_t count);
/* The case a rectification is about. */
void evaluation_cases_load_rectified(struct rt_pipe *pipe, const char *rectification, struct evaluation_case_row *into);

/* A case as case.submitted or case.accepted tells it; dates RT_NO_DAY while unknown. Of a case that is known only dates
 * that are given change. */
struct evaluation_new_case {
  const char *case_number;
  const char *unit;
  const char *unit_path;
  const char *item;
  const char *item_name;
  const char *office;
  int64_t source;
  struct rt_bytes query_code_hash;
  int64_t received_us;
  bool at_once; /* accepted in the step that handed it in */
  int32_t accepted_on;
  int32_t promised_due;
  int32_t statutory_due;
};
void evaluation_cases_put(struct rt_pipe *pipe, const struct evaluation_new_case *cases, size_t count);

void evaluation_cases_moved(struct rt_pipe *pipe, const char *case_number, int32_t promised_due, int32_t statutory_due);
void evaluation_cases_ended(struct rt_pipe *pipe, const char *case_number, int ended_as, int64_t ended_us);
void evaluation_cases_light(struct rt_pipe *pipe, const char *case_number, int light);

/* The guard of every act on a case's ratings: `events` is the new count. */
void evaluation_cases_update(struct rt_pipe *pipe, const struct evaluation_case_row *row);

/* Copies of the directory. */
struct evaluation_unit {
  const char *unit, *name, *path;
  int64_t kind;
};
/* No unit twice. */
void evaluation_units_put(struct rt_pipe *pipe, const struct evaluation_unit *units, size_t count);
void evaluation_items_put(struct rt_pipe *pipe, const char *item, const char *name, int kind);

#endif
