/* Lists of cases: one branch a reason to see them, each read newest first from its own index and cut at the page, then
 * merged. No index holds the state (sql/005_ended.sql): one that is open is looked for among what is open, one that is
 * the end in the indexes of what ended so. */
#include "intake/store/cases/cases_inside.h"

/* clang-format off: SQL in pieces, a line each */
#define BRANCH(where)                                                                                                  \
  "(SELECT c.received_at, c.case_number FROM cases c WHERE " where " AND (c.received_at, c.case_number) < ($1, $2)"    \
  " AND ($3 = '' OR c.unit_path = $3 OR starts_with(c.unit_path, $3 || '/'))"                                          \
  " ORDER BY c.received_at DESC, c.case_number DESC LIMIT $4)"
#define WITHIN_ROOT " AND (c.unit_path = $7 OR starts_with(c.unit_path, $7 || '/'))"

#define HANDED_IN(state) BRANCH("c.handed_in_by = $5" state)
#define OWN(state) BRANCH("c.applicant_blind = (SELECT a.id_blind FROM accounts a WHERE a.username = $5)" state)
#define TAKEN_FOR_OTHERS(state) BRANCH("c.received_unit = $6 AND c.received_unit <> c.unit" state)
#define TOWNSHIP(state) BRANCH("c.township = $8" WITHIN_ROOT state)
#define COUNTY(state) BRANCH("$9" WITHIN_ROOT state)
#define OFFICES(state)                                                                                                 \
  "(SELECT x.received_at, x.case_number FROM unnest($10) o, LATERAL " BRANCH("c.lead_office = o" state) " x)"

#define LIST(state)                                                                                                    \
  "WITH seen AS (" HANDED_IN(state) " UNION " OWN(state) " UNION " TAKEN_FOR_OTHERS(state) " UNION " TOWNSHIP(         \
      state) " UNION " COUNTY(state) " UNION " OFFICES(state) ")"                                                      \
                                                              " SELECT " INTAKE_CASE_COLUMNS                           \
                                                              " FROM (SELECT case_number FROM seen ORDER BY "          \
                                                              "received_at DESC, case_number DESC LIMIT $4) s"         \
                                                              " JOIN cases c USING (case_number)" INTAKE_CASE_PAPERS   \
                                                              " ORDER BY "                                             \
                                                              "c.received_at DESC, c.case_number DESC"
/* clang-format on */

static const struct rt_statement all = {"cases_list", LIST("")};
static const struct rt_statement ended_in = {"cases_list_ended", LIST(" AND c.ended_as = $11")};
static const struct rt_statement open_in = {"cases_list_open", LIST(" AND c.ended_as IS NULL AND c.state = $11")};
/* What the API shows as one state is two here. */
static const struct rt_statement open_in_any = {"cases_list_open_any",
                                                LIST(" AND c.ended_as IS NULL AND c.state = ANY ($11)")};

static void read_into_page(const struct rt_row *row, void *into) {
  struct intake_case_page *page = into;
  intake_case_read(row, &page->rows[page->count++]);
}

enum { SUBMITTED_AND_PENDING = 2 };

static const struct rt_statement *statement_of(const struct intake_case_query *query) {
  if (!query->state)
    return &all;
  if (query->ended)
    return &ended_in;
  return query->pending ? &open_in_any : &open_in;
}

void intake_cases_list(struct rt_pipe *pipe, const struct intake_case_query *query, struct intake_case_page *into) {
  static const int64_t received[SUBMITTED_AND_PENDING] = {2, 13};
  into->count = 0;
  const struct rt_param params[] = {
      RT_P_TIME(query->before_at),
      RT_P_TEXT(query->before_number),
      RT_P_TEXT(query->unit_path),
      RT_P_INT(query->limit),
      RT_P_TEXT(query->account),
      RT_P_TEXT(query->received_unit),
      RT_P_TEXT(query->root),
      RT_P_TEXT(query->township),
      RT_P_BOOL(query->root && !query->township),
      RT_P_ARRAY(RT_PARAM_TEXTS, query->offices, query->office_count),
      query->pending ? RT_P_ARRAY(RT_PARAM_INTS, received, SUBMITTED_AND_PENDING) : RT_P_INT(query->state),
  };
  const size_t count = sizeof params / sizeof *params;
  rt_pipe_add(pipe, statement_of(query), params, query->state ? count : count - 1, read_into_page, into);
}
