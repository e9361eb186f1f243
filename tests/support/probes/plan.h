/* Every hot query has its index: whatever a connection of this program prepares is explained with `enable_seqscan =
 * off`, and the test fails if its plan still scans a table from end to end. */
#ifndef TESTS_SUPPORT_PROBES_PLAN_H
#define TESTS_SUPPORT_PROBES_PLAN_H

/* Watches from now on, over `dsn` with `schema` as search path. `allowed`: names of statements that may scan, ended by
 * NULL (small tables read whole); NULL: none. test_pg_new does this with none. */
void test_plan_watch(const char *dsn, const char *schema, const char *const *allowed);
void test_plan_stop(void);

#endif
