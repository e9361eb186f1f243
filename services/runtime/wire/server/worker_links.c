#include "runtime/wire/server/worker.h"

#include "runtime/base/clock.h"
#include "runtime/base/log.h"
#include "runtime/wire/server/answers.h"

#include <stdlib.h>
#include <string.h>

/* A thread that comes so much later than it meant to was stopped, and its process with it: what it was sent may still
 * lie before the I/O thread, and be taken from there for fresh for a while. */
enum { HICCUP_MS = 100, DOUBT_MS = 1000 };

/* Enough to have the next drain at hand; one by one work is not hoarded while another thread may be idle. */
static uint32_t credits(const struct rt_worker *worker) {
  int drain_max = worker->lane.drain_max;
  int twice = drain_max == 1 ? 1 : 2 * drain_max;
  return (uint32_t)(twice < RT_WIRE_CREDITS ? twice : RT_WIRE_CREDITS);
}

void rt_job_free(struct rt_job *job) {
  zmq_msg_close(&job->message);
  free(job);
}

/* Drops the jobs that came by a link, or all: SIZE_MAX. */
static void drop_jobs(struct rt_worker *worker, size_t link) {
  worker->last = &worker->first;
  while (*worker->last != NULL) {
    struct rt_job *job = *worker->last;
    if (link == SIZE_MAX || job->link == link) {
      *worker->last = job->next;
      rt_job_free(job);
    } else {
      worker->last = &job->next;
    }
  }
}

void rt_worker_open_links(struct rt_worker *worker) {
  struct rt_server *server = worker->server;
  worker->last = &worker->first;
  for (size_t i = 0; i < server->broker_count; i++) {
    worker->links[i] = (struct rt_link){.context = server->context,
                                        .keys = &server->keys,
                                        .endpoint = server->brokers[i].back,
                                        .io_thread = server->brokers[i].io_thread};
    rt_link_open(&worker->links[i]);
  }
}

void rt_worker_close_links(struct rt_worker *worker, bool in_peace) {
  drop_jobs(worker, SIZE_MAX);
  for (size_t i = 0; i < worker->server->broker_count; i++) {
    if (in_peace && worker->links[i].socket != NULL) {
      zmq_close(worker->links[i].socket);
      worker->links[i].socket = NULL;
    }
    rt_link_close(&worker->links[i]);
  }
}

/* It may have lain in the socket ever since the loop last looked: its time ran meanwhile. */
static void take_job(struct rt_worker *worker, size_t link, const struct rt_wire_head *head, zmq_msg_t *message) {
  struct rt_job *job = malloc(sizeof *job);
  if (job == NULL) {
    abort();
  }
  *job = (struct rt_job){.link = link, .head = *head, .deadline_ms = worker->looked_ms + head->argument};
  zmq_msg_init(&job->message);
  zmq_msg_move(&job->message, message);
  *worker->last = job;
  worker->last = &job->next;
}

void rt_worker_join(struct rt_worker *worker, size_t index, int64_t now_ms) {
  struct rt_link *link = &worker->links[index];
  struct rt_wire_head head = {.kind = RT_WIRE_JOIN, .argument = credits(worker)};
  memcpy(head.name, worker->lane.name, strlen(worker->lane.name));
  if (link->socket == NULL || !rt_wire_send(link->socket, &head, (struct rt_bytes){0}, (struct rt_bytes){0})) {
    return;
  }
  link->state = RT_LINK_ASKING;
  link->heard_ms = now_ms;
  link->beat_ms = now_ms;
  worker->drained[index] = false;
}

/* Asked again whenever the broker says that it does not know us: keys may be put right while we run. */
static void take_refusal(struct rt_worker *worker, struct rt_link *link) {
  link->state = RT_LINK_REFUSED;
  if (!worker->refused) {
    worker->refused = true;
    rt_log(RT_LOG_ERROR, "broker refuses this key in the lane", RT_TEXT("lane", worker->lane.name));
  }
}

static bool wants_jobs(const struct rt_worker *worker) {
  return !worker->resting && !atomic_load(&worker->server->draining);
}

static void take_message(struct rt_worker *worker, size_t index, const struct rt_wire_head *head, zmq_msg_t *message) {
  struct rt_link *link = &worker->links[index];
  int64_t now_ms = rt_clock_monotonic_ms();
  link->heard_ms = now_ms;
  if (head->kind == RT_WIRE_JOB) {
    take_job(worker, index, head, message);
  } else if (head->kind == RT_WIRE_JOINED) {
    link->state = RT_LINK_UP;
  } else if (head->kind == RT_WIRE_REFUSED) {
    take_refusal(worker, link);
  } else if (head->kind == RT_WIRE_DRAINED) {
    worker->drained[index] = true;
  } else if (head->kind == RT_WIRE_REJOIN) {
    drop_jobs(worker, index); /* the broker does not know us: it has told whoever asked */
    worker->drained[index] = true;
    if (wants_jobs(worker)) {
      rt_worker_join(worker, index, now_ms);
    }
  }
}

