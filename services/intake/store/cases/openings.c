#include "intake/store/cases/openings.h"

#include <string.h>

/* What is asked, each pair of item and unit once. */
struct openings {
  struct intake_opening_ask *asks;
  size_t count;
  size_t *places; /* which pair an ask has, counted from 1 */
  const char **items;
  const char **units;
  size_t pairs;
};

static size_t place_of(struct openings *all, const struct intake_opening_ask *ask) {
  for (size_t i = 0; i < all->pairs; i++) {
    if (strcmp(all->items[i], ask->item) == 0 && strcmp(all->units[i], ask->unit) == 0)
      return i + 1;
  }
  all->items[all->pairs] = ask->item;
  all->units[all->pairs] = ask->unit;
  return ++all->pairs;
}

static void read_opening(const struct rt_row *row, void *into) {
  const struct openings *all = into;
  struct intake_opening opening = {.unit_path = ""};
  int c = 0;
  const size_t place = (size_t)rt_row_int(row, c++);
  opening.unit_path = rt_row_text(row, c++);
  opening.unit_kind = rt_row_int(row, c++);
  opening.item_found = !rt_row_null(row, c);
  opening.item_name = rt_row_text(row, c++);
  opening.item_version = rt_row_int(row, c++);
  opening.item_status = rt_row_int(row, c++);
  opening.item_kind = rt_row_int(row, c++);
  opening.item_nature = rt_row_text(row, c++);
  opening.statutory_days = rt_row_int(row, c++);
  opening.promised_days = rt_row_int(row, c++);
  opening.limit_unit = rt_row_int(row, c++);
  opening.lead_office = rt_row_text(row, c++);
  for (size_t i = 0; i < all->count; i++) {
    if (all->places[i] == place)
      *all->asks[i].opening = opening;
  }
}

/* The look-ups are laterals with a limit, so that they are made one by one in their index whatever the planner believes
 * of the tables. */
static const struct rt_statement openings = {
    "openings",
    "SELECT x.n, u.path, u.kind, i.name, i.version, i.status, i.kind, i.nature, i.statutory_days, i.promised_days,"
    " i.limit_unit,"
    " (SELECT o.unit FROM units o WHERE o.kind = 4 AND o.name = i.lead_office"
    " AND o.parent = ANY (string_to_array(u.path, '/')) ORDER BY length(o.parent) DESC, o.unit LIMIT 1)"
    " FROM unnest($1, $2) WITH ORDINALITY AS x (item, unit, n)"
    " LEFT JOIN LATERAL (SELECT * FROM units WHERE unit = x.unit LIMIT 1) u ON true"
    " LEFT JOIN LATERAL (SELECT * FROM items WHERE item = x.item LIMIT 1) i ON true"};

static void load_openings(struct rt_pipe *pipe, struct intake_opening_ask *asks, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  struct openings *all = rt_arena_alloc(arena, sizeof *all);
  *all = (struct openings){.asks = asks,
                           .count = count,
                           .places = rt_arena_array(arena, count, sizeof *all->places),
                           .items = rt_arena_array(arena, count, sizeof *all->items),
                           .units = rt_arena_array(arena, count, sizeof *all->units)};
  for (size_t i = 0; i < count; i++) {
    *asks[i].opening = (struct intake_opening){.unit_path = "", .lead_office = ""};
    all->places[i] = place_of(all, &asks[i]);
  }
  rt_pipe_run(pipe, &openings, read_opening, all, RT_P_ARRAY(RT_PARAM_TEXTS, all->items, all->pairs),
              RT_P_ARRAY(RT_PARAM_TEXTS, all->units, all->pairs));
}

/* A row a like case, or one without a case where there is none. */
static void read_applicant(const struct rt_row *row, void *into) {
  struct intake_opening_ask *asks = into;
  int c = 0;
  struct intake_applicant_known *known = asks[rt_row_int(row, c++) - 1].known;
  known->parties = rt_row_texts(row, c++, &known->party_count);
  if (rt_row_null(row, c))
    return;
  struct intake_like *like = &known->likes[known->like_count++];
  like->case_number = rt_row_text(row, c++);
  like->unit_path = rt_row_text(row, c++);
  like->received_unit = rt_row_text(row, c++);
  like->lead_office = rt_row_text(row, c++);
  like->handed_in_by = rt_row_text(row, c++);
  like->own = rt_row_bool(row, c++);
}

static const struct rt_statement applicants = {
    "applicants",
    "SELECT x.n, ARRAY(SELECT a.username FROM accounts a WHERE a.id_blind = x.blind AND NOT a.closed ORDER BY 1), l.*"
    " FROM unnest($1, $2, $3) WITH ORDINALITY AS x (blind, item, account, n) LEFT JOIN LATERAL"
    " (SELECT c.case_number, c.unit_path, c.received_unit, c.lead_office, c.handed_in_by,"
    " coalesce(c.applicant_blind = (SELECT a.id_blind FROM accounts a WHERE a.username = x.account), false)"
    " FROM cases c WHERE c.applicant_blind = x.blind AND c.item = x.item AND c.state <> ALL ($4)"
    " ORDER BY c.received_at DESC, c.case_number DESC LIMIT $5) l ON true"};

static void load_applicants(struct rt_pipe *pipe, struct intake_opening_ask *asks, size_t count, const int64_t *ended,
                            size_t ended_count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **items = rt_arena_array(arena, count, sizeof *items);
  const char **accounts = rt_arena_array(arena, count, sizeof *accounts);
  struct rt_bytes *blinds = rt_arena_array(arena, count, sizeof *blinds);
  for (size_t i = 0; i < count; i++) {
    items[i] = asks[i].item;
    accounts[i] = asks[i].account;
    blinds[i] = asks[i].applicant_blind;
    *asks[i].known = (struct intake_applicant_known){.party_count = 0};
  }
  rt_pipe_run(pipe, &applicants, read_applicant, asks, RT_P_ARRAY(RT_PARAM_BYTESES, blinds, count),
              RT_P_ARRAY(RT_PARAM_TEXTS, items, count), RT_P_ARRAY(RT_PARAM_TEXTS, accounts, count),
              RT_P_ARRAY(RT_PARAM_INTS, ended, ended_count), RT_P_INT(INTAKE_LIKES));
}

void intake_openings_load(struct rt_pipe *pipe, struct intake_opening_ask *asks, size_t count, const int64_t *ended,
                          size_t ended_count) {
  load_openings(pipe, asks, count);
  load_applicants(pipe, asks, count, ended, ended_count);
}
