/* Migrating is rare and nobody waits: plain blocking calls on a connection of its own. */
#include "runtime/pg/migrate.h"

#include "runtime/base/buffer.h"
#include "runtime/base/cleanup.h"
#include <assert.h>
#include <libpq-fe.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SUM_SIZE = 2 * crypto_hash_sha256_BYTES + 1 };

static void close_pg(PGconn **pg) {
  PQfinish(*pg);
}

static void clear_result(PGresult **result) {
  PQclear(*result);
}

static void silent(void *context, const PGresult *result) {
  (void)context;
  (void)result;
}

static void sum_of(const char *text, char ret_sum[SUM_SIZE]) {
  unsigned char hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(hash, (const unsigned char *)text, strlen(text));
  sodium_bin2hex(ret_sum, SUM_SIZE, hash, sizeof hash);
}

static bool open_pg(const char *dsn, PGconn **ret_pg, struct rt_error *error) {
  *ret_pg = PQconnectdb(dsn);
  if (PQstatus(*ret_pg) != CONNECTION_OK) {
    return rt_fail(error, RT_UNAVAILABLE, "PostgreSQL: %s", PQerrorMessage(*ret_pg));
  }
  PQsetNoticeReceiver(*ret_pg, silent, NULL);
  return true;
}

/* The primary message only: a detail may hold a row. */
static bool run(PGconn *pg, const char *sql, struct rt_error *error) {
  RT_AUTO(clear_result) PGresult *result = PQexec(pg, sql);
  ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
    return true;
  }
  const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return rt_fail(error, state == NULL ? RT_UNAVAILABLE : RT_FAILED_PRECONDITION, "%s %s", state == NULL ? "" : state,
                 text == NULL ? PQerrorMessage(pg) : text);
}

__attribute__((format(printf, 3, 4))) static bool runf(PGconn *pg, struct rt_error *error, const char *format, ...) {
  char sql[1024];
  va_list args;
  va_start(args, format);
  int used = vsnprintf(sql, sizeof sql, format, args);
  va_end(args);
  assert(used >= 0 && (size_t)used < sizeof sql);
  return run(pg, sql, error);
}

/* The owner's table of what was applied, and what the runtime role gets in every table made from now on. */
static bool lay_ground(PGconn *pg, const char *service, struct rt_error *error) {
  return runf(pg, error, "SET ROLE bm_%s_owner; SET search_path = %s; SET client_min_messages = error", service,
              service) &&
         runf(pg, error, "SELECT pg_advisory_lock(hashtext('bianmin migrate'), hashtext('%s'))", service) &&
         runf(pg, error,
              "ALTER DEFAULT PRIVILEGES IN SCHEMA %s GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO bm_%s;"
              "ALTER DEFAULT PRIVILEGES IN SCHEMA %s GRANT USAGE ON SEQUENCES TO bm_%s",
              service, service, service, service) &&
         runf(pg, error,
              "BEGIN; CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, sum text NOT NULL);"
              "REVOKE INSERT, UPDATE, DELETE ON migrations FROM bm_%s; COMMIT",
              service);
}

static bool apply(PGconn *pg, const struct rt_migration *migration, struct rt_error *error) {
  char sum[SUM_SIZE];
  sum_of(migration->text, sum);
  struct rt_buffer sql = {0};
  rt_buffer_printf(&sql, "BEGIN;\n%s\n;INSERT INTO migrations VALUES ('%s', '%s'); COMMIT", migration->text,
                   migration->name, sum);
  bool done = run(pg, sql.data, error);
  rt_buffer_free(&sql);
  return done || rt_wrap(error, "%s", migration->name);
}

static const char *sum_in(const PGresult *applied, const char *name) {
  for (int i = 0; i < PQntuples(applied); i++) {
    if (strcmp(PQgetvalue(applied, i, 0), name) == 0) {
      return PQgetvalue(applied, i, 1);
    }
  }
  return NULL;
}

