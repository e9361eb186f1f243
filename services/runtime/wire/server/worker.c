#include "runtime/wire/server/worker.h"

#include "runtime/base/clock.h"
#include "runtime/base/log.h"
#include "runtime/wire/server/answers.h"

#include <poll.h>
#include <string.h>

enum { OPEN_WAIT_MIN_MS = 100, OPEN_WAIT_MAX_MS = 5000, LOOK_MS = 200 };

void rt_beat_now(struct rt_beat *beat) {
  rt_worker_turn(beat->worker);
}

/* Waits, but not for longer than until the server drains. */
static void nap(const struct rt_worker *worker, int wait_ms) {
  struct pollfd wake = {.fd = worker->server->wake, .events = POLLIN};
  (void)poll(&wake, 1, wait_ms);
}

static bool open_state(struct rt_worker *worker) {
  for (int wait_ms = OPEN_WAIT_MIN_MS; !atomic_load(&worker->server->draining);) {
    struct rt_error error = {0};
    if (worker->lane.open == NULL || worker->lane.open(worker->lane.context, &worker->state, &error)) {
      return true;
    }
    rt_log(RT_LOG_WARN, "lane can't open", RT_TEXT("lane", worker->lane.name), RT_TEXT("why", error.text));
    nap(worker, wait_ms);
    wait_ms = wait_ms * 2 < OPEN_WAIT_MAX_MS ? wait_ms * 2 : OPEN_WAIT_MAX_MS;
  }
  return false;
}

/* Sleeps until something comes or a beat is due. Nothing came before it woke, unless it was stopped in its sleep. */
static void wait_for_work(struct rt_worker *worker) {
  zmq_pollitem_t items[RT_BROKERS_MAX + 1];
  int count = 0;
  bool all_up = true; /* a link that could not be made is tried again soon */
  for (size_t i = 0; i < worker->server->broker_count; i++) {
    const struct rt_link *link = &worker->links[i];
    all_up = all_up && link->socket != NULL;
    if (link->socket != NULL) {
      items[count++] = (zmq_pollitem_t){link->socket, 0, rt_link_waits_for(link), 0};
    }
  }
  bool draining = atomic_load(&worker->server->draining);
  if (!draining) {
    items[count++] = (zmq_pollitem_t){NULL, worker->server->wake, ZMQ_POLLIN, 0};
  }
  bool keen = all_up && !worker->resting;
  int wait_ms = draining ? LOOK_MS / 10 : keen ? RT_WORKER_SLEEP_MS : LOOK_MS;
  (void)zmq_poll(items, count, wait_ms);
  rt_worker_looked(worker, rt_clock_monotonic_ms());
}

static bool turn_away(struct rt_worker *worker, const struct rt_job *job, enum rt_status status) {
  Bm__Answer answer = rt_wire_answer(status);
  rt_worker_answer(worker, job, &answer, (struct rt_bytes){0});
  return false;
}

/* A job that is too late or has no envelope is answered here; any other is unpacked for the drain. */
static bool prepare(struct rt_worker *worker, const struct rt_job *job, struct rt_incoming *ret_request) {
  zmq_msg_t *message = (zmq_msg_t *)(uintptr_t)&job->message;
  struct rt_bytes packed = rt_wire_first(zmq_msg_data(message), &job->head);
  if (job->deadline_ms <= rt_clock_monotonic_ms()) {
    return turn_away(worker, job, RT_DEADLINE_EXCEEDED);
  }
  Bm__Envelope *envelope = bm__envelope__unpack(rt_arena_protobuf(worker->arena), packed.size, packed.data);
  if (envelope == NULL) {
    return turn_away(worker, job, RT_INVALID_ARGUMENT);
  }
  envelope->attempt = job->head.attempt;
  ret_request->envelope = envelope;
  ret_request->payload = rt_wire_second(zmq_msg_data(message), zmq_msg_size(message), &job->head);
  ret_request->caller = job->head.name;
  ret_request->deadline_ms = job->deadline_ms;
  return true;
}

static struct rt_job *next_job(struct rt_worker *worker) {
  struct rt_job *job = worker->first;
  if (job != NULL) {
    worker->first = job->next;
    worker->last = worker->first == NULL ? &worker->first : worker->last;
  }
  return job;
}

/* Takes up to a drain's worth of jobs that can be run out of the inbox. */
static size_t take_jobs(struct rt_worker *worker, struct rt_job *jobs[RT_DRAIN_MAX],
                        struct rt_incoming requests[RT_DRAIN_MAX]) {
  size_t count = 0;
  while (worker->first != NULL && count < (size_t)worker->lane.drain_max) {
    jobs[count] = next_job(worker);
    if (prepare(worker, jobs[count], &requests[count])) {
      count++;
    } else {
      rt_job_free(jobs[count]);
    }
  }
  return count;
}

