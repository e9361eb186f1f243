#include "tests/bench/drive/net/loop.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 128, LONGEST_US = 100000 };

struct moment {
  int64_t at_us;
  uint64_t order;
  drive_due *due;
  void *user;
};

/* The moments are a binary heap, the nearest on top. */
struct drive_loop {
  int epoll;
  bool stopped;
  uint64_t order;
  struct moment *heap;
  size_t count, room;
};

int64_t drive_now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct drive_loop *drive_loop_new(void) {
  struct drive_loop *loop = calloc(1, sizeof *loop);
  if (!loop || (loop->epoll = epoll_create1(EPOLL_CLOEXEC)) < 0) {
    perror("epoll");
    exit(1);
  }
  return loop;
}

void drive_loop_destroy(struct drive_loop **loop) {
  if (!*loop)
    return;
  close((*loop)->epoll);
  free((*loop)->heap);
  free(*loop);
  *loop = NULL;
}

void drive_loop_watch(struct drive_loop *loop, struct drive_watch *watch, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = watch};
  int done = epoll_ctl(loop->epoll, watch->known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, watch->fd, &event);
  assert(done == 0);
  (void)done;
  watch->known = true;
}

void drive_loop_forget(struct drive_loop *loop, struct drive_watch *watch) {
  if (watch->known)
    epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
  watch->known = false;
}

static bool before(const struct moment *a, const struct moment *b) {
  return a->at_us != b->at_us ? a->at_us < b->at_us : a->order < b->order;
}

static void swap(struct moment *a, struct moment *b) {
  struct moment kept = *a;
  *a = *b;
  *b = kept;
}

void drive_loop_at(struct drive_loop *loop, int64_t at_us, drive_due *due, void *user) {
  if (loop->count == loop->room) {
    loop->room = loop->room ? 2 * loop->room : 1024;
    loop->heap = realloc(loop->heap, loop->room * sizeof *loop->heap);
    assert(loop->heap);
  }
  size_t place = loop->count++;
  loop->heap[place] = (struct moment){at_us, loop->order++, due, user};
  for (; place > 0 && before(&loop->heap[place], &loop->heap[(place - 1) / 2]); place = (place - 1) / 2)
    swap(&loop->heap[place], &loop->heap[(place - 1) / 2]);
}

static struct moment take(struct drive_loop *loop) {
  struct moment first = loop->heap[0];
  loop->heap[0] = loop->heap[--loop->count];
  for (size_t place = 0;;) {
    size_t least = place;
    for (size_t child = 2 * place + 1; child <= 2 * place + 2 && child < loop->count; child++) {
      if (before(&loop->heap[child], &loop->heap[least]))
        least = child;
    }
    if (least == place)
      return first;
    swap(&loop->heap[place], &loop->heap[least]);
    place = least;
  }
}

static void run_due(struct drive_loop *loop) {
  int64_t now = drive_now_us();
  while (!loop->stopped && loop->count && loop->heap[0].at_us <= now) {
    struct moment moment = take(loop);
    moment.due(moment.user);
  }
}

static struct timespec patience(const struct drive_loop *loop) {
  int64_t left = LONGEST_US;
  if (loop->count && loop->heap[0].at_us - drive_now_us() < left)
    left = loop->heap[0].at_us - drive_now_us();
  if (left < 0)
    left = 0;
  return (struct timespec){left / 1000000, (left % 1000000) * 1000};
}

void drive_loop_run(struct drive_loop *loop) {
  loop->stopped = false;
  struct epoll_event events[EVENTS];
  while (!loop->stopped) {
    struct timespec wait = patience(loop);
    int count = epoll_pwait2(loop->epoll, events, EVENTS, &wait, NULL);
    for (int i = 0; i < count && !loop->stopped; i++) {
      struct drive_watch *watch = events[i].data.ptr;
      watch->ready(watch->user, events[i].events);
    }
    run_due(loop);
  }
}

void drive_loop_stop(struct drive_loop *loop) {
  loop->stopped = true;
}
