#include "tests/support/pg.h"

#include "tests/support/probes/plan.h"
#include <criterion/criterion.h>
#include <criterion/hooks.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCRIPT BM_SOURCE_DIR "/deploy/postgres/cluster"

struct test_pg {
  char name[64];
  char service[32];
  char dsn[512];
  char role_dsn[512];
  char text[1024];
  PGconn *super;
};

static char own_cluster[64];

static int script(const char *command, const char *directory, const char *more) {
  char line[1024];
  snprintf(line, sizeof line, "%s %s %s %s >/dev/null", SCRIPT, command, directory, more);
  return system(line); // NOLINT(bugprone-command-processor,cert-env33-c): the words are ours
}

/* The program's own cluster, when tests/run did not give one. In the parent: the tests are its children. */
ReportHook(PRE_ALL)(struct criterion_test_set *tests) {
  (void)tests;
  if (getenv("BM_TEST_CLUSTER") != NULL) {
    return;
  }
  snprintf(own_cluster, sizeof own_cluster, "/tmp/bm-pg-XXXXXX");
  if (mkdtemp(own_cluster) == NULL || script("init", own_cluster, "--test") != 0) {
    fprintf(stderr, "no PostgreSQL for the tests in %s\n", own_cluster);
    exit(1);
  }
  setenv("BM_TEST_CLUSTER", own_cluster, 1);
}

ReportHook(POST_ALL)(struct criterion_global_stats *stats) {
  (void)stats;
  if (own_cluster[0] != '\0') {
    script("stop", own_cluster, "");
    char line[128];
    snprintf(line, sizeof line, "rm -rf %s", own_cluster);
    cr_expect_eq(system(line), 0); // NOLINT(bugprone-command-processor,cert-env33-c): the path is ours
  }
}

static void dsn_of(const char *database, const char *role, char *ret_dsn, size_t bytes) {
  const char *directory = getenv("BM_TEST_CLUSTER");
  cr_assert_not_null(directory);
  snprintf(ret_dsn, bytes, "host=%s/sock dbname=%s user=%s passfile=%s/secrets/%s.pgpass", directory, database, role,
           directory, role);
}

static PGconn *super(const char *database) {
  char dsn[512];
  dsn_of(database, "bm_test", dsn, sizeof dsn);
  PGconn *pg = PQconnectdb(dsn);
  cr_assert_eq(PQstatus(pg), CONNECTION_OK, "%s", PQerrorMessage(pg));
  return pg;
}

static void must(PGconn *pg, const char *sql) {
  PGresult *result = PQexec(pg, sql);
  ExecStatusType status = PQresultStatus(result);
  cr_assert(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql, PQerrorMessage(pg));
  PQclear(result);
}

/* Copies a database that has the empty schemas; it is made once a cluster, by whoever comes first. */
static void make_database(const char *name) {
  PGconn *pg = super("postgres");
  must(pg, "SELECT pg_advisory_lock(7001)");
  PGresult *found = PQexec(pg, "SELECT 1 FROM pg_database WHERE datname = 'bm_blank'");
  if (PQntuples(found) == 0) {
    cr_assert_eq(script("database", getenv("BM_TEST_CLUSTER"), "bm_blank"), 0);
  }
  PQclear(found);
  char sql[128];
  snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE bm_blank", name);
  must(pg, sql);
  PQfinish(pg);
}

struct test_pg *test_pg_new(const char *service, const struct rt_migration *migrations) {
  static int made;
  struct test_pg *pg = calloc(1, sizeof *pg);
  cr_assert_not_null(pg);
  snprintf(pg->name, sizeof pg->name, "t_%d_%d", (int)getpid(), made++);
  snprintf(pg->service, sizeof pg->service, "%s", service);
  make_database(pg->name);
  char role[64];
  snprintf(role, sizeof role, "bm_%s", service);
  dsn_of(pg->name, role, pg->dsn, sizeof pg->dsn);
  struct rt_error error = {0};
  cr_assert(rt_migrate(test_pg_role_dsn(pg, "bm_migrate"), service, migrations, NULL, NULL, &error), "%s", error.text);
  pg->super = super(pg->name);
  char path[96];
  snprintf(path, sizeof path, "SET search_path = %s", service);
  must(pg->super, path);
  test_plan_watch(test_pg_role_dsn(pg, "bm_test"), service, NULL);
  return pg;
}

