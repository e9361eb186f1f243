#include "tests/support/probes/plan.h"

#include "runtime/pg/statement.h"
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

static char watch_dsn[512];
static char watch_schema[64];
static const char *const *watch_allowed;

static const char *const names[RT_PARAM__COUNT] = {
    "unknown", "text",   "bigint",   "boolean", "bytea",  "uuid",          "timestamptz",
    "date",    "text[]", "bigint[]", "bytea[]", "uuid[]", "timestamptz[]", "date[]",
};

static bool allowed(const char *name) {
  for (size_t i = 0; watch_allowed != NULL && watch_allowed[i] != NULL; i++) {
    if (strcmp(watch_allowed[i], name) == 0) {
      return true;
    }
  }
  return false;
}

static void must(PGconn *pg, const char *sql) {
  PGresult *result = PQexec(pg, sql);
  ExecStatusType status = PQresultStatus(result);
  cr_assert(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql, PQerrorMessage(pg));
  PQclear(result);
}

static void put_list(struct rt_buffer *sql, const struct rt_prepared *prepared, bool types) {
  for (size_t i = 0; i < prepared->count; i++) {
    rt_buffer_printf(sql, "%s%s", i == 0 ? "(" : ", ", types ? names[prepared->kinds[i]] : "NULL");
  }
  rt_buffer_text(sql, prepared->count > 0 ? ")" : "");
}

static void look(PGconn *pg, const struct rt_prepared *prepared) {
  struct rt_buffer sql = {0};
  rt_buffer_text(&sql, "PREPARE watched");
  put_list(&sql, prepared, true);
  rt_buffer_printf(&sql, " AS %s", prepared->statement->text);
  must(pg, sql.data);
  rt_buffer_clear(&sql);
  rt_buffer_text(&sql, "EXPLAIN (COSTS OFF) EXECUTE watched");
  put_list(&sql, prepared, false);
  PGresult *plan = PQexec(pg, sql.data);
  cr_assert_eq(PQresultStatus(plan), PGRES_TUPLES_OK, "%s: %s", sql.data, PQerrorMessage(pg));
  for (int i = 0; i < PQntuples(plan); i++) {
    cr_assert_null(strstr(PQgetvalue(plan, i, 0), "Seq Scan"), "statement %s has no index: %s",
                   prepared->statement->name, PQgetvalue(plan, i, 0));
  }
  PQclear(plan);
  rt_buffer_free(&sql);
}

static void seen(const struct rt_prepared *prepared) {
  if (allowed(prepared->statement->name)) {
    return;
  }
  char set[256];
  snprintf(set, sizeof set, "SET search_path = %s; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan",
           watch_schema);
  PGconn *pg = PQconnectdb(watch_dsn);
  must(pg, set);
  look(pg, prepared);
  PQfinish(pg);
}

void test_plan_watch(const char *dsn, const char *schema, const char *const *allowed_names) {
  snprintf(watch_dsn, sizeof watch_dsn, "%s", dsn);
  snprintf(watch_schema, sizeof watch_schema, "%s", schema);
  watch_allowed = allowed_names;
  rt_prepared_seen = seen;
}

void test_plan_stop(void) {
  rt_prepared_seen = NULL;
}
