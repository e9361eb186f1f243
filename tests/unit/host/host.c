/* A process of its own for each test: rt_host_main in a child, told and asked from outside. */
#include "runtime/host/host.h"
#include "runtime/base/clock.h"
#include "runtime/base/log.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static char socket_path[64];
static atomic_bool worker_runs;
static pthread_t worker;

static void *work(void *host) {
  while (atomic_load(&worker_runs)) {
    usleep(1000);
    if (getenv("BM_TEST_FAIL") && *getenv("BM_TEST_FAIL") == 'r') {
      rt_host_fail(host, "the worker is lost");
      rt_host_fail(host, "said once");
    }
  }
  return NULL;
}

static bool start(struct rt_host *host, struct rt_error *error) {
  if (strcmp(rt_config_text(rt_host_config(host), "BM_TEST_FAIL"), "start") == 0) {
    return rt_fail(error, RT_UNAVAILABLE, "no luck");
  }
  atomic_store(&worker_runs, true);
  rt_host_set_things(host, &worker_runs);
  return pthread_create(&worker, NULL, work, host) == 0;
}

static bool ready(struct rt_host *host) {
  return rt_host_things(host) == &worker_runs && access("/nonexistent", F_OK) != 0 &&
         strcmp(rt_config_text(rt_host_config(host), "BM_TEST_FAIL"), "unready") != 0;
}

static void stop(struct rt_host *host, int patience_ms) {
  cr_assert_eq(patience_ms, (int)RT_HOST_PATIENCE_MS);
  if (strcmp(rt_config_text(rt_host_config(host), "BM_TEST_FAIL"), "stop") == 0) {
    for (;;) {
      pause();
    }
  }
  atomic_store(&worker_runs, false);
  pthread_join(worker, NULL);
}

static const struct rt_setting settings[] = {{"BM_TEST_FAIL", "", "what goes wrong", false}, {NULL, NULL, NULL, false}};
static const struct rt_host_spec spec = {
    .name = "bm-test", .summary = "A test.", .settings = settings, .start = start, .ready = ready, .stop = stop};

static pid_t begin(const char *fault, char *option, char *value) {
  snprintf(socket_path, sizeof socket_path, "/tmp/bm-host-%d", (int)getpid());
  char health[80];
  snprintf(health, sizeof health, "unix:%s", socket_path);
  setenv("BM_HEALTH", health, 1);
  setenv("BM_TEST_FAIL", fault, 1);
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    char *argv[] = {"bm-test", option, value, NULL};
    int argc = value ? 3 : option ? 2 : 1;
    int code = rt_host_main(argc, argv, &spec);
    fflush(stdout);
    _exit(code);
  }
  return child;
}

static int end(pid_t child) {
  int status = 0;
  cr_assert_eq(waitpid(child, &status, 0), child);
  unlink(socket_path);
  cr_assert(WIFEXITED(status), "killed by signal %d", WTERMSIG(status));
  return WEXITSTATUS(status);
}

/* One request to the health socket; the whole answer as text, "" if nobody listens. */
static void ask(const char *path, char *ret_answer, size_t room) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strcpy(address.sun_path, socket_path);
  ret_answer[0] = 0;
  int asked = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(asked, (struct sockaddr *)&address, sizeof address) == 0) {
    dprintf(asked, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", path);
    size_t used = 0;
    ssize_t got;
    while (used < room - 1 && (got = read(asked, ret_answer + used, room - 1 - used)) > 0) {
      used += (size_t)got;
    }
    ret_answer[used] = 0;
  }
  close(asked);
}

static void wait_for(const char *path, const char *part) {
  static char answer[32768];
  for (int i = 0; i < 500; i++) {
    ask(path, answer, sizeof answer);
    if (strstr(answer, part)) {
      return;
    }
    usleep(10000);
  }
  cr_assert_fail("%s never said %s but\n%s", path, part, answer);
}

Test(host, answers_health_and_stops_as_told) {
  pid_t child = begin("", NULL, NULL);
  wait_for("/readyz", "200 ");
  wait_for("/livez", "200 ");
  wait_for("/metrics", "process_open_fds");
  wait_for("/other", "404 ");
  kill(child, SIGTERM);
  cr_assert_eq(end(child), 0);
}

Test(host, stops_at_interrupt) {
  pid_t child = begin("", NULL, NULL);
  wait_for("/readyz", "200 ");
  kill(child, SIGINT);
  cr_assert_eq(end(child), 0);
}

Test(host, unready_but_alive) {
  pid_t child = begin("unready", NULL, NULL);
  wait_for("/livez", "200 ");
  wait_for("/readyz", "503 ");
  kill(child, SIGTERM);
  cr_assert_eq(end(child), 0);
}

Test(host, a_failed_start_is_1) {
  cr_assert_eq(end(begin("start", NULL, NULL)), 1);
}

Test(host, a_failure_while_running_is_1) {
  cr_assert_eq(end(begin("run", NULL, NULL)), 1);
}

Test(host, one_that_does_not_stop_is_ended) {
  pid_t child = begin("stop", NULL, NULL);
  wait_for("/readyz", "200 ");
  int64_t before_ms = rt_clock_monotonic_ms();
  kill(child, SIGTERM);
  usleep(100000);
  wait_for("/readyz", "503 ");
  cr_assert_eq(end(child), 1);
  cr_assert_lt(rt_clock_monotonic_ms() - before_ms, 11000);
}

static void to_nowhere(void) {
  cr_assert_not_null(freopen("/dev/null", "w", stdout));
}

Test(host, command_line) {
  to_nowhere();
  cr_assert_eq(end(begin("", "--help", NULL)), 0);
  cr_assert_eq(end(begin("", "--version", NULL)), 0);
  cr_assert_eq(end(begin("", "--nonsense", NULL)), 2);
  cr_assert_eq(end(begin("", "nonsense", NULL)), 2);
  cr_assert_eq(end(begin("", "--config", "/nonexistent/settings")), 2);
  setenv("BM_LOG_LEVEL", "loud", 1);
  cr_assert_eq(end(begin("", NULL, NULL)), 2);
}

Test(host, an_address_that_is_none) {
  pid_t child = fork();
  if (child == 0) {
    setenv("BM_HEALTH", "unix:/nonexistent/socket", 1);
    char *argv[] = {"bm-test", NULL};
    _exit(rt_host_main(1, argv, &spec));
  }
  cr_assert_eq(end(child), 1);
}
