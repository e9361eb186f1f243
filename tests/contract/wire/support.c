#include "contract/wire/support.h"

#include "runtime/base/clock.h"

#include <assert.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

void pause_ms(int ms) {
  struct timespec wait = {ms / 1000, ms % 1000 * 1000000L};
  while (nanosleep(&wait, &wait) != 0 && errno == EINTR) {
  }
}

void place_make(struct place *place) {
  static const char *const identities[] = {"gateway", "operator", "intake", "review", NULL};
  *place = (struct place){0};
  snprintf(place->folder, sizeof place->folder, "/tmp/bm-contract-XXXXXX");
  char *made = mkdtemp(place->folder);
  assert(made != NULL);
  snprintf(place->keys, sizeof place->keys, "%s/keys", place->folder);
  struct rt_error error = {0};
  bool keys = rt_keys_make(place->keys, identities, &error);
  assert(keys);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk) {
  (void)about;
  (void)kind;
  (void)walk;
  return remove(path);
}

void place_remove(struct place *place) {
  nftw(place->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

struct rt_keys place_keys(const struct place *place, const char *identity) {
  char folder[160];
  snprintf(folder, sizeof folder, "%s/%s", place->keys, identity);
  struct rt_keys keys = {0};
  struct rt_error error = {0};
  bool loaded = rt_keys_load(folder, identity, &keys, &error);
  assert(loaded);
  return keys;
}

static pid_t spawn(char *const *arguments) {
  pid_t pid = 0;
  int failed = posix_spawn(&pid, arguments[0], NULL, NULL, arguments, environ);
  assert(failed == 0);
  return pid;
}

void broker_restart(const struct place *place, struct broker_process *broker, const char *queue_limit) {
  char keys[128];
  snprintf(keys, sizeof keys, "%s/broker", place->keys);
  setenv("BM_KEYS_DIR", keys, 1);
  setenv("BM_FRONT", broker->front, 1);
  setenv("BM_BACK", broker->back, 1);
  if (queue_limit != NULL) {
    setenv("BM_QUEUE_LIMIT", queue_limit, 1);
  }
  broker->pid = spawn((char *const[]){BM_BROKER, NULL});
}

struct broker_process broker_start(struct place *place, int number, const char *queue_limit) {
  struct broker_process broker = {0};
  char folder[128];
  snprintf(folder, sizeof folder, "%s/%d", place->folder, number);
  mkdir(folder, 0700);
  snprintf(broker.front, sizeof broker.front, "ipc://%s/%d/front", place->folder, number);
  snprintf(broker.back, sizeof broker.back, "ipc://%s/%d/back", place->folder, number);
  size_t used = strlen(place->brokers);
  snprintf(place->brokers + used, sizeof place->brokers - used, "%s%s", used > 0 ? "," : "", broker.front);
  broker_restart(place, &broker, queue_limit);
  return broker;
}

int process_signal(pid_t pid, int number) {
  int status = 0;
  kill(pid, number);
  if (number == SIGKILL || number == SIGTERM || number == SIGSTOP) {
    waitpid(pid, &status, number == SIGSTOP ? WUNTRACED : 0);
  }
  return status;
}

pid_t worker_start(const struct place *place, const char *identity, const char *lane, int threads) {
  char keys[160];
  char brokers[256];
  char count[16];
  snprintf(keys, sizeof keys, "%s/%s", place->keys, identity);
  snprintf(brokers, sizeof brokers, "%s", place->brokers);
  snprintf(count, sizeof count, "%d", threads);
  char *arguments[] = {CONTRACT_WORKER, keys, (char *)(uintptr_t)identity, brokers, (char *)(uintptr_t)lane,
                       count,           NULL};
  return spawn(arguments);
}

struct rt_server *echo_start(const struct place *place, const char *identity, const char *lane, int threads) {
  struct rt_keys keys = place_keys(place, identity);
  struct rt_lane lanes[] = {{.name = lane, .threads = threads, .drain_max = RT_DRAIN_MAX, .drain = echo_drain}};
  struct rt_server *server = NULL;
  struct rt_error error = {0};
  bool started = rt_server_new(place->brokers, &keys, lanes, 1, &server, &error);
  assert(started);
  return server;
}

static bool open_late(void *context, void **ret_state, struct rt_error *error) {
  int *left = context;
  *ret_state = NULL;
  *left -= 1;
  return *left <= 0 || rt_fail(error, RT_UNAVAILABLE, "not yet");
}

struct rt_server *stubborn_start(const struct place *place, const char *identity, const char *lane, int tries) {
  static int left;
  left = tries;
  struct rt_keys keys = place_keys(place, identity);
  struct rt_lane lanes[] = {
      {.name = lane, .threads = 1, .drain_max = 1, .drain = echo_drain, .open = open_late, .context = &left}};
  struct rt_server *server = NULL;
  struct rt_error error = {0};
  bool started = rt_server_new(place->brokers, &keys, lanes, 1, &server, &error);
  assert(started);
  return server;
}

bool wait_ready(const struct rt_server *server) {
  for (int i = 0; i < 1000 && !rt_server_ready(server); i++) {
    pause_ms(10);
  }
  return rt_server_ready(server);
}

struct rt_client *client_make(const struct place *place, const char *identity) {
  struct rt_keys keys = place_keys(place, identity);
  struct rt_client *client = NULL;
  struct rt_error error = {0};
  bool made = rt_client_new(place->brokers, &keys, &client, &error);
  assert(made);
  return client;
}

struct asked ask(struct rt_client *client, const char *lane, const char *method, const char *payload, int timeout_ms,
                 bool repeatable) {
  Bm__Envelope envelope = BM__ENVELOPE__INIT;
  envelope.method = (char *)(uintptr_t)method;
  struct rt_outgoing_call call = {.lane = lane,
                                  .envelope = &envelope,
                                  .payload = {(const uint8_t *)payload, strlen(payload)},
                                  .timeout_ms = timeout_ms,
                                  .repeatable = repeatable};
  struct rt_arena *arena = rt_arena_new(0);
  Bm__Answer *answer = NULL;
  struct rt_bytes reply = {0};
  int64_t began_ms = rt_clock_monotonic_ms();
  rt_client_call(client, &call, arena, &answer, &reply);
  struct asked asked = {.status = answer->status, .retry_after_s = answer->retry_after_s};
  asked.took_ms = rt_clock_monotonic_ms() - began_ms;
  snprintf(asked.code, sizeof asked.code, "%s", answer->code);
  snprintf(asked.text, sizeof asked.text, "%.*s", (int)reply.size, reply.data == NULL ? "" : (const char *)reply.data);
  rt_arena_destroy(&arena);
  return asked;
}

bool wait_for_worker(struct rt_client *client, const char *of_lane) {
  for (int i = 0; i < 50; i++) {
    if (ask(client, of_lane, "echo", "", 500, true).status == RT_OK) {
      return true;
    }
    pause_ms(50);
  }
  return false;
}

static void count_answer(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  (void)payload;
  struct tally *sum = context;
  sum->answers++;
  sum->by_status[answer->status]++;
  sum->retry_after_s = answer->status == RT_RESOURCE_EXHAUSTED ? answer->retry_after_s : sum->retry_after_s;
}

void start_many(struct rt_client *client, const char *method, const char *payload, int count, int timeout_ms,
                struct tally *sum) {
  Bm__Envelope envelope = BM__ENVELOPE__INIT;
  envelope.method = (char *)(uintptr_t)method;
  struct rt_outgoing_call call = {
      .lane = "intake.write", .envelope = &envelope, .timeout_ms = timeout_ms, .repeatable = sum->repeatable};
  call.payload = (struct rt_bytes){(const uint8_t *)payload, strlen(payload)};
  for (int i = 0; i < count; i++) {
    rt_client_start(client, &call, count_answer, sum);
  }
}

void step_until(struct rt_client *client, const struct tally *sum, int answers, int most_ms) {
  for (int i = 0; i < most_ms && sum->answers < answers; i++) {
    rt_client_step(client);
    pause_ms(1);
  }
}
