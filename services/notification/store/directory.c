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

/* What is asked of a whole drain is told apart by a row's first column, `n`: which of the list it is for, from 1. */
static void read_name(const struct rt_row *row, void *into) {
  const struct notification_naming *units = into;
  *units[rt_row_int(row, 0) - 1].ret_name = rt_row_text(row, 1);
}

static const struct rt_statement names_of_units = {
    "units_name", "SELECT u.n, found.name FROM unnest($1) WITH ORDINALITY AS u (unit, n), LATERAL "
                  "(SELECT name FROM units WHERE unit = u.unit LIMIT 1) AS found"};

void notification_units_name(struct rt_pipe *pipe, const struct notification_naming *units, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **codes = rt_arena_array(arena, count, sizeof *codes);
  for (size_t i = 0; i < count; i++)
    codes[i] = units[i].unit;
  if (count > 0)
    rt_pipe_run(pipe, &names_of_units, read_name, (void *)units, RT_P_ARRAY(RT_PARAM_TEXTS, codes, count));
}

static void add_person(struct notification_people *people, const struct rt_row *row, int column) {
  struct notification_person *person = rt_arena_alloc(rt_row_arena(row), sizeof *person);
  person->account = rt_row_text(row, column);
  person->email_sealed = rt_row_bytes(row, column + 1);
  if (people->last)
    people->last->next = person;
  else
    people->first = person;
  people->last = person;
}

static void read_person(const struct rt_row *row, void *into) {
  add_person(into, row, 0);
}

static void read_found(const struct rt_row *row, void *into) {
  const struct notification_search *searches = into;
  add_person(searches[rt_row_int(row, 0) - 1].into, row, 1);
}

/* An account that is not known here yet has an inbox all the same. */
static const struct rt_statement applicants = {
    "people_applicants",
    "SELECT p.n, p.username, CASE WHEN a.active THEN a.email_sealed END FROM (SELECT n, username FROM unnest($1, $2) "
    "AS given (n, username) UNION SELECT u.n, unnest(c.accounts) FROM unnest($3) WITH ORDINALITY AS u (number, n), "
    "LATERAL (SELECT accounts FROM cases WHERE case_number = u.number LIMIT 1) AS c) AS p LEFT JOIN LATERAL "
    "(SELECT active, email_sealed FROM accounts WHERE username = p.username LIMIT 1) AS a ON true "
    "WHERE p.username <> '' ORDER BY p.n, p.username"};

static void load_applicants(struct rt_pipe *pipe, const struct notification_search *searches, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  size_t given = 0;
  for (size_t i = 0; i < count; i++)
    given += searches[i].about->account_count;
  int64_t *whose = rt_arena_array(arena, given, sizeof *whose);
  const char **accounts = rt_arena_array(arena, given, sizeof *accounts);
  const char **numbers = rt_arena_array(arena, count, sizeof *numbers);
  given = 0;
  for (size_t i = 0; i < count; i++) {
    const struct notification_about *about = searches[i].about;
    numbers[i] = about->case_number;
    for (size_t k = 0; k < about->account_count; k++) {
      whose[given] = (int64_t)i + 1;
      accounts[given++] = about->accounts[k];
    }
  }
  rt_pipe_run(pipe, &applicants, read_found, (void *)searches, RT_P_ARRAY(RT_PARAM_INTS, whose, given),
              RT_P_ARRAY(RT_PARAM_TEXTS, accounts, given), RT_P_ARRAY(RT_PARAM_TEXTS, numbers, count));
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

/* Many cases of a delivery are the same office's: its people are looked up once. */
static const struct rt_statement office = {
    "people_office",
    "WITH asked AS MATERIALIZED (SELECT u.n, coalesce(nullif(u.office, ''), (SELECT c.lead_office FROM cases c WHERE "
    "c.case_number = u.number), '') AS office FROM unnest($1, $2) WITH ORDINALITY AS u (number, office, n)), "
    "staff AS MATERIALIZED (SELECT o.office, a.username, a.email_sealed FROM (SELECT DISTINCT office FROM asked) AS o, "
    "LATERAL (SELECT username, email_sealed FROM accounts WHERE offices @> ARRAY[o.office] AND (roles & $3) <> 0 AND "
    "active) AS a) "
    "SELECT asked.n, staff.username, staff.email_sealed FROM asked JOIN staff USING (office) "
    "ORDER BY asked.n, staff.username"};

static void load_office(struct rt_pipe *pipe, const struct notification_search *searches, size_t count, int role) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **numbers = rt_arena_array(arena, count, sizeof *numbers);
  const char **offices = rt_arena_array(arena, count, sizeof *offices);
  for (size_t i = 0; i < count; i++) {
    numbers[i] = searches[i].about->case_number;
    offices[i] = searches[i].about->office;
  }
  rt_pipe_run(pipe, &office, read_found, (void *)searches, RT_P_ARRAY(RT_PARAM_TEXTS, numbers, count),
              RT_P_ARRAY(RT_PARAM_TEXTS, offices, count), RT_P_INT(1 << role));
}

static const struct rt_statement rater = {
    "people_rater", "SELECT p.username, CASE WHEN a.active THEN a.email_sealed END FROM (SELECT $2 AS username UNION "
                    "SELECT r.account FROM rectification_raters r WHERE r.rectification = $1) p LEFT JOIN accounts a "
                    "ON a.username = p.username WHERE p.username <> ''"};

static void load_rater(struct rt_pipe *pipe, const struct notification_about *about, struct notification_people *into) {
  rt_pipe_run(pipe, &rater, read_person, into, RT_P_ID(about->rectification), RT_P_TEXT(about->rater));
}

void notification_people_load(struct rt_pipe *pipe, enum notification_audience audience,
                              const struct notification_search *searches, size_t count) {
  if (count == 0)
    return;
  switch (audience) {
  case NOTIFICATION_APPLICANT:
    load_applicants(pipe, searches, count);
    return;
  case NOTIFICATION_REVIEWERS:
    load_office(pipe, searches, count, ROLE_REVIEWER);
    return;
  case NOTIFICATION_OFFICE_HEADS:
    load_office(pipe, searches, count, ROLE_OFFICE_HEAD);
    return;
  case NOTIFICATION_CENTRE_HEADS:
    for (size_t i = 0; i < count; i++)
      load_above(pipe, searches[i].about, ROLE_CENTRE_HEAD, true, searches[i].into);
    return;
  case NOTIFICATION_SUPERVISORS:
    for (size_t i = 0; i < count; i++)
      load_above(pipe, searches[i].about, ROLE_COUNTY_SUPERVISOR, false, searches[i].into);
    return;
  case NOTIFICATION_RATER:
    for (size_t i = 0; i < count; i++)
      load_rater(pipe, searches[i].about, searches[i].into);
    return;
  case NOTIFICATION_NOBODY:
  case NOTIFICATION_AUDIENCE__COUNT:
    return;
  }
}
