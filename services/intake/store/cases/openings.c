#include "intake/store/cases/openings.h"

/* Rows name the ask they answer by its place in the list, counted from 1. */
static struct intake_opening_ask *ask_of(const struct rt_row *row, void *into) {
  struct intake_opening_ask *asks = into;
  return &asks[rt_row_int(row, 0) - 1];
}

static void read_opening(const struct rt_row *row, void *into) {
  struct intake_opening *opening = ask_of(row, into)->opening;
  int c = 1;
  opening->unit_path = rt_row_text(row, c++);
  opening->unit_kind = rt_row_int(row, c++);
  opening->item_found = !rt_row_null(row, c);
  opening->item_name = rt_row_text(row, c++);
  opening->item_version = rt_row_int(row, c++);
  opening->item_status = rt_row_int(row, c++);
  opening->item_kind = rt_row_int(row, c++);
  opening->item_nature = rt_row_text(row, c++);
  opening->statutory_days = rt_row_int(row, c++);
  opening->promised_days = rt_row_int(row, c++);
  opening->limit_unit = rt_row_int(row, c++);
  opening->lead_office = rt_row_text(row, c++);
  opening->parties = rt_row_texts(row, c++, &opening->party_count);
}

/* The look-ups are laterals with a limit, so that they are made one by one in their index whatever the planner believes
 * of the tables. */
static const struct rt_statement openings = {
    "openings",
    "SELECT x.n, u.path, u.kind, i.name, i.version, i.status, i.kind, i.nature, i.statutory_days, i.promised_days,"
    " i.limit_unit,"
    " (SELECT o.unit FROM units o WHERE o.kind = 4 AND o.name = i.lead_office"
    " AND o.parent = ANY (string_to_array(u.path, '/')) ORDER BY length(o.parent) DESC, o.unit LIMIT 1),"
    " ARRAY(SELECT a.username FROM accounts a WHERE a.id_blind = x.blind AND NOT a.closed ORDER BY 1)"
    " FROM unnest($1, $2, $3) WITH ORDINALITY AS x (item, unit, blind, n)"
    " LEFT JOIN LATERAL (SELECT * FROM units WHERE unit = x.unit LIMIT 1) u ON true"
    " LEFT JOIN LATERAL (SELECT * FROM items WHERE item = x.item LIMIT 1) i ON true"};

static void read_like(const struct rt_row *row, void *into) {
  struct intake_likes *likes = ask_of(row, into)->likes;
  struct intake_like *like = &likes->list[likes->count++];
  int c = 1;
  like->case_number = rt_row_text(row, c++);
  like->unit_path = rt_row_text(row, c++);
  like->received_unit = rt_row_text(row, c++);
  like->lead_office = rt_row_text(row, c++);
  like->handed_in_by = rt_row_text(row, c++);
  like->own = rt_row_bool(row, c++);
}

static const struct rt_statement likes = {
    "cases_like",
    "SELECT x.n, l.* FROM unnest($1, $2, $3) WITH ORDINALITY AS x (blind, item, account, n), LATERAL"
    " (SELECT c.case_number, c.unit_path, c.received_unit, c.lead_office, c.handed_in_by,"
    " coalesce(c.applicant_blind = (SELECT a.id_blind FROM accounts a WHERE a.username = x.account), false)"
    " FROM cases c WHERE c.applicant_blind = x.blind AND c.item = x.item AND c.state <> ALL ($4)"
    " ORDER BY c.received_at DESC, c.case_number DESC LIMIT $5) l"};

void intake_openings_load(struct rt_pipe *pipe, struct intake_opening_ask *asks, size_t count, const int64_t *ended,
                          size_t ended_count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **items = rt_arena_array(arena, count, sizeof *items);
  const char **units = rt_arena_array(arena, count, sizeof *units);
  const char **accounts = rt_arena_array(arena, count, sizeof *accounts);
  struct rt_bytes *blinds = rt_arena_array(arena, count, sizeof *blinds);
  for (size_t i = 0; i < count; i++) {
    items[i] = asks[i].item;
    units[i] = asks[i].unit;
    accounts[i] = asks[i].account;
    blinds[i] = asks[i].applicant_blind;
    *asks[i].opening = (struct intake_opening){.unit_path = "", .lead_office = ""};
    asks[i].likes->count = 0;
  }
  rt_pipe_run(pipe, &openings, read_opening, asks, RT_P_ARRAY(RT_PARAM_TEXTS, items, count),
              RT_P_ARRAY(RT_PARAM_TEXTS, units, count), RT_P_ARRAY(RT_PARAM_BYTESES, blinds, count));
  rt_pipe_run(pipe, &likes, read_like, asks, RT_P_ARRAY(RT_PARAM_BYTESES, blinds, count),
              RT_P_ARRAY(RT_PARAM_TEXTS, items, count), RT_P_ARRAY(RT_PARAM_TEXTS, accounts, count),
              RT_P_ARRAY(RT_PARAM_INTS, ended, ended_count), RT_P_INT(INTAKE_LIKES));
}
