/* Real PostgreSQL for tests. The program uses the cluster BM_TEST_CLUSTER names (made by `deploy/postgres/cluster init
 * DIR --test`), or makes one for itself and takes it away at its end. Every test gets a database of its own; statements
 * that are prepared in it must not scan a table (plan.h). */
#ifndef TESTS_SUPPORT_PG_H
#define TESTS_SUPPORT_PG_H

#include "runtime/pg/migrate.h"
#include <stddef.h>
#include <stdint.h>

struct test_pg;

/* A fresh database with all schemas; `service`'s is migrated (the runtime's tables, then `migrations`, NULL: none).
 * Fails the test when that cannot be had. */
struct test_pg *test_pg_new(const char *service, const struct rt_migration *migrations);
/* Drops it. */
void test_pg_destroy(struct test_pg **pg);

/* Connection string of the service's runtime role; of another service's in the same database; of the migrating role; of
 * the superuser. */
const char *test_pg_dsn(const struct test_pg *pg);
const char *test_pg_role_dsn(struct test_pg *pg, const char *role); /* "bm_review", "bm_migrate", "bm_test" */

/* Runs SQL as the superuser with the service's search path; the test fails on an error. */
void test_pg_exec(struct test_pg *pg, const char *sql);
/* The first column of the first row as a number or text (owned by pg until the next call; "" for none). */
int64_t test_pg_number(struct test_pg *pg, const char *sql);
const char *test_pg_text(struct test_pg *pg, const char *sql);

/* A cluster of the test's own, in which nobody else writes and the server flushes its log to disk only when a commit
 * asks it to: call it before test_pg_new, and test_pg_quiet_end at the end. */
void test_pg_quiet_begin(void);
void test_pg_quiet_end(void);
/* Bytes of the log that would be lost if the power failed now (in a quiet cluster; a page's head may count, so up to 40
 * is none). */
int64_t test_pg_unflushed(struct test_pg *pg);

/* Ends all sessions of the runtime role, as a restart of the server would. */
void test_pg_kick(struct test_pg *pg);
/* Lets nobody of the runtime role in (and ends who is), or in again. */
void test_pg_away(struct test_pg *pg, bool away);

#endif
