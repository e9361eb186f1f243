#include "runtime/call/delivery/loop.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

struct rt_loop {
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  bool woken;
  bool stop;
  int period_ms;
  int rest_ms;
  bool (*turn)(void *context);
  void *context;
};

static struct timespec after_ms(struct timespec time, int ms) {
  int64_t ns = time.tv_nsec + ms * 1000000LL;
  return (struct timespec){.tv_sec = time.tv_sec + ns / 1000000000, .tv_nsec = ns % 1000000000};
}

/* Waits for the rest to be over, then for a wake or the period; false: to stop. */
static bool wait_turn(struct rt_loop *loop, struct timespec began) {
  struct timespec rested = after_ms(began, loop->rest_ms), until = after_ms(began, loop->period_ms);
  int waited = 0;
  pthread_mutex_lock(&loop->lock);
  while (!loop->stop && waited == 0) {
    waited = pthread_cond_timedwait(&loop->changed, &loop->lock, &rested);
  }
  waited = 0;
  while (!loop->woken && !loop->stop && waited == 0) {
    waited = pthread_cond_timedwait(&loop->changed, &loop->lock, &until);
  }
  loop->woken = false;
  bool go_on = !loop->stop;
  pthread_mutex_unlock(&loop->lock);
  return go_on;
}

static bool stopped(struct rt_loop *loop) {
  pthread_mutex_lock(&loop->lock);
  bool stop = loop->stop;
  pthread_mutex_unlock(&loop->lock);
  return stop;
}

static void *run(void *context) {
  struct rt_loop *loop = context;
  struct timespec began;
  do {
    clock_gettime(CLOCK_MONOTONIC, &began);
  } while (loop->turn(loop->context) ? !stopped(loop) : wait_turn(loop, began));
  return NULL;
}

bool rt_loop_start(int period_ms, int rest_ms, bool (*turn)(void *context), void *context, struct rt_loop **ret_loop,
                   struct rt_error *error) {
  struct rt_loop *loop = calloc(1, sizeof *loop);
  assert(loop != NULL);
  *loop = (struct rt_loop){.period_ms = period_ms, .rest_ms = rest_ms, .turn = turn, .context = context};
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_mutex_init(&loop->lock, NULL);
  pthread_cond_init(&loop->changed, &monotonic);
  pthread_condattr_destroy(&monotonic);
  if (pthread_create(&loop->thread, NULL, run, loop) != 0) {
    free(loop);
    return rt_fail(error, RT_RESOURCE_EXHAUSTED, "no thread");
  }
  *ret_loop = loop;
  return true;
}

void rt_loop_wake(struct rt_loop *loop) {
  pthread_mutex_lock(&loop->lock);
  loop->woken = true;
  pthread_cond_signal(&loop->changed);
  pthread_mutex_unlock(&loop->lock);
}

void rt_loop_stop(struct rt_loop **loop) {
  if (*loop == NULL) {
    return;
  }
  pthread_mutex_lock(&(*loop)->lock);
  (*loop)->stop = true;
  pthread_cond_signal(&(*loop)->changed);
  pthread_mutex_unlock(&(*loop)->lock);
  pthread_join((*loop)->thread, NULL);
  pthread_cond_destroy(&(*loop)->changed);
  pthread_mutex_destroy(&(*loop)->lock);
  free(*loop);
  *loop = NULL;
}
