/* The deliberately bad variant, preloaded into the services by `tests/bench/run --broken`: every prepared statement
 * burns BM_SLOW_US microseconds of processor time before it is sent, and the process holds BM_HOLD_MB megabytes for
 * nothing. The table must show both. */
#include <dlfcn.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long slow_us;
static void *held;

static long setting(const char *name) {
  const char *text = getenv(name);
  return text ? strtol(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void begin(void) {
  size_t bytes = (size_t)setting("BM_HOLD_MB") << 20;
  slow_us = setting("BM_SLOW_US");
  held = bytes ? malloc(bytes) : NULL;
  if (held)
    memset(held, 1, bytes);
}

__attribute__((destructor)) static void end(void) {
  free(held);
}

static long spent_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

int PQsendQueryPrepared(PGconn *conn, const char *name, int count, const char *const *values, const int *lengths,
                        const int *formats, int result_format) {
  static int (*real)(PGconn *, const char *, int, const char *const *, const int *, const int *, int);
  if (!real) {
    void *found = dlsym(RTLD_NEXT, "PQsendQueryPrepared");
    memcpy(&real, &found, sizeof real);
  }
  for (long until = spent_us() + slow_us; spent_us() < until;)
    ;
  return real(conn, name, count, values, lengths, formats, result_format);
}
