#include "tests/support/probes/nth.h"

#include "bianmin/common.pb-c.h"
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
/* What it says is kept only when something leaked: of the parent's threads, which are not here, it always says
 * something. */
static bool leaks(void) {
  char path[64];
  snprintf(path, sizeof path, "/tmp/bm-nth-%d", (int)getpid());
  __sanitizer_set_report_path(path);
  bool some = __lsan_do_recoverable_leak_check() != 0;
  if (!some) {
    snprintf(path, sizeof path, "/tmp/bm-nth-%d.%d", (int)getpid(), (int)getpid());
    unlink(path);
  }
  return some;
}
#else
static bool leaks(void) {
  return false;
}
#endif

enum { EVERY = 8, ROUNDS_MAX = 4000, TRIES = 50, TABLES_MAX = 64, LEAKED = 77 };

/* Which call fails; counted in a round's process only. */
static enum nth_kind armed = NTH__COUNT;
static int calls_left;

static bool fails(enum nth_kind kind) {
  return armed == kind && calls_left > 0 && --calls_left == 0;
}

/* ---- in place of the calls ---- */

#define REAL(result, name, ...)                                                                                        \
  result __real_##name(__VA_ARGS__);                                                                                   \
  result __wrap_##name(__VA_ARGS__)

REAL(void *, malloc, size_t size);
REAL(void *, calloc, size_t count, size_t size);
REAL(void *, realloc, void *old, size_t size);
REAL(char *, strdup, const char *text);
REAL(int, mkostemp, char *path, int flags);
REAL(ssize_t, write, int file, const void *data, size_t size);
REAL(int, fsync, int file);
REAL(int, rename, const char *from, const char *to);
REAL(int, mkdir, const char *path, mode_t mode);
REAL(int, PQsendQueryPrepared, PGconn *pg, const char *name, int count, const char *const *values, const int *lengths,
     const int *formats, int format);
REAL(int, PQsendPrepare, PGconn *pg, const char *name, const char *text, int count, const Oid *types);
REAL(int, PQpipelineSync, PGconn *pg);
REAL(int, PQflush, PGconn *pg);
REAL(int, PQconsumeInput, PGconn *pg);
REAL(PGresult *, PQgetResult, PGconn *pg);

void *__wrap_malloc(size_t size) {
  return fails(NTH_MEMORY) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
  return fails(NTH_MEMORY) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size) {
  return fails(NTH_MEMORY) ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text) {
  return fails(NTH_MEMORY) ? NULL : __real_strdup(text);
}

static bool no_space(void) {
  errno = ENOSPC;
  return fails(NTH_WRITE);
}

int __wrap_mkostemp(char *path, int flags) {
  return no_space() ? -1 : __real_mkostemp(path, flags);
}

/* A log line is no write of the act. */
ssize_t __wrap_write(int file, const void *data, size_t size) {
  return file != STDERR_FILENO && no_space() ? -1 : __real_write(file, data, size);
}

int __wrap_fsync(int file) {
  return no_space() ? -1 : __real_fsync(file);
}

int __wrap_rename(const char *from, const char *to) {
  return no_space() ? -1 : __real_rename(from, to);
}

int __wrap_mkdir(const char *path, mode_t mode) {
  return no_space() ? -1 : __real_mkdir(path, mode);
}

/* Whether the call fails; before the n-th of the other kind the connection ends. */
static bool libpq(PGconn *pg) {
  if (fails(NTH_LOST)) {
    shutdown(PQsocket(pg), SHUT_RDWR);
  }
  return fails(NTH_LIBPQ);
}

int __wrap_PQsendQueryPrepared(PGconn *pg, const char *name, int count, const char *const *values, const int *lengths,
                               const int *formats, int format) {
  return libpq(pg) ? 0 : __real_PQsendQueryPrepared(pg, name, count, values, lengths, formats, format);
}

