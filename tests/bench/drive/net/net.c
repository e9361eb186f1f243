#include "tests/bench/drive/net/net.h"

#include "tests/bench/drive/parts/answer.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FIRST_ROOM = 4096, SWEEP_US = 200000 };

struct request {
  struct request *next;
  drive_answered *done;
  void *user;
  size_t length, sent;
  int64_t sent_us;
  char bytes[];
};

struct conn {
  struct drive_net *net;
  struct drive_watch watch;
  struct conn *next_idle;
  struct request *request; /* NULL: idle */
  int64_t since_us;
  bool used; /* has answered before: when it breaks at the first byte of the next request, it had been idle too long */
  char *in;
  size_t length, room;
};

struct drive_net {
  struct drive_loop *loop;
  struct sockaddr_in address;
  int64_t timeout_us;
  struct conn *conns;
  int count, limit;
  struct conn *idle;
  struct request *first, **last;
  size_t waiting, waited_most;
};

static void pump(struct drive_net *net);

static void fail(struct drive_net *net, const char *what) {
  (void)net;
  perror(what);
  exit(1);
}

static void hang_up(struct conn *conn) {
  if (conn->watch.fd < 0)
    return;
  drive_loop_forget(conn->net->loop, &conn->watch);
  close(conn->watch.fd);
  conn->watch.fd = -1;
  conn->length = 0;
  conn->used = false;
}

static void put_idle(struct conn *conn) {
  conn->next_idle = conn->net->idle;
  conn->net->idle = conn;
}

/* Gives the answer out. The connection is free before: `done` may send the next request on it. */
static void finish(struct conn *conn, const struct drive_answer *answer) {
  struct request *request = conn->request;
  conn->request = NULL;
  request->done(request->user, answer);
  free(request);
}

static void lose(struct conn *conn, int status) {
  bool again = status == DRIVE_BROKEN && conn->used && conn->length == 0;
  hang_up(conn);
  struct request *request = conn->request;
  put_idle(conn);
  if (!request)
    return;
  if (again) { /* closed while idle: not an attempt */
    conn->request = NULL;
    request->sent = 0;
    request->next = conn->net->first;
    if (!conn->net->first)
      conn->net->last = &request->next;
    conn->net->first = request;
    conn->net->waiting++;
  } else {
    const struct drive_answer answer = {.status = status, .body = "", .retry_after_s = -1, .sent_us = request->sent_us};
    finish(conn, &answer);
  }
  pump(conn->net);
}

static void send_rest(struct conn *conn) {
  struct request *request = conn->request;
  while (request->sent < request->length) {
    ssize_t sent = send(conn->watch.fd, request->bytes + request->sent, request->length - request->sent,
                        MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR)
      continue;
    if (sent < 0 && (errno == EAGAIN || errno == EINPROGRESS || errno == ENOTCONN)) {
      drive_loop_watch(conn->net->loop, &conn->watch, EPOLLIN | EPOLLOUT | EPOLLRDHUP);
      return;
    }
    if (sent < 0)
      return; /* the loop will say EPOLLHUP */
    if (!request->sent_us)
      request->sent_us = drive_now_us();
    request->sent += (size_t)sent;
  }
}

static void answered(struct conn *conn, const struct drive_head *head) {
  char *body = conn->in + head->head;
  body[head->length] = '\0';
  const struct drive_answer answer = {head->status, body, head->length, head->retry_after_s, conn->request->sent_us};
  struct drive_net *net = conn->net;
  conn->used = true;
  finish(conn, &answer);
  conn->length = 0;
  if (head->closes)
    hang_up(conn);
  put_idle(conn);
  pump(net);
}

/* False when the connection has ended. */
static bool receive(struct conn *conn) {
  for (;;) {
    if (conn->room - conn->length < FIRST_ROOM / 2) {
      conn->room = conn->room ? 2 * conn->room : FIRST_ROOM;
      conn->in = realloc(conn->in, conn->room);
      assert(conn->in);
    }
    size_t room = conn->room - conn->length - 1;
    ssize_t got = recv(conn->watch.fd, conn->in + conn->length, room, MSG_DONTWAIT);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return errno == EAGAIN;
    if (got == 0)
      return false;
    conn->length += (size_t)got;
    if ((size_t)got < room)
      return true;
  }
}

