#include "notification/store/cases.h"

const char notification_cases_table[] = "cases";

static void read_case(const struct rt_row *row, void *into) {
  struct notification_case *found = into;
  found->case_number = rt_row_text(row, 0);
  found->unit = rt_row_text(row, 1);
  found->unit_path = rt_row_text(row, 2);
  found->item_name = rt_row_text(row, 3);
  found->lead_office = rt_row_text(row, 4);
  found->masked_name = rt_row_text(row, 5);
  found->email_sealed = rt_row_bytes(row, 6);
  found->unit_name = rt_row_text(row, 7);
  found->office_name = rt_row_text(row, 8);
}

static const struct rt_statement load = {
    "cases_load",
    "SELECT c.case_number, c.unit, c.unit_path, c.item_name, c.lead_office, c.masked_name, c.email_sealed, u.name, "
    "o.name FROM cases c LEFT JOIN units u ON u.unit = c.unit LEFT JOIN units o ON o.unit = c.lead_office "
    "WHERE c.case_number = $1"};

void notification_cases_load(struct rt_pipe *pipe, const char *case_number, struct notification_case *into) {
  rt_pipe_run(pipe, &load, read_case, into, RT_P_TEXT(case_number));
}

static const struct rt_statement put = {
    "cases_put",
    "INSERT INTO cases AS c (case_number, unit, unit_path, item_name, lead_office, masked_name, email_sealed, "
    "accounts) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (case_number) DO UPDATE SET unit = excluded.unit, "
    "unit_path = excluded.unit_path, item_name = excluded.item_name, lead_office = excluded.lead_office, "
    "masked_name = CASE WHEN excluded.masked_name = '' THEN c.masked_name ELSE excluded.masked_name END, "
    "email_sealed = coalesce(excluded.email_sealed, c.email_sealed), "
    "accounts = CASE WHEN cardinality(excluded.accounts) = 0 THEN c.accounts ELSE excluded.accounts END"};

void notification_cases_put(struct rt_pipe *pipe, const struct notification_case *row, const char *const *accounts,
                            size_t account_count) {
  rt_pipe_run(pipe, &put, NULL, NULL, RT_P_TEXT(row->case_number), RT_P_TEXT(row->unit), RT_P_TEXT(row->unit_path),
              RT_P_TEXT(row->item_name), RT_P_TEXT(row->lead_office), RT_P_TEXT(row->masked_name),
              RT_P_BYTES(row->email_sealed), RT_P_ARRAY(RT_PARAM_TEXTS, accounts, account_count));
}

static const struct rt_statement put_rater = {
    "raters_put", "INSERT INTO rectification_raters (rectification, case_number, account) VALUES ($1, $2, $3) "
                  "ON CONFLICT (rectification) DO NOTHING"};

void notification_raters_put(struct rt_pipe *pipe, const char *rectification, const char *case_number,
                             const char *account) {
  rt_pipe_run(pipe, &put_rater, NULL, NULL, RT_P_ID(rectification), RT_P_TEXT(case_number), RT_P_TEXT(account));
}