/* One drain: what has come is done at once, and answered when all of it is done. Links that were opened anew meanwhile
 * take no answers: whoever asked through the old ones was told. */
static void drain(struct rt_worker *worker) {
  struct rt_job *jobs[RT_DRAIN_MAX];
  struct rt_incoming requests[RT_DRAIN_MAX];
  struct rt_outgoing answers[RT_DRAIN_MAX] = {0};
  uint32_t opened[RT_DRAIN_MAX];
  size_t count = take_jobs(worker, jobs, requests);
  for (size_t i = 0; i < count; i++) {
    opened[i] = worker->links[jobs[i]->link].opened;
  }
  if (count > 0) {
    struct rt_beat beat = {.worker = worker};
    worker->lane.drain(worker->state, &beat, worker->arena, requests, count, answers);
    rt_worker_turn(worker);
  }
  for (size_t i = 0; i < count; i++) {
    if (!worker->away && opened[i] == worker->links[jobs[i]->link].opened) {
      rt_worker_answer(worker, jobs[i], answers[i].answer, answers[i].payload);
    }
    rt_job_free(jobs[i]);
  }
  rt_arena_reset(worker->arena);
}

/* After a stop of this process the milliseconds that remain of what lies in the sockets look fresh. */
static void come_back(struct rt_worker *worker) {
  rt_log(RT_LOG_WARN, "away too long, joining anew", RT_TEXT("lane", worker->lane.name));
  rt_worker_close_links(worker, false);
  rt_worker_open_links(worker);
  worker->away = false;
  worker->turn_ms = rt_clock_monotonic_ms();
  worker->looked_ms = worker->turn_ms;
  worker->doubt_ms = 0;
}

/* The broker may hand it jobs. */
static bool stands(const struct rt_link *link) {
  return link->state == RT_LINK_UP || link->state == RT_LINK_ASKING;
}

static bool all_drained(const struct rt_worker *worker) {
  for (size_t i = 0; i < worker->server->broker_count; i++) {
    if (stands(&worker->links[i]) && !worker->drained[i]) {
      return false;
    }
  }
  return worker->first == NULL;
}

static void ask_for_no_more(struct rt_worker *worker) {
  for (size_t i = 0; i < worker->server->broker_count; i++) {
    if (stands(&worker->links[i])) {
      (void)rt_link_send(&worker->links[i], RT_WIRE_DRAIN);
    }
  }
}

/* A worker that can do nothing answers quickest of all, so that the brokers would give it most: it asks for no more.
 * Able again, it joins anew once nothing of before is under way; links that are down join by themselves. */
static void rest_or_rise(struct rt_worker *worker) {
  struct rt_beat beat = {.worker = worker};
  bool able = worker->lane.able == NULL || worker->lane.able(worker->state, &beat);
  if (!able && !worker->resting) {
    rt_log(RT_LOG_WARN, "lane rests", RT_TEXT("lane", worker->lane.name));
    worker->resting = true;
    ask_for_no_more(worker);
  } else if (able && worker->resting && all_drained(worker)) {
    rt_log(RT_LOG_INFO, "lane works again", RT_TEXT("lane", worker->lane.name));
    worker->resting = false;
    for (size_t i = 0; i < worker->server->broker_count; i++) {
      if (stands(&worker->links[i])) {
        rt_worker_join(worker, i, rt_clock_monotonic_ms());
      }
    }
  }
}

static void work(struct rt_worker *worker) {
  while (!atomic_load(&worker->server->draining)) {
    rt_worker_turn(worker);
    if (worker->away) {
      come_back(worker);
    } else if (worker->first != NULL) {
      drain(worker);
      rest_or_rise(worker);
    } else {
      rest_or_rise(worker);
      if (worker->first == NULL && !worker->away) { /* something may have come while it asked */
        wait_for_work(worker);
      }
    }
  }
}

/* Asks the brokers for no more, finishes what it has and what was on its way. */
static void leave(struct rt_worker *worker) {
  atomic_store(&worker->ready, false);
  ask_for_no_more(worker);
  while (!all_drained(worker) && rt_clock_monotonic_ms() < atomic_load(&worker->server->patience_ms)) {
    wait_for_work(worker);
    rt_worker_turn(worker);
    if (worker->away) {
      break;
    }
    drain(worker);
  }
  atomic_store(&worker->ready, false);
}

void *rt_worker_run(void *argument) {
  struct rt_worker *worker = argument;
  if (open_state(worker)) {
    worker->arena = rt_arena_new(0);
    worker->turn_ms = rt_clock_monotonic_ms();
    worker->looked_ms = worker->turn_ms;
    rt_worker_open_links(worker);
    work(worker);
    leave(worker);
    rt_worker_close_links(worker, true);
    rt_arena_destroy(&worker->arena);
    if (worker->lane.close != NULL) {
      worker->lane.close(&worker->state);
    }
  }
  return NULL;
}
