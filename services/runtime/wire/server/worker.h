/* One thread of a lane: its links to all brokers, what they handed it, its turn of the loop. */
#ifndef RT_WIRE_WORKER_H
#define RT_WIRE_WORKER_H

#include "runtime/wire/link.h"
#include "runtime/wire/server.h"
#include <pthread.h>
#include <stdatomic.h>

enum { RT_WORKER_SLEEP_MS = RT_WIRE_BEAT_MS / 2 }; /* the loop turns at least so often */

/* A job between its arrival and its answer. */
struct rt_job {
  struct rt_job *next; /* that came after it */
  size_t link;
  struct rt_wire_head head;
  int64_t deadline_ms;
  zmq_msg_t message; /* as it came: head, envelope, payload */
};

struct rt_server {
  void *context;
  struct rt_keys keys;
  struct rt_endpoint brokers[RT_BROKERS_MAX];
  size_t broker_count;
  struct rt_worker *workers;
  size_t worker_count;
  int wake; /* an eventfd that becomes readable when the server drains and stays so */
  atomic_bool draining;
  atomic_llong patience_ms; /* monotonic; a draining thread ends here whatever it holds */
};

struct rt_worker {
  struct rt_server *server;
  struct rt_lane lane;
  pthread_t thread;
  bool started;
  atomic_bool ready;
  void *state;
  struct rt_link links[RT_BROKERS_MAX];
  bool drained[RT_BROKERS_MAX]; /* the broker said that no job comes any more */
  struct rt_job *first, **last; /* the inbox, in order of arrival; `last` is where the next one is hooked on */
  int64_t turn_ms;              /* when the loop last turned */
  int64_t looked_ms;            /* what lies unread in the sockets came after this */
  int64_t doubt_ms;             /* until then `looked_ms` stays where it was before a stop */
  bool refused;                 /* said so in the log */
  bool resting;                 /* not able: the brokers were asked for no jobs */
  bool away;                    /* too long ago: what the brokers handed over is not ours any more */
  struct rt_arena *arena;
};

/* What a drain callback is given as `struct rt_beat`. */
struct rt_beat {
  struct rt_worker *worker;
};

/* The thread's body. */
void *rt_worker_run(void *worker);

/* worker_links.c: takes in what has come, beats, joins, mends links. */
void rt_worker_turn(struct rt_worker *worker);
/* What comes from now on comes after this, unless there is doubt. */
void rt_worker_looked(struct rt_worker *worker, int64_t now_ms);
/* Asks a broker for jobs. */
void rt_worker_join(struct rt_worker *worker, size_t link, int64_t now_ms);
void rt_worker_open_links(struct rt_worker *worker);
/* Drops the inbox. `in_peace`: what was sent still leaves, within the sockets' linger. */
void rt_worker_close_links(struct rt_worker *worker, bool in_peace);
void rt_job_free(struct rt_job *job);
void rt_worker_answer(struct rt_worker *worker, const struct rt_job *job, const Bm__Answer *answer,
                      struct rt_bytes payload);

#endif
