/* Agents and mandates (I-08). */
#ifndef INTAKE_STORE_MANDATES_H
#define INTAKE_STORE_MANDATES_H

#include "intake/rules/agents/mandate.h"
#include "runtime/pg/pipe.h"

struct intake_mandate_row {
  struct intake_mandate mandate;
  int64_t version;
  const char *agent_name;
  const char *given_by;
  int64_t given_at;
  int64_t ended_at; /* RT_NO_TIME: not */
  const char *paper_id;
  struct rt_bytes principal_blind;
  struct rt_bytes record; /* sealed */
  bool own;               /* the account that asks has the principal's number */
};

void intake_mandates_add(struct rt_pipe *pipe, const struct intake_mandate_row *row);
/* As `account` stands to it; `mandate.mandate` stays NULL if there is none. */
void intake_mandates_load(struct rt_pipe *pipe, const char *mandate, const char *account,
                          struct intake_mandate_row *into);
/* A case handed in by a mandate. Of cases handed in together one row each; loses when a mandate ended meanwhile. */
struct intake_carried_row {
  const char *case_number;
  const char *mandate;
};
void intake_carried_add(struct rt_pipe *pipe, const struct intake_carried_row *rows, size_t count);

/* Ends it, and with it what the agent had to do with the cases handed in by it: they are no longer on the applicant's
 * side. Loses when it is not of version `seen`. */
void intake_mandates_end(struct rt_pipe *pipe, const char *mandate, int64_t seen, int64_t at_us);

struct intake_mandate_page {
  struct intake_mandate_row *rows; /* room for `limit` */
  size_t count;
};
/* Given by or held by the account, newest first. `valid_on` RT_NO_DAY: also those that ended. */
void intake_mandates_list(struct rt_pipe *pipe, const char *account, int32_t valid_on, int64_t before_at,
                          const char *before, int limit, struct intake_mandate_page *into);

struct intake_agent_row {
  const char *agent; /* NULL: none */
  const char *name;
  const char *unit;
  const char *unit_name;
};
enum { INTAKE_AGENTS = 200 };
struct intake_agents {
  struct intake_agent_row rows[INTAKE_AGENTS];
  size_t count;
};
/* Open accounts of agents of the unit of that path and of those above it, the nearest first. */
void intake_agents_list(struct rt_pipe *pipe, const char *path, struct intake_agents *into);
/* One open account that is an agent's. */
void intake_agents_load(struct rt_pipe *pipe, const char *account, struct intake_agent_row *into);

/* The identity of an account as it is kept; empty for one without. */
struct intake_identity {
  const char *name;
  struct rt_bytes blind;
  struct rt_bytes sealed;
};
void intake_identity_load(struct rt_pipe *pipe, const char *account, struct intake_identity *into);

#endif
