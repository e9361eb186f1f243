#include "notification/store/cases.h"

const char notification_cases_table[] = "cases";

static void read_case(const struct rt_row *row, void *into) {
  struct notification_case *const *cases = into;
  struct notification_case *found = cases[rt_row_int(row, 0) - 1];
  found->case_number = rt_row_text(row, 1);
  found->unit = rt_row_text(row, 2);
  found->unit_path = rt_row_text(row, 3);
  found->item_name = rt_row_text(row, 4);
  found->lead_office = rt_row_text(row, 5);
  found->masked_name = rt_row_text(row, 6);
  found->email_sealed = rt_row_bytes(row, 7);
  found->unit_name = rt_row_text(row, 8);
  found->office_name = rt_row_text(row, 9);
}

static const struct rt_statement load = {
    "cases_load",
    "SELECT u.n, c.case_number, c.unit, c.unit_path, c.item_name, c.lead_office, c.masked_name, c.email_sealed, "
    "(SELECT name FROM units WHERE unit = c.unit), (SELECT name FROM units WHERE unit = c.lead_office) "
    "FROM unnest($1) WITH ORDINALITY AS u (number, n), LATERAL "
    "(SELECT * FROM cases WHERE case_number = u.number LIMIT 1) AS c"};

void notification_cases_load(struct rt_pipe *pipe, const char *const *case_numbers,
                             struct notification_case *const *into, size_t count) {
  if (count > 0)
    rt_pipe_run(pipe, &load, read_case, (void *)into, RT_P_ARRAY(RT_PARAM_TEXTS, case_numbers, count));
}

static const struct rt_statement put = {
    "cases_put", "INSERT INTO cases AS c (case_number, unit, unit_path, item_name, lead_office, masked_name, accounts, "
                 "email_sealed) SELECT t.a, t.b, t.c, t.d, t.e, t.f, string_to_array(t.g, ' '), t.h "
                 "FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS t (a, b, c, d, e, f, g, h) "
                 "ON CONFLICT (case_number) DO UPDATE SET unit = excluded.unit, "
                 "unit_path = excluded.unit_path, item_name = excluded.item_name, lead_office = excluded.lead_office, "
                 "masked_name = CASE WHEN excluded.masked_name = '' THEN c.masked_name ELSE excluded.masked_name END, "
                 "email_sealed = coalesce(excluded.email_sealed, c.email_sealed), "
                 "accounts = CASE WHEN cardinality(excluded.accounts) = 0 THEN c.accounts ELSE excluded.accounts END"};

enum { TEXTS = 7 };

void notification_cases_put(struct rt_pipe *pipe, const struct notification_case *cases, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **texts[TEXTS];
  struct rt_param params[TEXTS + 1];
  struct rt_bytes *emails = rt_arena_array(arena, count, sizeof *emails);
  for (size_t k = 0; k < TEXTS; k++) {
    texts[k] = rt_arena_array(arena, count, sizeof *texts[k]);
    params[k] = RT_P_ARRAY(RT_PARAM_TEXTS, texts[k], count);
  }
  for (size_t i = 0; i < count; i++) {
    const struct notification_case *it = &cases[i];
    const char *const row[TEXTS] = {it->case_number, it->unit,        it->unit_path, it->item_name,
                                    it->lead_office, it->masked_name, it->accounts};
    for (size_t k = 0; k < TEXTS; k++)
      texts[k][i] = row[k];
    emails[i] = it->email_sealed;
  }
  params[TEXTS] = RT_P_ARRAY(RT_PARAM_BYTESES, emails, count);
  rt_pipe_add(pipe, &put, params, TEXTS + 1, NULL, NULL);
}

static const struct rt_statement put_rater = {
    "raters_put", "INSERT INTO rectification_raters (rectification, case_number, account) VALUES ($1, $2, $3) "
                  "ON CONFLICT (rectification) DO NOTHING"};

void notification_raters_put(struct rt_pipe *pipe, const char *rectification, const char *case_number,
                             const char *account) {
  rt_pipe_run(pipe, &put_rater, NULL, NULL, RT_P_ID(rectification), RT_P_TEXT(case_number), RT_P_TEXT(account));
}