void test_pg_destroy(struct test_pg **pg) {
  if (*pg == NULL) {
    return;
  }
  test_plan_stop();
  PQfinish((*pg)->super);
  PGconn *other = super("postgres");
  char sql[128];
  snprintf(sql, sizeof sql, "DROP DATABASE %s WITH (FORCE)", (*pg)->name);
  must(other, sql);
  PQfinish(other);
  free(*pg);
  *pg = NULL;
}

const char *test_pg_dsn(const struct test_pg *pg) {
  return pg->dsn;
}

const char *test_pg_role_dsn(struct test_pg *pg, const char *role) {
  dsn_of(pg->name, role, pg->role_dsn, sizeof pg->role_dsn);
  return pg->role_dsn;
}

void test_pg_exec(struct test_pg *pg, const char *sql) {
  must(pg->super, sql);
}

const char *test_pg_text(struct test_pg *pg, const char *sql) {
  PGresult *result = PQexec(pg->super, sql);
  cr_assert_eq(PQresultStatus(result), PGRES_TUPLES_OK, "%s: %s", sql, PQerrorMessage(pg->super));
  snprintf(pg->text, sizeof pg->text, "%s", PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
  PQclear(result);
  return pg->text;
}

int64_t test_pg_number(struct test_pg *pg, const char *sql) {
  return strtoll(test_pg_text(pg, sql), NULL, 10);
}

static char quiet_cluster[128];

/* Below the other cluster: a test that fails half-way leaves nothing behind that outlives it. */
void test_pg_quiet_begin(void) {
  snprintf(quiet_cluster, sizeof quiet_cluster, "%s/q-XXXXXX", getenv("BM_TEST_CLUSTER"));
  cr_assert_not_null(mkdtemp(quiet_cluster));
  cr_assert_eq(script("init", quiet_cluster, "--test"), 0);
  setenv("BM_TEST_CLUSTER", quiet_cluster, 1);
  PGconn *pg = super("postgres");
  must(pg, "ALTER SYSTEM SET wal_writer_delay = '10s'");
  must(pg, "ALTER SYSTEM SET wal_writer_flush_after = '1GB'");
  must(pg, "ALTER SYSTEM SET autovacuum = off");
  must(pg, "SELECT pg_reload_conf()");
  PQfinish(pg);
}

void test_pg_quiet_end(void) {
  char line[256];
  cr_assert_eq(script("stop", quiet_cluster, ""), 0);
  snprintf(line, sizeof line, "rm -rf %s", quiet_cluster);
  cr_assert_eq(system(line), 0); // NOLINT(bugprone-command-processor,cert-env33-c): the path is ours
}

int64_t test_pg_unflushed(struct test_pg *pg) {
  return test_pg_number(pg, "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), pg_current_wal_flush_lsn())::bigint");
}

void test_pg_kick(struct test_pg *pg) {
  char sql[256];
  snprintf(sql, sizeof sql,
           "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'bm_%s' AND datname = '%s'",
           pg->service, pg->name);
  must(pg->super, sql);
}

void test_pg_away(struct test_pg *pg, bool away) {
  char sql[256];
  snprintf(sql, sizeof sql, "%s CONNECT ON DATABASE %s %s PUBLIC", away ? "REVOKE" : "GRANT", pg->name,
           away ? "FROM" : "TO");
  must(pg->super, sql);
  if (away) {
    test_pg_kick(pg);
  }
}
