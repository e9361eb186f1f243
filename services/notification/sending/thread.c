#include "notification/sending/thread.h"

#include "runtime/base/clock.h"
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { IDLE_MS = 500, AWAY_MS = 3000, SWEEP_MS = 600000 };

struct notification_thread {
  struct notification_sender *sender;
  atomic_bool stopping;
  pthread_mutex_t mutex;
  pthread_cond_t stopped; /* wakes a waiting thread when it is to stop; waits by the clock that never jumps */
  pthread_t thread;
};

static void wait_ms(struct notification_thread *thread, int milliseconds) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += milliseconds / 1000;
  until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
  if (until.tv_nsec >= 1000000000) {
    until.tv_sec++;
    until.tv_nsec -= 1000000000;
  }
  pthread_mutex_lock(&thread->mutex);
  while (!atomic_load(&thread->stopping) && pthread_cond_timedwait(&thread->stopped, &thread->mutex, &until) == 0)
    continue;
  pthread_mutex_unlock(&thread->mutex);
}

static void *work(void *context) {
  struct notification_thread *thread = context;
  int64_t swept_ms = rt_clock_monotonic_ms();
  while (!atomic_load(&thread->stopping)) {
    enum notification_step step = notification_sender_step(thread->sender, rt_clock_now_us());
    if (step != NOTIFICATION_STEP_DONE)
      wait_ms(thread, step == NOTIFICATION_STEP_IDLE ? IDLE_MS : AWAY_MS);
    if (rt_clock_monotonic_ms() - swept_ms > SWEEP_MS) {
      notification_sender_sweep(thread->sender, rt_clock_now_us());
      swept_ms = rt_clock_monotonic_ms();
    }
  }
  return NULL;
}

static void init_waiting(struct notification_thread *thread) {
  pthread_condattr_t attributes;
  pthread_mutex_init(&thread->mutex, NULL);
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&thread->stopped, &attributes);
  pthread_condattr_destroy(&attributes);
}

static void free_it(struct notification_thread **thread) {
  pthread_cond_destroy(&(*thread)->stopped);
  pthread_mutex_destroy(&(*thread)->mutex);
  notification_sender_destroy(&(*thread)->sender);
  free(*thread);
  *thread = NULL;
}

bool notification_thread_new(const struct notification_sender_settings *settings,
                             struct notification_thread **ret_thread, struct rt_error *error) {
  struct notification_thread *thread = calloc(1, sizeof *thread);
  struct notification_sender_settings own = *settings;
  assert(thread);
  own.smtp.stopping = &thread->stopping;
  init_waiting(thread);
  bool good = notification_sender_new(&own, &thread->sender, error);
  if (good && pthread_create(&thread->thread, NULL, work, thread) != 0)
    good = rt_fail(error, RT_RESOURCE_EXHAUSTED, "no thread for sending");
  if (!good) {
    free_it(&thread);
    return false;
  }
  *ret_thread = thread;
  return true;
}

void notification_thread_destroy(struct notification_thread **thread) {
  if (!*thread)
    return;
  pthread_mutex_lock(&(*thread)->mutex);
  atomic_store(&(*thread)->stopping, true);
  pthread_cond_signal(&(*thread)->stopped);
  pthread_mutex_unlock(&(*thread)->mutex);
  pthread_join((*thread)->thread, NULL);
  free_it(thread);
}
