#include "intake/store/desks/queue.h"

#include "intake/store/cases/cases_inside.h"

/* clang-format off: SQL in pieces, a line each */
/* $1 account, $2 township, $3 root, $4 unit that received */
#define HANDED_IN "c.handed_in_by = $1"
#define WINDOW "c.township = $2 AND (c.unit_path = $3 OR starts_with(c.unit_path, $3 || '/'))"
#define TAKEN "c.received_unit = $4 AND c.received_unit <> c.unit"

#define BRANCH(where)                                                                                                  \
  "(SELECT c.received_at, c.case_number FROM cases c WHERE " where " AND c.ended_as IS NULL AND c.state = ANY ($5)"    \
  " AND ($6 IS NULL OR c.promised_due <= $6) AND (c.received_at, c.case_number) > ($7, $8)"                            \
  " ORDER BY c.received_at, c.case_number LIMIT $9)"
/* clang-format on */

static const struct rt_statement list = {
    "queue_list",
    "WITH mine AS (" BRANCH(HANDED_IN) " UNION " BRANCH(WINDOW) " UNION " BRANCH(
        TAKEN) ") SELECT " INTAKE_CASE_COLUMNS
               " FROM (SELECT case_number FROM mine ORDER BY received_at, case_number LIMIT $9) m"
               " JOIN cases c USING (case_number)" INTAKE_CASE_PAPERS " ORDER BY c.received_at, c.case_number"};

static void read_into_page(const struct rt_row *row, void *into) {
  struct intake_case_page *page = into;
  intake_case_read(row, &page->rows[page->count++]);
}

void intake_queue_list(struct rt_pipe *pipe, const struct intake_queue_query *query, struct intake_case_page *into) {
  const struct intake_queue_owner *owner = &query->owner;
  into->count = 0;
  rt_pipe_run(pipe, &list, read_into_page, into, RT_P_TEXT(owner->account), RT_P_TEXT(owner->township),
              RT_P_TEXT(owner->root), RT_P_TEXT(owner->received_unit),
              RT_P_ARRAY(RT_PARAM_INTS, query->states, query->state_count), RT_P_DAY(query->due),
              RT_P_TIME(query->after_at), RT_P_TEXT(query->after_number), RT_P_INT(query->limit));
}

#define OPEN(where)                                                                                                    \
  "(SELECT c.case_number, c.state, c.promised_due FROM cases c WHERE " where " AND c.ended_as IS NULL LIMIT 10000)"

static const struct rt_statement count = {
    "queue_count", "SELECT state, count(*), count(*) FILTER (WHERE promised_due <= $5) FROM (" OPEN(
                       HANDED_IN) " UNION " OPEN(WINDOW) " UNION " OPEN(TAKEN) ") c GROUP BY state"};

static void read_count(const struct rt_row *row, void *into) {
  struct intake_queue_counts *counts = into;
  int64_t state = rt_row_int(row, 0);
  if (state < 0 || state >= INTAKE_QUEUE_STATES)
    return;
  counts->by_state[state] = rt_row_int(row, 1);
  counts->due[state] = rt_row_int(row, 2);
}

void intake_queue_count(struct rt_pipe *pipe, const struct intake_queue_owner *owner, int32_t due,
                        struct intake_queue_counts *into) {
  *into = (struct intake_queue_counts){.by_state = {0}};
  rt_pipe_run(pipe, &count, read_count, into, RT_P_TEXT(owner->account), RT_P_TEXT(owner->township),
              RT_P_TEXT(owner->root), RT_P_TEXT(owner->received_unit), RT_P_DAY(due));
}