static void ready(void *user, uint32_t events) {
  struct conn *conn = user;
  if (conn->request && (events & EPOLLOUT) && !(events & (EPOLLERR | EPOLLHUP))) {
    drive_loop_watch(conn->net->loop, &conn->watch, EPOLLIN | EPOLLRDHUP);
    send_rest(conn);
  }
  if (!(events & (EPOLLIN | EPOLLRDHUP | EPOLLERR | EPOLLHUP)))
    return;
  bool open = receive(conn);
  struct drive_head head;
  enum drive_reading reading = conn->length ? drive_answer_read(conn->in, conn->length, &head) : DRIVE_MORE;
  if (conn->request && reading == DRIVE_WHOLE) {
    head.closes = head.closes || !open;
    answered(conn, &head);
  } else if (!conn->request) {
    hang_up(conn); /* the server ended an idle one; it is opened anew when needed */
  } else if (!open || reading == DRIVE_WRONG) {
    lose(conn, DRIVE_BROKEN);
  }
}

static bool connected(struct conn *conn) {
  if (conn->watch.fd >= 0)
    return true;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
  if (fd < 0)
    fail(conn->net, "socket");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd, (const struct sockaddr *)&conn->net->address, sizeof conn->net->address) < 0 &&
      errno != EINPROGRESS) {
    close(fd);
    return false;
  }
  conn->watch = (struct drive_watch){.fd = fd, .ready = ready, .user = conn};
  drive_loop_watch(conn->net->loop, &conn->watch, EPOLLIN | EPOLLRDHUP);
  return true;
}

static struct conn *free_conn(struct drive_net *net) {
  struct conn *conn = net->idle;
  if (conn) {
    net->idle = conn->next_idle;
  } else if (net->count < net->limit) {
    conn = &net->conns[net->count++];
    *conn = (struct conn){.net = net, .watch.fd = -1};
  }
  return conn;
}

/* Gives waiting requests to free connections. */
static void pump(struct drive_net *net) {
  struct conn *conn;
  while (net->first && (conn = free_conn(net))) {
    struct request *request = net->first;
    net->first = request->next;
    if (!net->first)
      net->last = &net->first;
    net->waiting--;
    conn->request = request;
    conn->since_us = drive_now_us();
    if (connected(conn)) {
      send_rest(conn);
    } else {
      const struct drive_answer answer = {.status = DRIVE_BROKEN, .body = "", .retry_after_s = -1};
      finish(conn, &answer);
      put_idle(conn);
    }
  }
}

static void sweep(void *user) {
  struct drive_net *net = user;
  int64_t now = drive_now_us();
  for (int i = 0; i < net->count; i++) {
    if (net->conns[i].request && now - net->conns[i].since_us > net->timeout_us)
      lose(&net->conns[i], DRIVE_TIMEOUT);
  }
  pump(net);
  drive_loop_at(net->loop, now + SWEEP_US, sweep, net);
}

struct drive_net *drive_net_new(struct drive_loop *loop, const char *host, int port, int connections,
                                int64_t timeout_us) {
  struct drive_net *net = calloc(1, sizeof *net);
  assert(net && connections > 0);
  net->loop = loop;
  net->limit = connections;
  net->timeout_us = timeout_us;
  net->last = &net->first;
  net->conns = calloc((size_t)connections, sizeof *net->conns);
  assert(net->conns);
  net->address.sin_family = AF_INET;
  net->address.sin_port = htons((uint16_t)port);
  if (inet_pton(AF_INET, host, &net->address.sin_addr) != 1) {
    fprintf(stderr, "not an IPv4 address: %s\n", host);
    exit(2);
  }
  drive_loop_at(loop, drive_now_us() + SWEEP_US, sweep, net);
  return net;
}

void drive_net_destroy(struct drive_net **net) {
  if (!*net)
    return;
  for (int i = 0; i < (*net)->count; i++) {
    hang_up(&(*net)->conns[i]);
    free((*net)->conns[i].request);
    free((*net)->conns[i].in);
  }
  for (struct request *request = (*net)->first, *next; request; request = next) {
    next = request->next;
    free(request);
  }
  free((*net)->conns);
  free(*net);
  *net = NULL;
}

/* From the loop, so that nobody is called back from within his own call. */
static void pump_later(void *user) {
  pump(user);
}

void drive_net_send(struct drive_net *net, const char *bytes, size_t length, drive_answered *done, void *user) {
  struct request *request = malloc(sizeof *request + length);
  assert(request);
  *request = (struct request){.done = done, .user = user, .length = length};
  memcpy(request->bytes, bytes, length);
  bool none = !net->first;
  *net->last = request;
  net->last = &request->next;
  if (++net->waiting > net->waited_most)
    net->waited_most = net->waiting;
  if (none)
    drive_loop_at(net->loop, 0, pump_later, net);
}

size_t drive_net_waiting(const struct drive_net *net) {
  return net->waiting;
}

size_t drive_net_waited_most(const struct drive_net *net) {
  return net->waited_most;
}
