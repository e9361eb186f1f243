/* Migrations: order, once, checksums, what a service accepts to start on, and what its role may do. */
#include "runtime/pg/migrate.h"
#include "tests/support/pg.h"

#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <string.h>

static const struct rt_migration first[] = {{"intake/001_a", "CREATE TABLE a (n int)"}, {0}};
static const struct rt_migration changed[] = {{"intake/001_a", "CREATE TABLE a (n bigint)"}, {0}};
static const struct rt_migration more[] = {
    {"intake/001_a", "CREATE TABLE a (n int)"},
    {"intake/002_b", "CREATE TABLE b (n int); REVOKE UPDATE, DELETE ON b FROM bm_intake; INSERT INTO a VALUES (1)"},
    {0},
};
static const struct rt_migration broken[] = {
    {"intake/001_a", "CREATE TABLE a (n int)"}, {"intake/002_c", "CREATE TABLE c (n int); SELECT 1/0"}, {0}};

static bool migrate(struct test_pg *pg, const struct rt_migration *list, struct rt_error *error) {
  return rt_migrate(test_pg_role_dsn(pg, "bm_migrate"), "intake", list, NULL, NULL, error);
}

static void refused(bool ok, const struct rt_error *error, const char *text) {
  cr_assert_not(ok);
  cr_assert_eq(error->status, RT_FAILED_PRECONDITION, "%s", error->text);
  cr_assert_not_null(strstr(error->text, text), "%s", error->text);
}

Test(pg_migrate, once_and_in_order) {
  struct test_pg *pg = test_pg_new("intake", first);
  struct rt_error error = {0};
  cr_assert(migrate(pg, more, &error), "%s", error.text);
  cr_assert(migrate(pg, more, &error), "%s", error.text);
  cr_assert_eq(test_pg_number(pg, "SELECT count(*) FROM a"), 1);
  cr_assert_eq(test_pg_number(pg, "SELECT count(*) FROM migrations WHERE name LIKE 'intake/%'"), 2);
  cr_assert(rt_migrate_check(test_pg_dsn(pg), "intake", more, &error), "%s", error.text);
  test_pg_destroy(&pg);
}

Test(pg_migrate, a_changed_file_is_refused) {
  struct test_pg *pg = test_pg_new("intake", first);
  struct rt_error error = {0};
  refused(migrate(pg, changed, &error), &error, "intake/001_a was changed");
  refused(rt_migrate_check(test_pg_dsn(pg), "intake", changed, &error), &error, "intake/001_a was changed");
  test_pg_destroy(&pg);
}

Test(pg_migrate, start_is_refused_on_an_unknown_schema) {
  struct test_pg *pg = test_pg_new("intake", first);
  struct rt_error error = {0};
  refused(rt_migrate_check(test_pg_dsn(pg), "intake", more, &error), &error, "002_b is not applied");
  cr_assert(migrate(pg, more, &error));
  refused(rt_migrate_check(test_pg_dsn(pg), "intake", first, &error), &error, "newer than this program");
  refused(migrate(pg, first, &error), &error, "newer than this program");
  refused(rt_migrate_check(test_pg_role_dsn(pg, "bm_review"), "review", NULL, &error), &error, "is empty");
  cr_assert_not(rt_migrate_check("host=/nowhere dbname=x", "intake", first, &error));
  cr_assert_eq(error.status, RT_UNAVAILABLE);
  test_pg_destroy(&pg);
}

Test(pg_migrate, a_broken_file_leaves_nothing) {
  struct test_pg *pg = test_pg_new("intake", first);
  struct rt_error error = {0};
  refused(migrate(pg, broken, &error), &error, "intake/002_c: 22012");
  cr_assert_str_eq(test_pg_text(pg, "SELECT coalesce(to_regclass('c')::text, 'none')"), "none");
  cr_assert(rt_migrate_check(test_pg_dsn(pg), "intake", first, &error), "%s", error.text);
  test_pg_destroy(&pg);
}

static bool may(PGconn *pg, const char *sql) {
  PGresult *result = PQexec(pg, sql);
  ExecStatusType status = PQresultStatus(result);
  PQclear(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

Test(pg_migrate, what_the_runtime_role_may_do) {
  struct test_pg *pg = test_pg_new("intake", more);
  PGconn *role = PQconnectdb(test_pg_dsn(pg));
  cr_assert(may(role, "INSERT INTO a VALUES (2)"));
  cr_assert(may(role, "UPDATE a SET n = 3"));
  cr_assert(may(role, "INSERT INTO b VALUES (1)"));
  cr_assert_not(may(role, "UPDATE b SET n = 2"));
  cr_assert_not(may(role, "DELETE FROM b"));
  cr_assert_not(may(role, "TRUNCATE a"));
  cr_assert_not(may(role, "CREATE TABLE d (n int)"));
  cr_assert_not(may(role, "UPDATE migrations SET sum = ''"));
  cr_assert_not(may(role, "SELECT 1 FROM review.migrations"));
  PQfinish(role);
  test_pg_destroy(&pg);
}
