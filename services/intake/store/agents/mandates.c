#include "intake/store/agents/mandates.h"

#define COLUMNS                                                                                                        \
  "m.mandate, m.version, m.principal_blind, m.agent, m.agent_name, m.items, m.given_at, m.given_by, m.valid_until,"    \
  " m.ended_at, m.paper_id, m.record"
#define MINE "(SELECT a.id_blind FROM accounts a WHERE a.username = $1)"

static void read_mandate(const struct rt_row *row, void *into) {
  struct intake_mandate_row *mandate = into;
  int c = 0;
  mandate->mandate.mandate = rt_row_text(row, c++);
  mandate->version = rt_row_int(row, c++);
  mandate->principal_blind = rt_row_bytes(row, c++);
  mandate->mandate.agent = rt_row_text(row, c++);
  mandate->agent_name = rt_row_text(row, c++);
  mandate->mandate.items = rt_row_texts(row, c++, &mandate->mandate.item_count);
  mandate->given_at = rt_row_time(row, c++);
  mandate->given_by = rt_row_text(row, c++);
  mandate->mandate.valid_until = rt_row_day(row, c++);
  mandate->mandate.ended = !rt_row_null(row, c);
  mandate->ended_at = rt_row_time(row, c++);
  mandate->paper_id = rt_row_text(row, c++);
  mandate->record = rt_row_bytes(row, c++);
  mandate->own = rt_row_bool(row, c++);
}

static const struct rt_statement add = {
    "mandates_add",
    "INSERT INTO mandates (mandate, version, principal_blind, agent, agent_name, items, given_at, given_by,"
    " valid_until, paper_id, record) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, nullif($9, '')::uuid, $10)"};

void intake_mandates_add(struct rt_pipe *pipe, const struct intake_mandate_row *row) {
  rt_pipe_run(pipe, &add, NULL, NULL, RT_P_ID(row->mandate.mandate), RT_P_BYTES(row->principal_blind),
              RT_P_TEXT(row->mandate.agent), RT_P_TEXT(row->agent_name),
              RT_P_ARRAY(RT_PARAM_TEXTS, row->mandate.items, row->mandate.item_count), RT_P_TIME(row->given_at),
              RT_P_TEXT(row->given_by), RT_P_DAY(row->mandate.valid_until), RT_P_TEXT(row->paper_id),
              RT_P_BYTES(row->record));
}

static const struct rt_statement load = {"mandates_load", "SELECT " COLUMNS ", coalesce(m.principal_blind = " MINE
                                                          ", false) FROM mandates m WHERE m.mandate = $2"};

void intake_mandates_load(struct rt_pipe *pipe, const char *mandate, const char *account,
                          struct intake_mandate_row *into) {
  *into = (struct intake_mandate_row){.version = 0};
  rt_pipe_run(pipe, &load, read_mandate, into, RT_P_TEXT(account), RT_P_ID(mandate));
}

/* The mandate is held against being taken back while its case is made: who takes it back waits and then finds the case.
 */
static const struct rt_statement carry = {
    "carried_add", "INSERT INTO carried (case_number, mandate) SELECT x.n, m.mandate FROM unnest($1, $2) AS x (n, m)"
                   " JOIN LATERAL (SELECT mandate, CASE WHEN ended_at IS NULL THEN 1 ELSE rt_conflict() END AS stands"
                   " FROM mandates WHERE mandate = x.m FOR SHARE) m ON m.stands = 1"};

void intake_carried_add(struct rt_pipe *pipe, const struct intake_carried_row *rows, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **numbers = rt_arena_array(arena, count, sizeof *numbers);
  const char **mandates = rt_arena_array(arena, count, sizeof *mandates);
  for (size_t i = 0; i < count; i++) {
    numbers[i] = rows[i].case_number;
    mandates[i] = rows[i].mandate;
  }
  if (count > 0)
    rt_pipe_run(pipe, &carry, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, numbers, count),
                RT_P_ARRAY(RT_PARAM_IDS, mandates, count));
}

static const struct rt_statement let_go = {"carried_let_go",
                                           "UPDATE cases SET handed_in_by = '' WHERE case_number = ANY"
                                           " (ARRAY(SELECT d.case_number FROM carried d WHERE d.mandate = $1))"};

