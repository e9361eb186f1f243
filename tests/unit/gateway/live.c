#include "live.h"

#include "bianmin/intake.pb-c.h"
#include "bianmin/rules_table.h"
#include "gateway/run.h"
#include "runtime/json/rules.h"

#include <arpa/inet.h>
#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { CALLS_MAX = 40 };

struct live {
  struct gw_run *run;
};

static struct live *start(fake_service service, int calls_max, const char *web_dir) {
  struct live *live = calloc(1, sizeof *live);
  struct rt_client *client = fake_client();
  struct rt_error error = {0};
  const struct gw_run_config config = {
      .listen = "127.0.0.1:0",
      .connections_max = 50,
      .calls_max = calls_max,
      .rpc_timeout_ms = 2000,
      .web_dir = web_dir,
  };
  int bad = sodium_init() < 0;
  assert(!bad);
  rt_rules_use(bm_rules);
  fake_use(service);
  bool ok = gw_run_start(NULL, &client, &config, &live->run, &error);
  assert(ok);
  return live;
}

struct live *live_start(fake_service service) {
  return start(service, CALLS_MAX, "");
}

struct live *live_start_with(fake_service service, int calls_max) {
  return start(service, calls_max, "");
}

struct live *live_start_pages(fake_service service, const char *web_dir) {
  return start(service, CALLS_MAX, web_dir);
}

void live_stop(struct live *live) {
  gw_run_stop(&live->run, 3000);
  free(live);
}

int live_port(struct live *live) {
  return gw_run_port(live->run);
}

int live_dial(struct live *live) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct timeval wait = {.tv_sec = 5};
  to.sin_port = htons((uint16_t)live_port(live));
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  int failed = connect(fd, (struct sockaddr *)&to, sizeof to);
  assert(!failed);
  return fd;
}

void live_send(int fd, const char *bytes, size_t len) {
  while (len > 0) {
    ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);
    if (sent <= 0) {
      return;
    }
    bytes += sent;
    len -= (size_t)sent;
  }
}

static void read_all(int fd, struct live_answer *answer) {
  size_t room = 65536;
  char *all = malloc(room);
  size_t len = 0;
  ssize_t got;
  while ((got = recv(fd, all + len, room - len - 1, 0)) > 0) {
    len += (size_t)got;
    if (len + 1 == room) {
      room *= 2;
      all = realloc(all, room);
    }
  }
  all[len] = '\0';
  answer->head = all;
  answer->body = strstr(all, "\r\n\r\n");
  assert(answer->body);
  *answer->body = '\0';
  answer->body += 4;
  answer->size = len - (size_t)(answer->body - all);
  answer->status = (int)strtol(all + 9, NULL, 10);
}

struct live_answer live_ask(struct live *live, const char *verb, const char *path, const char *fields, const void *body,
                            size_t len) {
  struct live_answer answer = {0};
  char head[4096];
  char length[64] = "";
  int fd = live_dial(live);
  if (body) {
    snprintf(length, sizeof length, "Content-Length: %zu\r\n", len);
  }
  snprintf(head, sizeof head, "%s %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s%s\r\n", verb, path, length,
           fields ? fields : "");
  live_send(fd, head, strlen(head));
  live_send(fd, body, len);
  read_all(fd, &answer);
  close(fd);
  return answer;
}

void live_free(struct live_answer *answer) {
  free(answer->head);
}

const char *live_field(const struct live_answer *answer, const char *name) {
  static char value[512];
  size_t len = strlen(name);
  for (const char *line = strstr(answer->head, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
    if (strncasecmp(line + 2, name, len) == 0 && line[2 + len] == ':') {
      const char *at = line + 2 + len + 2;
      snprintf(value, sizeof value, "%.*s", (int)strcspn(at, "\r"), at);
      return value;
    }
  }
  return NULL;
}

void live_sessions(const struct fake_call *call, struct fake_answer *ret, fake_service rest) {
  if (strcmp(call->envelope->method, "intake.ResolveSession") != 0) {
    rest(call, ret);
    return;
  }
  Bm__ResolveSessionRequest *request =
      bm__resolve_session_request__unpack(NULL, call->payload.size, call->payload.data);
  Bm__ResolveSessionReply reply = BM__RESOLVE_SESSION_REPLY__INIT;
  Bm__Role__Enum roles[] = {BM__ROLE__ENUM__CLERK};
  if (strcmp(request->token, TOKEN) == 0) {
    reply.account = "limei";
    reply.name = "李梅";
    reply.unit = "530623101";
    reply.session = "5e55";
    reply.roles = roles;
    reply.n_roles = 1;
    fake_pack(ret, &reply.base);
  } else {
    ret->status = RT_UNAUTHENTICATED;
  }
  bm__resolve_session_request__free_unpacked(request, NULL);
}
