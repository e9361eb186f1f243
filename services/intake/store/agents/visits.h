/* Visits at home (I-08). */
#ifndef INTAKE_STORE_VISITS_H
#define INTAKE_STORE_VISITS_H

#include "runtime/pg/pipe.h"

struct intake_visit_row {
  const char *visit; /* NULL: there is none */
  int64_t version;
  int64_t state; /* enum intake_visit_state */
  const char *unit_path;
  const char *asked_by;
  const char *agent;
  int64_t asked_at;
  struct rt_bytes record; /* sealed */
};

void intake_visits_add(struct rt_pipe *pipe, const struct intake_visit_row *row);
void intake_visits_load(struct rt_pipe *pipe, const char *visit, struct intake_visit_row *into);
/* State, agent and record, guarded by the version as it was read. */
void intake_visits_update(struct rt_pipe *pipe, const struct intake_visit_row *row);

struct intake_visit_query {
  const char *account; /* who asks: what they asked for, and what they took */
  const char *root;    /* path of an agent's unit: what waits there; NULL: no agent */
  int state;           /* 0: all */
  int64_t before_at;
  const char *before; /* "" at first */
  int limit;
};
struct intake_visit_page {
  struct intake_visit_row *rows; /* room for `limit` */
  size_t count;
};
void intake_visits_list(struct rt_pipe *pipe, const struct intake_visit_query *query, struct intake_visit_page *into);

#endif