static const struct rt_statement end = {
    "mandates_end", "UPDATE mandates SET version = CASE WHEN version = $2 THEN version + 1 ELSE rt_conflict() END,"
                    " ended_at = $3 WHERE mandate = $1"};

void intake_mandates_end(struct rt_pipe *pipe, const char *mandate, int64_t seen, int64_t at_us) {
  rt_pipe_run(pipe, &end, NULL, NULL, RT_P_ID(mandate), RT_P_INT(seen), RT_P_TIME(at_us));
  rt_pipe_run(pipe, &let_go, NULL, NULL, RT_P_ID(mandate));
}

static void read_into_page(const struct rt_row *row, void *into) {
  struct intake_mandate_page *page = into;
  read_mandate(row, &page->rows[page->count++]);
}

#define BRANCH(whose)                                                                                                  \
  "(SELECT m.* FROM mandates m WHERE " whose " AND ($2 IS NULL OR (m.ended_at IS NULL AND m.valid_until >= $2))"       \
  " AND (m.given_at, m.mandate) < ($3, $4) ORDER BY m.given_at DESC, m.mandate DESC LIMIT $5)"

static const struct rt_statement list = {
    "mandates_list", "SELECT " COLUMNS ", coalesce(m.principal_blind = " MINE ", false) FROM (" BRANCH(
                         "m.agent = $1") " UNION " BRANCH("m.principal_blind = " MINE) ") m ORDER BY m.given_at DESC,"
                                                                                       " m.mandate DESC LIMIT $5"};

void intake_mandates_list(struct rt_pipe *pipe, const char *account, int32_t valid_on, int64_t before_at,
                          const char *before, int limit, struct intake_mandate_page *into) {
  static const char last[] = "ffffffff-ffff-ffff-ffff-ffffffffffff";
  into->count = 0;
  rt_pipe_run(pipe, &list, read_into_page, into, RT_P_TEXT(account), RT_P_DAY(valid_on), RT_P_TIME(before_at),
              RT_P_ID(*before ? before : last), RT_P_INT(limit));
}

static void read_agent(const struct rt_row *row, void *into) {
  struct intake_agent_row *agent = into;
  agent->agent = rt_row_text(row, 0);
  agent->name = rt_row_text(row, 1);
  agent->unit = rt_row_text(row, 2);
  agent->unit_name = rt_row_text(row, 3);
}

static void read_agent_of_list(const struct rt_row *row, void *into) {
  struct intake_agents *found = into;
  read_agent(row, &found->rows[found->count++]);
}

/* 4: the bit of bm.Role AGENT. */
#define AGENT_FROM                                                                                                     \
  "SELECT a.username, a.name, a.unit, u.name FROM accounts a LEFT JOIN units u ON u.unit = a.unit"                     \
  " WHERE (a.roles & 4) <> 0 AND NOT a.closed AND "

static const struct rt_statement agents = {
    "agents_list",
    AGENT_FROM "a.unit = ANY (string_to_array($1, '/')) ORDER BY length(a.unit) DESC, a.username LIMIT $2"};
static const struct rt_statement agent = {"agents_load", AGENT_FROM "a.username = $1"};

void intake_agents_list(struct rt_pipe *pipe, const char *path, struct intake_agents *into) {
  into->count = 0;
  rt_pipe_run(pipe, &agents, read_agent_of_list, into, RT_P_TEXT(path), RT_P_INT(INTAKE_AGENTS));
}

void intake_agents_load(struct rt_pipe *pipe, const char *account, struct intake_agent_row *into) {
  *into = (struct intake_agent_row){0};
  rt_pipe_run(pipe, &agent, read_agent, into, RT_P_TEXT(account));
}

static void read_identity(const struct rt_row *row, void *into) {
  struct intake_identity *identity = into;
  identity->name = rt_row_text(row, 0);
  identity->blind = rt_row_bytes(row, 1);
  identity->sealed = rt_row_bytes(row, 2);
}

static const struct rt_statement identity = {"accounts_identity",
                                             "SELECT name, id_blind, id_sealed FROM accounts WHERE username = $1"};

void intake_identity_load(struct rt_pipe *pipe, const char *account, struct intake_identity *into) {
  *into = (struct intake_identity){.name = ""};
  rt_pipe_run(pipe, &identity, read_identity, into, RT_P_TEXT(account));
}
