#include "intake/store/desks/people.h"

#include "intake/store/cases/cases_inside.h"

static void read_case(const struct rt_row *row, void *into) {
  struct intake_person *person = into;
  intake_case_read(row, &person->rows[person->count++]);
}

static void read_account(const struct rt_row *row, void *into) {
  ((struct intake_person *)into)->has_account = rt_row_bool(row, 0);
}

static const struct rt_statement cases = {
    "people_cases", "SELECT " INTAKE_CASE_COLUMNS " FROM (SELECT * FROM cases WHERE applicant_blind = $1"
                    " ORDER BY received_at DESC, case_number DESC LIMIT $2) c" INTAKE_CASE_PAPERS
                    " ORDER BY c.received_at DESC, c.case_number DESC"};
static const struct rt_statement account = {"people_account",
                                            "SELECT EXISTS (SELECT FROM accounts WHERE id_blind = $1 AND NOT closed)"};

void intake_people_find(struct rt_pipe *pipe, struct rt_bytes blind, struct intake_person *into) {
  into->count = 0;
  rt_pipe_run(pipe, &cases, read_case, into, RT_P_BYTES(blind), RT_P_INT(INTAKE_PERSON_CASES));
  rt_pipe_run(pipe, &account, read_account, into, RT_P_BYTES(blind));
}

static const struct rt_statement add = {
    "lookups_add",
    "INSERT INTO lookups (lookup, at, account, unit, person_blind, found) VALUES ($1, $2, $3, $4, $5, $6)"};

void intake_lookups_add(struct rt_pipe *pipe, const struct intake_lookup *lookup) {
  rt_pipe_run(pipe, &add, NULL, NULL, RT_P_ID(lookup->lookup), RT_P_TIME(lookup->at), RT_P_TEXT(lookup->account),
              RT_P_TEXT(lookup->unit), RT_P_BYTES(lookup->person), RT_P_BOOL(lookup->found));
}
