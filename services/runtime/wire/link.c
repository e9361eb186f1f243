#include "runtime/wire/link.h"

#include "runtime/base/clock.h"
#include "runtime/base/log.h"

#include <string.h>
#include <sys/epoll.h>

static void watch(const struct rt_link *link, int operation) {
  int fd = -1;
  size_t size = sizeof fd;
  if (link->watch > 0 && link->socket != NULL && zmq_getsockopt(link->socket, ZMQ_FD, &fd, &size) == 0) {
    struct epoll_event event = {.events = EPOLLIN};
    (void)epoll_ctl(link->watch, operation, fd, &event);
  }
}

void rt_link_open(struct rt_link *link) {
  rt_link_close(link);
  link->opened++;
  link->opened_ms = rt_clock_monotonic_ms();
  struct rt_error error = {0};
  link->socket = rt_socket_connect(link->context, link->io_thread, link->endpoint, link->keys, &error);
  if (link->socket == NULL) {
    rt_log(RT_LOG_ERROR, "no socket to the broker", RT_TEXT("endpoint", link->endpoint), RT_TEXT("why", error.text));
  }
  watch(link, EPOLL_CTL_ADD);
}

void rt_link_close(struct rt_link *link) {
  watch(link, EPOLL_CTL_DEL);
  link->known = false;
  rt_socket_drop(&link->socket);
  link->state = RT_LINK_DOWN;
  link->beat_ms = 0;
}

bool rt_link_connected(const struct rt_link *link) {
  return link->socket != NULL && (rt_socket_events(link->socket) & ZMQ_POLLOUT) != 0;
}

short rt_link_waits_for(const struct rt_link *link) {
  return link->state == RT_LINK_DOWN ? ZMQ_POLLIN | ZMQ_POLLOUT : ZMQ_POLLIN;
}

bool rt_link_send(struct rt_link *link, enum rt_wire_kind kind) {
  struct rt_wire_head head = {.kind = kind};
  return link->socket != NULL && rt_wire_send(link->socket, &head, (struct rt_bytes){0}, (struct rt_bytes){0});
}

void rt_link_beat(struct rt_link *link, int64_t now_ms) {
  if (now_ms - link->beat_ms >= RT_WIRE_BEAT_MS && rt_link_send(link, RT_WIRE_BEAT)) {
    link->beat_ms = now_ms;
  }
}

bool rt_link_same(struct rt_link *link, const uint8_t peer[RT_WIRE_ID_SIZE]) {
  bool same = !link->known || memcmp(link->peer, peer, RT_WIRE_ID_SIZE) == 0;
  memcpy(link->peer, peer, RT_WIRE_ID_SIZE);
  link->known = true;
  return same;
}

bool rt_link_broken(const struct rt_link *link, int64_t now_ms) {
  if (link->socket == NULL) {
    return true;
  }
  if (link->state == RT_LINK_DOWN) {
    return !rt_link_connected(link) && now_ms - link->opened_ms >= RT_LINK_GIVEN_UP_MS;
  }
  return !rt_link_connected(link) || now_ms - link->heard_ms >= RT_WIRE_SILENCE_MS;
}
