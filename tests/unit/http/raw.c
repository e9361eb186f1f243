#include "raw.h"

#include <arpa/inet.h>
#include <assert.h>
#include <event2/event.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { STREAM_LENGTH = 8 * 1024 * 1024 };

struct raw {
  struct event_base *base;
  struct rt_http_server *server;
  struct event *asked;
  pthread_t thread;
  atomic_bool stop;
  atomic_bool drain;
  atomic_bool hold;
  atomic_bool held;
  atomic_int begun;
  atomic_int gone;
};

/* What the handler keeps for one exchange. */
struct kept {
  size_t len;
  size_t streamed;
  struct event *later;
  char body[70000];
};

static int path_is(struct rt_http_exchange *x, const char *path) {
  return rt_http_text_is(rt_http_head(x)->target, path);
}

static bool is_endless(struct rt_http_exchange *x) {
  return path_is(x, "/ticks") || path_is(x, "/flood") || path_is(x, "/still");
}

static void later(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  rt_http_resume(arg);
}

static void on_room(void *context, struct rt_http_exchange *x);

/* The answer's body comes some time after its head, as from a slow service. */
static void late_body(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  on_room(NULL, arg);
}

/* A word every 50 ms, ten times, then the end. */
static void tick(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  struct rt_http_exchange *x = arg;
  struct kept *kept = rt_http_user(x);
  struct timeval tv = {.tv_usec = 50000};
  rt_http_write(x, "tick\n", 5);
  if (++kept->streamed < 10) {
    event_add(kept->later, &tv);
  } else {
    rt_http_end(x);
  }
}

static void endless(struct raw *raw, struct rt_http_exchange *x) {
  struct kept *kept = rt_http_user(x);
  rt_http_stream(x, 200, "text/event-stream", RT_HTTP_ENDLESS);
  if (path_is(x, "/ticks")) {
    kept->later = event_new(raw->base, -1, 0, tick, x);
    tick(-1, 0, x);
  } else if (path_is(x, "/flood")) {
    static char much[STREAM_LENGTH];
    rt_http_write(x, much, sizeof much);
  } else {
    rt_http_write(x, "hi", 2);
  }
}

static void on_head(void *context, struct rt_http_exchange *x) {
  struct raw *raw = context;
  struct kept *kept = calloc(1, sizeof *kept);
  rt_http_set_user(x, kept);
  raw->begun++;
  if (path_is(x, "/early")) {
    rt_http_answer(x, 401, "text/plain", "no", 2);
  } else if (path_is(x, "/large")) {
    rt_http_body_max(x, 1 << 20);
  } else if (path_is(x, "/pause")) {
    struct timeval tv = {.tv_usec = 300000};
    kept->later = event_new(raw->base, -1, 0, later, x);
    event_add(kept->later, &tv);
    rt_http_pause(x);
  }
}

static void on_body(void *context, struct rt_http_exchange *x, const char *bytes, size_t len) {
  (void)context;
  struct kept *kept = rt_http_user(x);
  size_t room = sizeof kept->body - kept->len;
  memcpy(kept->body + kept->len, bytes, len < room ? len : room);
  kept->len += len < room ? len : room;
}

static void on_room(void *context, struct rt_http_exchange *x) {
  (void)context;
  static char piece[16384];
  struct kept *kept = rt_http_user(x);
  if (is_endless(x)) {
    return; /* these write when they have something to say */
  }
  memset(piece, 's', sizeof piece);
  while (kept->streamed < STREAM_LENGTH && rt_http_pending(x) < RT_HTTP_ROOM) {
    kept->streamed += sizeof piece;
    rt_http_write(x, piece, sizeof piece);
  }
  assert(rt_http_pending(x) < RT_HTTP_ROOM + sizeof piece);
}

