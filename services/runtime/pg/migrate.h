/* Schemas by numbered plain SQL files. Their texts are compiled into the binaries (CMake's bm_sql), so a process knows
 * without any file which schema it was built for. ARCHITECTURE.md "Data". */
#ifndef RT_PG_MIGRATE_H
#define RT_PG_MIGRATE_H

#include "runtime/base/status.h"

struct rt_migration {
  const char *name; /* "intake/001_cases" */
  const char *text;
};

/* The runtime's own tables, first in every schema. Made by bm_sql, ended by a NULL name; so is every service's. */
extern const struct rt_migration rt_migrations[];

/* Called for each file that was applied. */
typedef void (*rt_migrate_said)(void *context, const char *name);

/* Brings schema `service` up to date: the runtime's files, then `migrations` (NULL: none), each in a transaction as
 * role bm_<service>_owner, under an advisory lock; with its SHA-256 it is written into table `migrations`. What
 * bm_<service> may do with tables is granted by default privileges (select, insert, update, delete): a file need only
 * REVOKE. Fails when a file that was applied has changed since, or the schema holds one that this list does not. */
RT_MUST_CHECK bool rt_migrate(const char *dsn, const char *service, const struct rt_migration *migrations,
                              rt_migrate_said said, void *context, struct rt_error *error);

/* A service refuses to start on a schema it does not know: FAILED_PRECONDITION with what is missing, changed or too
 * new; UNAVAILABLE when the database is away. */
RT_MUST_CHECK bool rt_migrate_check(const char *dsn, const char *service, const struct rt_migration *migrations,
                                    struct rt_error *error);

#endif