int __wrap_PQsendPrepare(PGconn *pg, const char *name, const char *text, int count, const Oid *types) {
  return libpq(pg) ? 0 : __real_PQsendPrepare(pg, name, text, count, types);
}

int __wrap_PQpipelineSync(PGconn *pg) {
  return libpq(pg) ? 0 : __real_PQpipelineSync(pg);
}

int __wrap_PQflush(PGconn *pg) {
  return libpq(pg) ? -1 : __real_PQflush(pg);
}

int __wrap_PQconsumeInput(PGconn *pg) {
  return libpq(pg) ? 0 : __real_PQconsumeInput(pg);
}

/* It has no way to say that it failed but by the connection's end. */
PGresult *__wrap_PQgetResult(PGconn *pg) {
  if (fails(NTH_LOST)) {
    shutdown(PQsocket(pg), SHUT_RDWR);
  }
  return __real_PQgetResult(pg);
}

/* ---- rounds ---- */

static const char *const kind_names[NTH__COUNT] = {"memory", "lost", "libpq", "write"};

/* Rows of each table of the service, in the order of their names. Counters of numbers may have gaps, and leases are
 * nobody's effect. */
struct rows {
  long of[TABLES_MAX];
  size_t count;
};

static struct rows rows_now(struct test_engine *test) {
  char sql[600];
  snprintf(sql, sizeof sql,
           "SELECT string_agg((xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM %%I.%%I', "
           "schemaname, tablename), false, true, '')))[1]::text, ' ' ORDER BY tablename) FROM pg_tables WHERE "
           "schemaname = '%s' AND tablename NOT IN ('numbers', 'leases', 'migrations')",
           test->service->name);
  struct rows rows = {.count = 0};
  const char *at = test_pg_text(test->pg, sql);
  for (char *end = NULL; *at != '\0'; at = end) {
    cr_assert_lt(rows.count, TABLES_MAX);
    rows.of[rows.count++] = strtol(at, &end, 10);
  }
  cr_assert_gt(rows.count, 5);
  return rows;
}

static bool same(const struct rows *a, const struct rows *b, const struct rows *effect, int times) {
  bool equal = a->count == b->count;
  for (size_t i = 0; equal && i < a->count; i++) {
    equal = a->of[i] + times * effect->of[i] == b->of[i];
  }
  return equal;
}

struct round {
  int status;
  bool failed; /* the n-th call was reached */
};

/* In the round's process: its own engine, the failure, what the act said. */
static void act_and_exit(const struct nth *nth, enum nth_kind kind, int n, int pipe_end) {
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  static struct rt_engine *of_the_test; /* not lost: it is the parent's */
  struct test_engine *test = nth->engine;
  of_the_test = test->engine;
  test->engine = test_engine_another(test);
  calls_left = n;
  armed = kind;
  struct round round = {.status = (int)nth->act(nth->context)};
  armed = NTH__COUNT;
  round.failed = calls_left == 0;
  (void)!__real_write(pipe_end, &round, sizeof round);
  rt_engine_destroy(&test->engine);
  test->engine = of_the_test;
  _exit(leaks() ? LEAKED : 0);
}

/* False: the process ended by abort() without an answer. */
static bool run_round(const struct nth *nth, enum nth_kind kind, int n, struct round *ret_round) {
  int ends[2];
  int state = 0;
  cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
  fflush(NULL);
  pid_t child = fork();
  cr_assert_geq(child, 0);
  if (child == 0) {
    act_and_exit(nth, kind, n, ends[1]);
  }
  close(ends[1]);
  bool said = read(ends[0], ret_round, sizeof *ret_round) == sizeof *ret_round;
  close(ends[0]);
  cr_assert_eq(waitpid(child, &state, 0), child);
  bool aborted = WIFSIGNALED(state) && WTERMSIG(state) == SIGABRT;
  cr_assert(said ? WIFEXITED(state) && WEXITSTATUS(state) == 0 : aborted && kind == NTH_MEMORY, "%s %d: %s, state %x%s",
            kind_names[kind], n, said ? "answered" : "no answer", (unsigned)state,
            WIFEXITED(state) && WEXITSTATUS(state) == LEAKED ? ": leaked" : "");
  return said;
}

