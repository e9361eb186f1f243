/* The skeleton of every process: command line, settings, log, signals, health and metrics, and an end within 10
 * seconds. A main is its tables and one call:
 *
 *   static const struct rt_host_spec spec = {.name = "bm-broker", .summary = "…", .settings = settings,
 *                                            .start = start, .ready = ready, .stop = stop};
 *   int main(int argc, char **argv) { return rt_host_main(argc, argv, &spec); }
 *
 * Signals are blocked in all threads and taken by the main thread alone, so no library's handler ever runs. */
#ifndef RT_HOST_HOST_H
#define RT_HOST_HOST_H

#include "runtime/base/buffer.h"
#include "runtime/base/config.h"
#include "runtime/base/status.h"

struct rt_host;

struct rt_host_spec {
  const char *name;    /* "bm-intake": in log lines, --help, --version */
  const char *summary; /* one line for --help */
  const struct rt_setting
      *settings; /* its own, ended by a NULL name; NULL: none. BM_HEALTH and BM_LOG_LEVEL are added */
  /* Starts the threads and returns. On failure it leaves nothing behind; `stop` is then not called. */
  bool (*start)(struct rt_host *host, struct rt_error *error);
  /* Whether it can serve now. Another thread asks, between start and stop; must not wait.
   * NULL: always. */
  bool (*ready)(struct rt_host *host);
  /* Takes nothing new, finishes and answers what it holds within `patience_ms`, joins its threads, frees all. */
  void (*stop)(struct rt_host *host, int patience_ms);
};

/* Exit codes: 0 stopped as told, 1 could not start or failed or did not stop in time, 2 wrong command line or settings.
 */
enum { RT_HOST_STOPPED = 0, RT_HOST_FAILED = 1, RT_HOST_USAGE = 2 };

enum { RT_HOST_PATIENCE_MS = 8000, RT_HOST_END_S = 10 };

/* Runs until SIGTERM, SIGINT or rt_host_fail. Options: --help, --version, --config FILE. */
int rt_host_main(int argc, char **argv, const struct rt_host_spec *spec);

/* The settings; valid from start to the end of stop. */
const struct rt_config *rt_host_config(const struct rt_host *host);

/* The process's own things, set in start. NULL at first. */
void rt_host_set_things(struct rt_host *host, void *things);
void *rt_host_things(const struct rt_host *host);

/* A thread cannot go on: the process stops as if told, with exit code 1. Thread-safe, does not wait. */
void rt_host_fail(struct rt_host *host, const char *why);

/* The answer to "/livez", "/readyz" or "/metrics"; false for any other path. For a process that serves HTTP itself; all
 * serve it on BM_HEALTH. Appends to `body`; `ret_type` is static. Thread-safe. */
struct rt_host_answer {
  int status; /* HTTP */
  const char *type;
};
bool rt_host_answer(struct rt_host *host, const char *path, struct rt_host_answer *ret_answer, struct rt_buffer *body);

/* Rows for the tables of those that need them. BM_BROKERS: endpoints separated by commas; BM_KEYS_DIR: rt_keys_load. */
#define RT_SETTING_BROKERS                                                                                             \
  { "BM_BROKERS", NULL, "brokers to join, separated by commas (tcp://127.0.0.1:5550)", false }
#define RT_SETTING_KEYS_DIR                                                                                            \
  { "BM_KEYS_DIR", NULL, "folder with this process's CURVE keys", false }

#endif
