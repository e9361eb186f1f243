#include "fakes.h"

#include "runtime/base/clock.h"
#include "runtime/host/host.h"

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { METHODS_MAX = 32 };

struct under_way {
  struct under_way *next;
  struct fake_answer answer;
  int64_t due_ms;
  rt_answer_fn done;
  void *context;
  int method;
};

struct rt_client {
  struct under_way *first;
  int fds[2];
};

static fake_service service;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
  char name[64];
  int count;
  int now;
  int most;
} methods[METHODS_MAX];

void fake_use(fake_service use) {
  service = use;
}

static int method_of(const char *name) {
  int i = 0;
  while (i < METHODS_MAX - 1 && methods[i].name[0] && strcmp(methods[i].name, name) != 0) {
    i++;
  }
  strncpy(methods[i].name, name, sizeof methods[i].name - 1);
  return i;
}

static int look(const char *name, bool most) {
  pthread_mutex_lock(&lock);
  int i = method_of(name);
  int value = most ? methods[i].most : methods[i].count;
  pthread_mutex_unlock(&lock);
  return value;
}

int fake_count(const char *method) {
  return look(method, false);
}

int fake_most(const char *method) {
  return look(method, true);
}

void fake_pack(struct fake_answer *answer, const ProtobufCMessage *message) {
  assert(protobuf_c_message_get_packed_size(message) <= sizeof answer->payload);
  answer->size = protobuf_c_message_pack(message, answer->payload);
}

struct rt_client *fake_client(void) {
  struct rt_client *client = calloc(1, sizeof *client);
  int failed = pipe2(client->fds, O_CLOEXEC | O_NONBLOCK);
  assert(!failed);
  return client;
}

void rt_client_destroy(struct rt_client **client) {
  while ((*client)->first) {
    struct under_way *next = (*client)->first->next;
    free((*client)->first);
    (*client)->first = next;
  }
  close((*client)->fds[0]);
  close((*client)->fds[1]);
  free(*client);
  *client = NULL;
}

void rt_client_start(struct rt_client *client, const struct rt_outgoing_call *call, rt_answer_fn done, void *context) {
  struct under_way *new = calloc(1, sizeof *new);
  const struct fake_call seen = {call->envelope, call->lane, call->payload, call->repeatable, call->timeout_ms};
  new->answer.code = "";
  new->answer.message = "";
  service(&seen, &new->answer);
  new->due_ms = rt_clock_monotonic_ms() + new->answer.after_ms;
  new->done = done;
  new->context = context;
  pthread_mutex_lock(&lock);
  new->method = method_of(call->envelope->method);
  methods[new->method].count++;
  methods[new->method].now++;
  if (methods[new->method].now > methods[new->method].most) {
    methods[new->method].most = methods[new->method].now;
  }
  pthread_mutex_unlock(&lock);
  new->next = client->first;
  client->first = new;
}

size_t rt_client_fds(const struct rt_client *client, int *ret_fds, size_t room) {
  (void)room;
  ret_fds[0] = client->fds[0];
  return 1;
}

int rt_client_wait_ms(const struct rt_client *client) {
  return client->first ? 1 : 1000;
}

static void tell(const struct under_way *call) {
  Bm__Answer answer = BM__ANSWER__INIT;
  Bm__FieldViolation violation = BM__FIELD_VIOLATION__INIT;
  Bm__FieldViolation *violations[] = {&violation};
  answer.status = call->answer.status;
  answer.code = strdup(call->answer.code);
  answer.message = strdup(call->answer.message);
  violation.field = strdup(call->answer.field ? call->answer.field : "");
  answer.violations = violations;
  answer.n_violations = call->answer.field ? 1 : 0;
  call->done(call->context, &answer, (struct rt_bytes){call->answer.payload, call->answer.size});
  free(answer.code);
  free(answer.message);
  free(violation.field);
}

void rt_client_step(struct rt_client *client) {
  int64_t now_ms = rt_clock_monotonic_ms();
  for (struct under_way **at = &client->first; *at;) {
    struct under_way *call = *at;
    if (call->due_ms > now_ms) {
      at = &call->next;
      continue;
    }
    *at = call->next;
    pthread_mutex_lock(&lock);
    methods[call->method].now--;
    pthread_mutex_unlock(&lock);
    tell(call);
    free(call);
    at = &client->first;
  }
}

bool rt_host_answer(struct rt_host *host, const char *path, struct rt_host_answer *ret_answer, struct rt_buffer *body) {
  (void)host;
  rt_buffer_text(body, path);
  *ret_answer = (struct rt_host_answer){200, "text/plain"};
  return true;
}
