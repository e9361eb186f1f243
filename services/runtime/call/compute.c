/* Work of the processor alone, beside the lane's thread: that one beats meanwhile. */
#include "runtime/base/clock.h"
#include "runtime/call/call.h"
#include "runtime/pg/conn.h"

#include <pthread.h>
#include <time.h>

/* What takes longer than this hangs, and its thread is to be taken for lost. */
enum { LOOK_MS = 250, LONGEST_MS = 30000 };

struct work {
  void (*compute)(void *context);
  void *context;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  bool done;
};

static void *run(void *argument) {
  struct work *work = argument;
  work->compute(work->context);
  pthread_mutex_lock(&work->lock);
  work->done = true;
  pthread_cond_signal(&work->changed);
  pthread_mutex_unlock(&work->lock);
  return NULL;
}

static void open_work(struct work *work) {
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&work->changed, &monotonic);
  pthread_condattr_destroy(&monotonic);
  pthread_mutex_init(&work->lock, NULL);
}

/* Whether it is done; waits a little for that. */
static bool look(struct work *work) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += LOOK_MS * 1000000L;
  until.tv_sec += until.tv_nsec / 1000000000L;
  until.tv_nsec %= 1000000000L;
  pthread_mutex_lock(&work->lock);
  int waited = 0;
  while (!work->done && waited == 0) {
    waited = pthread_cond_timedwait(&work->changed, &work->lock, &until);
  }
  bool done = work->done;
  pthread_mutex_unlock(&work->lock);
  return done;
}

void rt_call_compute(struct rt_call *call, void (*compute)(void *context), void *context) {
  struct work work = {.compute = compute, .context = context};
  pthread_t thread;
  open_work(&work);
  if (pthread_create(&thread, NULL, run, &work) != 0) {
    compute(context); /* no thread to be had: unheard rather than undone */
  } else {
    int64_t hangs_ms = rt_clock_monotonic_ms() + LONGEST_MS;
    while (!look(&work)) {
      if (call->conn != NULL && rt_clock_monotonic_ms() < hangs_ms) {
        rt_conn_beat_now(call->conn);
      }
    }
    pthread_join(thread, NULL);
  }
  pthread_cond_destroy(&work.changed);
  pthread_mutex_destroy(&work.lock);
}
