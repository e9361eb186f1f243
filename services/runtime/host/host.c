#include "runtime/host/host.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/log.h"
#include "runtime/host/health.h"
#include "runtime/metrics/metrics.h"

#include <assert.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SETTINGS_MAX = 64 };

struct rt_host {
  const struct rt_host_spec *spec;
  struct rt_setting settings[SETTINGS_MAX]; /* the spec's and the common ones, ended by a NULL name */
  struct rt_config *config;
  struct rt_health *health;
  void *things;
  pthread_mutex_t asking; /* held while `ready` runs, so that stop never takes away what it looks at */
  bool started;
  atomic_bool failed;
};

/* What the command line says. */
struct command {
  const char *config_file;
  int code; /* of an exit now; -1: go on */
};

static const struct rt_setting common_settings[] = {
    {"BM_HEALTH", "", "where /livez /readyz /metrics are served: unix:/path or host:port; empty: nowhere", false},
    {"BM_LOG_LEVEL", "info", "lowest level that is logged: debug, info, warn or error", false},
};
enum { COMMON = sizeof common_settings / sizeof *common_settings };

static const char *const level_names[RT_LOG_LEVEL__COUNT] = {"debug", "info", "warn", "error"};

static void all_settings(const struct rt_setting *own, struct rt_setting ret_settings[SETTINGS_MAX]) {
  size_t count = 0;
  for (; own && own[count].name; count++) {
    assert(count + COMMON + 1 < SETTINGS_MAX);
    ret_settings[count] = own[count];
  }
  memcpy(ret_settings + count, common_settings, sizeof common_settings);
}

static void help(const struct rt_host *host) {
  printf("usage: %s [--config FILE] [--help] [--version]\n%s\n\n", host->spec->name, host->spec->summary);
  printf("Settings, from the environment, else from FILE (KEY=VALUE lines):\n");
  rt_config_help(host->settings);
  printf("\nExit codes: 0 stopped as told, 1 failed, 2 wrong command line or settings.\n");
}

static struct command read_command(const struct rt_host *host, int argc, char **argv) {
  static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                          {"help", no_argument, NULL, 'h'},
                                          {"version", no_argument, NULL, 'v'},
                                          {NULL, 0, NULL, 0}};
  struct command command = {.code = -1};
  int option;
  optind = 1;
  while (command.code < 0 && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
    if (option == 'c') {
      command.config_file = optarg;
    } else if (option == 'h') {
      help(host);
      command.code = 0;
    } else if (option == 'v') {
      printf("%s %s\n", host->spec->name, BM_VERSION);
      command.code = 0;
    } else {
      command.code = RT_HOST_USAGE;
    }
  }
  if (command.code < 0 && optind < argc) {
    fprintf(stderr, "%s: unexpected argument %s (see --help)\n", host->spec->name, argv[optind]);
    command.code = RT_HOST_USAGE;
  }
  return command;
}

static bool open_log(const struct rt_host *host, struct rt_error *error) {
  const char *wanted = rt_config_text(host->config, "BM_LOG_LEVEL");
  for (int level = 0; level < RT_LOG_LEVEL__COUNT; level++) {
    if (strcmp(level_names[level], wanted) == 0) {
      rt_log_open(host->spec->name, (enum rt_log_level)level);
      return true;
    }
  }
  return rt_fail(error, RT_INVALID_ARGUMENT, "BM_LOG_LEVEL must be debug, info, warn or error");
}

/* The last word, when stopping took too long. */
static void on_alarm(int number) {
  static const char text[] = "{\"level\":\"error\",\"event\":\"did not stop in time\"}\n";
  (void)number;
  ssize_t wrote = write(STDERR_FILENO, text, sizeof text - 1);
  (void)wrote;
  _exit(RT_HOST_FAILED);
}

/* All but the alarm are blocked here, before any thread starts, so that every thread inherits it. */
static void own_signals(sigset_t *ret_stopping) {
  signal(SIGPIPE, SIG_IGN);
  signal(SIGALRM, on_alarm);
  sigemptyset(ret_stopping);
  sigaddset(ret_stopping, SIGTERM);
  sigaddset(ret_stopping, SIGINT);
  sigset_t blocked = *ret_stopping;
  sigaddset(&blocked, SIGHUP);
  sigaddset(&blocked, SIGUSR1);
  sigaddset(&blocked, SIGUSR2);
  sigaddset(&blocked, SIGALRM);
  pthread_sigmask(SIG_BLOCK, &blocked, NULL);
}