static void prepare(const struct nth *nth) {
  if (nth->prepare != NULL) {
    nth->prepare(nth->context);
  }
}

static struct rows effect_of(const struct nth *nth) {
  prepare(nth);
  struct rows before = rows_now(nth->engine);
  cr_assert_eq(nth->act(nth->context), RT_OK, "the act by itself");
  struct rows after = rows_now(nth->engine);
  for (size_t i = 0; i < after.count; i++) {
    after.of[i] -= before.of[i];
  }
  return after;
}

/* As clients do: what is still under way in a backend whose client is gone holds its rows for a moment. */
static enum rt_status repeat(const struct nth *nth) {
  enum rt_status status = nth->act(nth->context);
  for (int tries = 0; tries < TRIES && (status == RT_UNAVAILABLE || status == RT_ABORTED); tries++) {
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    status = nth->act(nth->context);
  }
  return status;
}

/* One round; false when no call failed: the act has fewer. */
static bool try_nth(const struct nth *nth, enum nth_kind kind, int n, const struct rows *effect) {
  prepare(nth);
  struct rows before = rows_now(nth->engine);
  struct round round = {.failed = true, .status = RT_UNAVAILABLE};
  (void)run_round(nth, kind, n, &round);
  cr_assert(round.status == RT_OK || round.status == RT_UNAVAILABLE || round.status == RT_RESOURCE_EXHAUSTED,
            "%s %d: %s", kind_names[kind], n, rt_status_name((enum rt_status)round.status));
  struct rows after = rows_now(nth->engine);
  bool all = same(&before, &after, effect, 1);
  cr_assert(all || (round.status != RT_OK && same(&before, &after, effect, 0)), "%s %d (%s): half an effect",
            kind_names[kind], n, rt_status_name((enum rt_status)round.status));
  enum rt_status again = repeat(nth);
  cr_assert_eq(again, RT_OK, "%s %d, again: %s", kind_names[kind], n, rt_status_name(again));
  struct rows end = rows_now(nth->engine);
  cr_assert(same(&before, &end, effect, nth->keyless && all ? 2 : 1) ||
                (nth->keyless && same(&before, &end, effect, 2)),
            "%s %d, again: not once", kind_names[kind], n);
  return round.failed;
}

enum rt_status nth_event(int result) {
  if (result == BM__DELIVER_RESULT__ENUM__TAKEN || result == BM__DELIVER_RESULT__ENUM__HAD) {
    return RT_OK;
  }
  return result == BM__DELIVER_RESULT__ENUM__FAILED ? RT_INTERNAL : RT_UNAVAILABLE;
}

/* Every n with BM_NTH=all. Else each of the first, then fewer: allocations are many and fail alike. */
static int next(enum nth_kind kind, int n) {
  if (getenv("BM_NTH") != NULL || n < EVERY) {
    return n + 1;
  }
  return kind == NTH_MEMORY ? n + n / 2 : n + 1 + n / 8;
}

void nth_run(const struct nth *nth, unsigned kinds) {
  (void)effect_of(nth); /* what only the first act of all does, like setting the day's timer */
  struct rows effect = effect_of(nth);
  for (int kind = 0; kind < NTH__COUNT; kind++) {
    int rounds = 0;
    for (int n = 1; kinds & 1U << kind && try_nth(nth, (enum nth_kind)kind, n, &effect);
         n = next((enum nth_kind)kind, n)) {
      cr_assert_lt(++rounds, ROUNDS_MAX);
    }
    cr_assert(!(kinds & 1U << kind) || rounds > 1, "no call of kind %s failed", kind_names[kind]);
  }
}
