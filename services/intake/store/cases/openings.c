#include "intake/store/cases/openings.h"

static void read_opening(const struct rt_row *row, void *into) {
  struct intake_opening *opening = into;
  int c = 0;
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

static const struct rt_statement opening = {
    "opening", "SELECT u.path, u.kind, i.name, i.version, i.status, i.kind, i.nature, i.statutory_days, "
               "i.promised_days, i.limit_unit,"
               " (SELECT o.unit FROM units o WHERE o.kind = 4 AND o.name = i.lead_office"
               " AND o.parent = ANY (string_to_array(u.path, '/')) ORDER BY length(o.parent) DESC, o.unit LIMIT 1),"
               " ARRAY(SELECT a.username FROM accounts a WHERE a.id_blind = $3 AND NOT a.closed ORDER BY 1)"
               " FROM (SELECT 1) AS one LEFT JOIN units u ON u.unit = $2 LEFT JOIN items i ON i.item = $1"};

void intake_opening_load(struct rt_pipe *pipe, const char *item, const char *unit, struct rt_bytes applicant_blind,
                         struct intake_opening *into) {
  *into = (struct intake_opening){.unit_path = "", .lead_office = ""};
  rt_pipe_run(pipe, &opening, read_opening, into, RT_P_TEXT(item), RT_P_TEXT(unit), RT_P_BYTES(applicant_blind));
}

static void read_like(const struct rt_row *row, void *into) {
  struct intake_likes *likes = into;
  struct intake_like *like = &likes->list[likes->count++];
  int c = 0;
  like->case_number = rt_row_text(row, c++);
  like->unit_path = rt_row_text(row, c++);
  like->received_unit = rt_row_text(row, c++);
  like->lead_office = rt_row_text(row, c++);
  like->handed_in_by = rt_row_text(row, c++);
  like->own = rt_row_bool(row, c++);
}

static const struct rt_statement likes = {
    "cases_like", "SELECT c.case_number, c.unit_path, c.received_unit, c.lead_office, c.handed_in_by,"
                  " coalesce(c.applicant_blind = (SELECT a.id_blind FROM accounts a WHERE a.username = $3), false)"
                  " FROM cases c WHERE c.applicant_blind = $1 AND c.item = $2 AND c.state <> ALL ($4)"
                  " ORDER BY c.received_at DESC, c.case_number DESC LIMIT $5"};

void intake_likes_load(struct rt_pipe *pipe, struct rt_bytes applicant_blind, const char *item, const char *account,
                       const int64_t *ended, size_t ended_count, struct intake_likes *into) {
  into->count = 0;
  rt_pipe_run(pipe, &likes, read_like, into, RT_P_BYTES(applicant_blind), RT_P_TEXT(item), RT_P_TEXT(account),
              RT_P_ARRAY(RT_PARAM_INTS, ended, ended_count), RT_P_INT(INTAKE_LIKES));
}