static void start_last_alarm(void) {
  sigset_t alarm_only;
  sigemptyset(&alarm_only);
  sigaddset(&alarm_only, SIGALRM);
  pthread_sigmask(SIG_UNBLOCK, &alarm_only, NULL);
  alarm(RT_HOST_END_S);
}

static void set_started(struct rt_host *host, bool started) {
  pthread_mutex_lock(&host->asking);
  host->started = started;
  pthread_mutex_unlock(&host->asking);
}

static void run(struct rt_host *host, const sigset_t *stopping) {
  int number = 0;
  set_started(host, true);
  rt_log(RT_LOG_INFO, "started", RT_TEXT("version", BM_VERSION), RT_NUMBER("pid", getpid()));
  sigwait(stopping, &number);
  start_last_alarm();
  set_started(host, false);
  rt_log(RT_LOG_INFO, "stopping", RT_NUMBER("signal", number));
  if (host->spec->stop) {
    host->spec->stop(host, RT_HOST_PATIENCE_MS);
  }
  rt_health_destroy(&host->health);
  rt_log(RT_LOG_INFO, "stopped", RT_NUMBER("code", atomic_load(&host->failed) ? RT_HOST_FAILED : RT_HOST_STOPPED));
}

static bool open_host(struct rt_host *host, struct rt_error *error) {
  const char *address = rt_config_text(host->config, "BM_HEALTH");
  if (*address && !rt_health_new(host, address, &host->health, error)) {
    return false;
  }
  if (!host->spec->start(host, error)) {
    rt_health_destroy(&host->health);
    return false;
  }
  return true;
}

static int with_settings(struct rt_host *host, const char *config_file) {
  struct rt_error error = {0};
  if (!rt_config_new(host->settings, config_file, &host->config, &error) || !open_log(host, &error)) {
    fprintf(stderr, "%s: %s (see --help)\n", host->spec->name, error.text);
    return RT_HOST_USAGE;
  }
  sigset_t stopping;
  own_signals(&stopping);
  if (!open_host(host, &error)) {
    rt_log(RT_LOG_ERROR, "cannot start", RT_TEXT("why", error.text), RT_TEXT("status", rt_status_name(error.status)));
    return error.status == RT_INVALID_ARGUMENT ? RT_HOST_USAGE : RT_HOST_FAILED;
  }
  run(host, &stopping);
  return atomic_load(&host->failed) ? RT_HOST_FAILED : RT_HOST_STOPPED;
}

int rt_host_main(int argc, char **argv, const struct rt_host_spec *spec) {
  assert(spec->name && spec->start);
  struct rt_host host = {.spec = spec, .asking = PTHREAD_MUTEX_INITIALIZER};
  all_settings(spec->settings, host.settings);
  struct command command = read_command(&host, argc, argv);
  int code = command.code < 0 ? with_settings(&host, command.config_file) : command.code;
  rt_config_destroy(&host.config);
  alarm(0);
  return code;
}

const struct rt_config *rt_host_config(const struct rt_host *host) {
  return host->config;
}

void rt_host_set_things(struct rt_host *host, void *things) {
  host->things = things;
}

void *rt_host_things(const struct rt_host *host) {
  return host->things;
}

void rt_host_fail(struct rt_host *host, const char *why) {
  if (!atomic_exchange(&host->failed, true)) {
    rt_log(RT_LOG_ERROR, "cannot go on", RT_TEXT("why", why));
    kill(getpid(), SIGTERM);
  }
}

static bool ready(struct rt_host *host) {
  pthread_mutex_lock(&host->asking);
  bool it_is = host->started && (!host->spec->ready || host->spec->ready(host));
  pthread_mutex_unlock(&host->asking);
  return it_is;
}

bool rt_host_answer(struct rt_host *host, const char *path, struct rt_host_answer *ret_answer, struct rt_buffer *body) {
  *ret_answer = (struct rt_host_answer){200, "text/plain; charset=utf-8"};
  if (strcmp(path, "/metrics") == 0) {
    ret_answer->type = "text/plain; version=0.0.4; charset=utf-8";
    rt_metrics_print(body);
  } else if (strcmp(path, "/livez") == 0) {
    rt_buffer_text(body, "ok\n");
  } else if (strcmp(path, "/readyz") == 0) {
    bool it_is = ready(host);
    ret_answer->status = it_is ? 200 : 503;
    rt_buffer_text(body, it_is ? "ok\n" : "not ready\n");
  } else {
    return false;
  }
  return true;
}