static void on_whole(void *context, struct rt_http_exchange *x) {
  struct kept *kept = rt_http_user(x);
  if (path_is(x, "/stream")) {
    rt_http_stream(x, 200, "application/octet-stream", STREAM_LENGTH);
    on_room(context, x);
  } else if (path_is(x, "/late")) {
    struct raw *raw = context;
    struct timeval tv = {.tv_usec = 200000};
    rt_http_stream(x, 200, "application/octet-stream", STREAM_LENGTH);
    kept->later = event_new(raw->base, -1, 0, late_body, x);
    event_add(kept->later, &tv);
  } else if (is_endless(x)) {
    endless(context, x);
  } else if (path_is(x, "/never")) {
    return;
  } else if (path_is(x, "/cut")) {
    rt_http_stream(x, 200, "text/plain", 100);
    rt_http_write(x, "half", 4);
    rt_http_abort(x);
  } else {
    rt_http_field(x, "X-Trace", rt_http_trace_id(x));
    rt_http_answer(x, 200, "text/plain", kept->body, kept->len);
  }
}

static void on_gone(void *context, struct rt_http_exchange *x) {
  struct raw *raw = context;
  struct kept *kept = rt_http_user(x);
  if (kept && kept->later) {
    event_free(kept->later);
  }
  free(kept);
  raw->gone++;
}

static void on_asked(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  struct raw *raw = arg;
  while (raw->hold) {
    raw->held = true;
    usleep(1000);
  }
  raw->held = false;
  if (raw->drain) {
    raw->drain = false;
    rt_http_server_drain(raw->server);
  }
  if (raw->stop) {
    event_base_loopbreak(raw->base);
  }
}

static void *serve(void *arg) {
  struct raw *raw = arg;
  struct timeval tick = {.tv_usec = 10000};
  raw->asked = event_new(raw->base, -1, EV_PERSIST, on_asked, raw);
  event_add(raw->asked, &tick);
  event_base_dispatch(raw->base);
  return NULL;
}

struct raw *raw_start(const struct rt_http_config *times) {
  static const struct rt_http_fixed_field fixed[] = {{"X-Content-Type-Options", "nosniff"}, {NULL, NULL}};
  struct raw *raw = calloc(1, sizeof *raw);
  struct rt_http_config config = times ? *times : (struct rt_http_config){.body_max = 0};
  config.handler = (struct rt_http_handler){on_head, on_body, on_whole, on_room, on_gone};
  config.context = raw;
  config.fixed = fixed;
  raw->base = event_base_new();
  raw->server = rt_http_server_new(raw->base, &config);
  bool ok = rt_http_server_listen(raw->server, "127.0.0.1:0");
  assert(ok);
  pthread_create(&raw->thread, NULL, serve, raw);
  return raw;
}

void raw_stop(struct raw *raw) {
  raw->stop = true;
  pthread_join(raw->thread, NULL);
  rt_http_server_destroy(&raw->server);
  event_free(raw->asked);
  event_base_free(raw->base);
  free(raw);
}

void raw_hold(struct raw *raw, bool on) {
  raw->hold = on;
  while (raw->held != on) {
    usleep(5000);
  }
}

void raw_drain(struct raw *raw) {
  raw->drain = true;
  while (raw->drain) {
    usleep(5000);
  }
}

int raw_connect(struct raw *raw) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  to.sin_port = htons((uint16_t)rt_http_server_port(raw->server));
  struct timeval wait = {.tv_sec = 5};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  int failed = connect(fd, (struct sockaddr *)&to, sizeof to);
  return failed ? -1 : fd;
}

void raw_send(int fd, const char *bytes, size_t len) {
  while (len > 0) {
    ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);
    if (sent <= 0) {
      return;
    }
    bytes += sent;
    len -= (size_t)sent;
  }
}

void raw_text(int fd, const char *text) {
  raw_send(fd, text, strlen(text));
}

const char *raw_read(int fd, const char *enough) {
  static char all[STREAM_LENGTH + 65536];
  size_t len = 0;
  all[0] = '\0';
  while (len < sizeof all - 1 && !(enough && strstr(all, enough))) {
    ssize_t got = recv(fd, all + len, sizeof all - 1 - len, 0);
    if (got <= 0) {
      break;
    }
    len += (size_t)got;
    all[len] = '\0';
  }
  return all;
}

int raw_closed(int fd) {
  char byte;
  return recv(fd, &byte, 1, 0) == 0;
}

void raw_wait_begun(struct raw *raw, int count) {
  for (int i = 0; i < 5000 && raw->begun < count; i++) {
    usleep(1000);
  }
}

int raw_gone(struct raw *raw) {
  return raw->gone;
}