static void receive(struct rt_worker *worker, size_t index) {
  struct rt_link *link = &worker->links[index];
  for (size_t count = 1; count > 0 && link->socket != NULL;) {
    zmq_msg_t message;
    count = rt_frames_receive(link->socket, &message, 1);
    struct rt_wire_head head;
    if (count == 1 && rt_wire_head_read(zmq_msg_data(&message), zmq_msg_size(&message), &head)) {
      take_message(worker, index, &head, &message);
    }
    rt_frames_close(&message, 1);
  }
}

static void look_after(struct rt_worker *worker, size_t index, int64_t now_ms) {
  struct rt_link *link = &worker->links[index];
  if (rt_link_broken(link, now_ms)) {
    drop_jobs(worker, index);
    rt_link_open(link);
  }
  if (link->state == RT_LINK_DOWN && wants_jobs(worker)) {
    rt_worker_join(worker, index, now_ms);
  } else if (link->state != RT_LINK_DOWN) {
    rt_link_beat(link, now_ms);
  }
}

/* It meant to turn sooner: it was stopped, and for a while what comes may have come as long ago as the last turn. */
static void note_hiccup(struct rt_worker *worker, int64_t now_ms) {
  if (now_ms - worker->turn_ms > RT_WORKER_SLEEP_MS + HICCUP_MS) {
    worker->looked_ms = worker->turn_ms;
    worker->doubt_ms = now_ms + DOUBT_MS;
  }
}

void rt_worker_looked(struct rt_worker *worker, int64_t now_ms) {
  worker->looked_ms = now_ms >= worker->doubt_ms ? now_ms : worker->looked_ms;
}

void rt_worker_turn(struct rt_worker *worker) {
  int64_t now_ms = rt_clock_monotonic_ms();
  note_hiccup(worker, now_ms);
  worker->away = worker->away || now_ms - worker->turn_ms >= RT_WIRE_AWAY_MS;
  worker->turn_ms = now_ms;
  if (worker->away) {
    return; /* what lies in the sockets looks fresh and is not: the loop closes them */
  }
  bool joined = false;
  for (size_t i = 0; i < worker->server->broker_count; i++) {
    receive(worker, i);
    look_after(worker, i, now_ms);
    joined = joined || worker->links[i].state == RT_LINK_UP;
  }
  rt_worker_looked(worker, now_ms);
  atomic_store(&worker->ready, joined && !worker->resting);
}

/* Packed where it is sent from. */
static void send_answer(struct rt_link *link, const struct rt_job *job, const Bm__Answer *answer, size_t answer_size,
                        struct rt_bytes payload) {
  struct rt_wire_head head = {.kind = RT_WIRE_REPLY, .attempt = job->head.attempt, .ticket = job->head.ticket};
  zmq_msg_t message;
  if (zmq_msg_init_size(&message, RT_WIRE_HEAD_SIZE + answer_size + payload.size) != 0) {
    return;
  }
  uint8_t *bytes = zmq_msg_data(&message);
  memcpy(head.id, job->head.id, sizeof head.id);
  head.first_size = (uint32_t)answer_size;
  rt_wire_head_write(&head, bytes);
  if (answer != NULL) {
    bm__answer__pack(answer, bytes + RT_WIRE_HEAD_SIZE);
  }
  if (payload.size > 0) {
    memcpy(bytes + RT_WIRE_HEAD_SIZE + answer_size, payload.data, payload.size);
  }
  (void)rt_msg_send(link->socket, &message, false);
}

void rt_worker_answer(struct rt_worker *worker, const struct rt_job *job, const Bm__Answer *answer,
                      struct rt_bytes payload) {
  struct rt_link *link = &worker->links[job->link];
  if (link->socket == NULL || link->state != RT_LINK_UP) {
    return; /* the broker has told the caller already */
  }
  Bm__Answer too_large = rt_wire_answer(RT_INTERNAL);
  size_t answer_size = answer == NULL ? 0 : bm__answer__get_packed_size(answer);
  if (payload.size > RT_WIRE_PAYLOAD_MAX || answer_size > RT_WIRE_PAYLOAD_MAX) {
    rt_log(RT_LOG_ERROR, "answer too large", RT_TEXT("lane", worker->lane.name), RT_NUMBER("bytes", payload.size));
    answer = &too_large;
    answer_size = bm__answer__get_packed_size(answer);
    payload = (struct rt_bytes){0};
  }
  send_answer(link, job, answer, answer_size, payload);
}
