#include "notification/store/directory.h"

/* bm.Role; the store knows no proto. tests/handlers/notification holds these against it. */
enum { ROLE_CENTRE_HEAD = 4, ROLE_REVIEWER = 5, ROLE_OFFICE_HEAD = 6, ROLE_COUNTY_SUPERVISOR = 7 };

const char notification_accounts_table[] = "accounts";

static const struct rt_statement put_account = {
    "accounts_put", "INSERT INTO accounts (username, name, roles, unit, unit_path, offices, email_sealed, active) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (username) DO UPDATE SET "
                    "name = excluded.name, roles = excluded.roles, unit = excluded.unit, "
                    "unit_path = excluded.unit_path, offices = excluded.offices, "
                    "email_sealed = excluded.email_sealed, active = excluded.active"};

void notification_accounts_put(struct rt_pipe *pipe, const struct notification_account *account) {
  rt_pipe_run(pipe, &put_account, NULL, NULL, RT_P_TEXT(account->username), RT_P_TEXT(account->name),
              RT_P_INT(account->roles), RT_P_TEXT(account->unit), RT_P_TEXT(account->unit_path),
              RT_P_ARRAY(RT_PARAM_TEXTS, account->offices, account->office_count), RT_P_BYTES(account->email_sealed),
              RT_P_BOOL(account->active));
}

static const struct rt_statement put_units = {
    "units_put", "INSERT INTO units (unit, name, path) SELECT * FROM unnest($1, $2, $3) ON CONFLICT (unit) "
                 "DO UPDATE SET name = excluded.name, path = excluded.path"};

void notification_units_put(struct rt_pipe *pipe, const struct notification_unit *units, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **codes = rt_arena_array(arena, count, sizeof *codes);
  const char **names = rt_arena_array(arena, count, sizeof *names);
  const char **paths = rt_arena_array(arena, count, sizeof *paths);
  for (size_t i = 0; i < count; i++) {
    codes[i] = units[i].unit;
    names[i] = units[i].name;
    paths[i] = units[i].path;
  }
  rt_pipe_run(pipe, &put_units, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, codes, count),
              RT_P_ARRAY(RT_PARAM_TEXTS, names, count), RT_P_ARRAY(RT_PARAM_TEXTS, paths, count));
}

static void read_name(const struct rt_row *row, void *into) {
  *(const char **)into = rt_row_text(row, 0);
}

static const struct rt_statement name_of_unit = {"units_name", "SELECT name FROM units WHERE unit = $1"};

void notification_units_name(struct rt_pipe *pipe, const char *unit, const char **ret_name) {
  rt_pipe_run(pipe, &name_of_unit, read_name, (void *)ret_name, RT_P_TEXT(unit));
}

static void read_person(const struct rt_row *row, void *into) {
  struct notification_people *people = into;
  struct notification_person *person = rt_arena_alloc(rt_row_arena(row), sizeof *person);
  person->account = rt_row_text(row, 0);
  person->email_sealed = rt_row_bytes(row, 1);
  if (people->last)
    people->last->next = person;
  else
    people->first = person;
  people->last = person;
}

/* An account that is not known here yet has an inbox all the same. */
static const struct rt_statement applicants = {
    "people_applicants",
    "SELECT p.username, CASE WHEN a.active THEN a.email_sealed END FROM (SELECT unnest($2) AS username UNION SELECT "
    "unnest(c.accounts) FROM cases c WHERE c.case_number = $1) p LEFT JOIN accounts a ON a.username = p.username "
    "WHERE p.username <> '' ORDER BY p.username"};

static void load_applicants(struct rt_pipe *pipe, const struct notification_about *about,
                            struct notification_people *into) {
  rt_pipe_run(pipe, &applicants, read_person, into, RT_P_TEXT(about->case_number),
              RT_P_ARRAY(RT_PARAM_TEXTS, about->accounts, about->account_count));
}

/* Of the units on the way from the county down to the case's unit; $4: only the nearest of them that has one. */
static const struct rt_statement above = {
    "people_above",
    "WITH place AS (SELECT string_to_array(coalesce(nullif($2, ''), (SELECT c.unit_path FROM cases c WHERE "
    "c.case_number = $1)), '/') AS path), found AS (SELECT a.username, a.email_sealed, length(a.unit_path) AS depth "
    "FROM accounts a WHERE a.unit_path = ANY (ARRAY(SELECT array_to_string(path[1:n], '/') FROM place, "
    "generate_series(1, cardinality(path)) n)) AND (a.roles & $3) <> 0 AND a.active) "
    "SELECT username, email_sealed FROM found WHERE NOT $4 OR depth = (SELECT max(depth) FROM found) "
    "ORDER BY username"};

static void load_above(struct rt_pipe *pipe, const struct notification_about *about, int role, bool nearest,
                       struct notification_people *into) {
  rt_pipe_run(pipe, &above, read_person, into, RT_P_TEXT(about->case_number), RT_P_TEXT(about->unit_path),
              RT_P_INT(1 << role), RT_P_BOOL(nearest));
}

static const struct rt_statement office = {
    "people_office", "SELECT a.username, a.email_sealed FROM accounts a WHERE a.offices @> ARRAY[coalesce(nullif($2, "
                     "''), (SELECT c.lead_office FROM cases c WHERE c.case_number = $1), '')] AND (a.roles & $3) <> 0 "
                     "AND a.active ORDER BY a.username"};

static void load_office(struct rt_pipe *pipe, const struct notification_about *about, int role,
                        struct notification_people *into) {
  rt_pipe_run(pipe, &office, read_person, into, RT_P_TEXT(about->case_number), RT_P_TEXT(about->office),
              RT_P_INT(1 << role));
}

static const struct rt_statement rater = {
    "people_rater", "SELECT p.username, CASE WHEN a.active THEN a.email_sealed END FROM (SELECT $2 AS username UNION "
                    "SELECT r.account FROM rectification_raters r WHERE r.rectification = $1) p LEFT JOIN accounts a "
                    "ON a.username = p.username WHERE p.username <> ''"};

static void load_rater(struct rt_pipe *pipe, const struct notification_about *about, struct notification_people *into) {
  rt_pipe_run(pipe, &rater, read_person, into, RT_P_ID(about->rectification), RT_P_TEXT(about->rater));
}

void notification_people_load(struct rt_pipe *pipe, enum notification_audience audience,
                              const struct notification_about *about, struct notification_people *into) {
  switch (audience) {
  case NOTIFICATION_APPLICANT:
    load_applicants(pipe, about, into);
    return;
  case NOTIFICATION_CENTRE_HEADS:
    load_above(pipe, about, ROLE_CENTRE_HEAD, true, into);
    return;
  case NOTIFICATION_SUPERVISORS:
    load_above(pipe, about, ROLE_COUNTY_SUPERVISOR, false, into);
    return;
  case NOTIFICATION_REVIEWERS:
    load_office(pipe, about, ROLE_REVIEWER, into);
    return;
  case NOTIFICATION_OFFICE_HEADS:
    load_office(pipe, about, ROLE_OFFICE_HEAD, into);
    return;
  case NOTIFICATION_RATER:
    load_rater(pipe, about, into);
    return;
  case NOTIFICATION_NOBODY:
  case NOTIFICATION_AUDIENCE__COUNT:
    return;
  }
}