struct walk {
  PGconn *pg; /* NULL: only looks */
  const PGresult *applied;
  rt_migrate_said said;
  void *context;
};

static bool walk_list(struct walk *walk, const struct rt_migration *list, struct rt_error *error) {
  for (const struct rt_migration *m = list; m != NULL && m->name != NULL; m++) {
    char sum[SUM_SIZE];
    sum_of(m->text, sum);
    const char *was = sum_in(walk->applied, m->name);
    if (was != NULL && strcmp(was, sum) != 0) {
      return rt_fail(error, RT_FAILED_PRECONDITION, "%s was changed after it had been applied", m->name);
    }
    if (was == NULL && walk->pg == NULL) {
      return rt_fail(error, RT_FAILED_PRECONDITION, "%s is not applied: run `bmctl migrate`", m->name);
    }
    if (was == NULL) {
      if (!apply(walk->pg, m, error)) {
        return false;
      }
      if (walk->said != NULL) {
        walk->said(walk->context, m->name);
      }
    }
  }
  return true;
}

static bool walk_all(struct walk *walk, const struct rt_migration *migrations, struct rt_error *error) {
  return walk_list(walk, rt_migrations, error) && walk_list(walk, migrations, error);
}

/* A schema that holds what this program does not know is not touched. */
static bool all_known(const PGresult *applied, const struct rt_migration *migrations, struct rt_error *error) {
  for (int i = 0; i < PQntuples(applied); i++) {
    const char *name = PQgetvalue(applied, i, 0);
    bool found = false;
    for (const struct rt_migration *m = rt_migrations; m->name != NULL && !found; m++) {
      found = strcmp(m->name, name) == 0;
    }
    for (const struct rt_migration *m = migrations; m != NULL && m->name != NULL && !found; m++) {
      found = strcmp(m->name, name) == 0;
    }
    if (!found) {
      return rt_fail(error, RT_FAILED_PRECONDITION, "the schema is newer than this program: it holds %s", name);
    }
  }
  return true;
}

bool rt_migrate(const char *dsn, const char *service, const struct rt_migration *migrations, rt_migrate_said said,
                void *context, struct rt_error *error) {
  RT_AUTO(close_pg) PGconn *pg = NULL;
  if (!open_pg(dsn, &pg, error) || !lay_ground(pg, service, error)) {
    return rt_wrap(error, "schema %s", service);
  }
  RT_AUTO(clear_result) PGresult *applied = PQexec(pg, "SELECT name, sum FROM migrations ORDER BY name");
  if (PQresultStatus(applied) != PGRES_TUPLES_OK) {
    return rt_fail(error, RT_UNAVAILABLE, "schema %s: the list of migrations cannot be read", service);
  }
  struct walk walk = {.pg = pg, .applied = applied, .said = said, .context = context};
  return (all_known(applied, migrations, error) && walk_all(&walk, migrations, error)) ||
         rt_wrap(error, "schema %s", service);
}

bool rt_migrate_check(const char *dsn, const char *service, const struct rt_migration *migrations,
                      struct rt_error *error) {
  RT_AUTO(close_pg) PGconn *pg = NULL;
  if (!open_pg(dsn, &pg, error)) {
    return rt_wrap(error, "schema %s", service);
  }
  char sql[256];
  snprintf(sql, sizeof sql, "SELECT name, sum FROM %s.migrations ORDER BY name", service);
  RT_AUTO(clear_result) PGresult *applied = PQexec(pg, sql);
  if (PQresultStatus(applied) != PGRES_TUPLES_OK) {
    return rt_fail(error, RT_FAILED_PRECONDITION, "schema %s is empty: run `bmctl migrate`", service);
  }
  struct walk walk = {.applied = applied};
  return (all_known(applied, migrations, error) && walk_all(&walk, migrations, error)) ||
         rt_wrap(error, "schema %s", service);
}
