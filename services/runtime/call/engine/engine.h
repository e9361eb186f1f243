/* A thread's engine: its connection and what it does with a drain. service.c puts it behind a lane; tests drive it
 * directly. */
#ifndef RT_CALL_ENGINE_H
#define RT_CALL_ENGINE_H

#include "runtime/call/service.h"
#include "runtime/wire/server.h"

struct rt_engine;

/* What an engine needs; all of it outlives the engine. */
struct rt_engine_parts {
  const struct rt_service *service;
  const char *dsn;
  const struct rt_seal *seal;
  const void *things;          /* calls get it as call->service */
  const char *lane;            /* for the metrics */
  void (*wake)(void *context); /* after the barrier, when there is something for the relay; NULL: nobody */
  void *wake_context;
};

/* What it has done, for metrics and tests. */
struct rt_engine_counts {
  uint64_t drains;
  uint64_t barriers;
  uint64_t reruns;
};

/* Connects; UNAVAILABLE when the database is away. */
RT_MUST_CHECK bool rt_engine_new(const struct rt_engine_parts *parts, struct rt_engine **ret_engine,
                                 struct rt_error *error);
void rt_engine_destroy(struct rt_engine **engine);
const struct rt_engine_counts *rt_engine_counts(const struct rt_engine *engine);

/* Called while it waits for the database; NULL: nobody. */
void rt_engine_beat(struct rt_engine *engine, void (*beat)(void *context), void *context);

/* Its database is there; connects anew when the time for it has come, beating. */
bool rt_engine_able(struct rt_engine *engine);
/* Answers `count` requests (≤ RT_DRAIN_MAX). When it returns, all that the answers say is on disk. */
void rt_engine_drain(struct rt_engine *engine, struct rt_arena *arena, const struct rt_incoming *requests, size_t count,
                     struct rt_outgoing *ret_outgoing);

/* Fires timers (≤ RT_DRAIN_MAX) of the service's kinds, each once whoever else tries: ret_fired[i] says whether it is
 * dealt with (done, or gone), else it is to be tried later. A kind nobody knows is not dealt with. */
void rt_engine_fire(struct rt_engine *engine, struct rt_arena *arena, const struct rt_timer *timers, size_t count,
                    bool *ret_fired);

/* The engine's connection, for the thread that owns it. */
struct rt_conn *rt_engine_conn(struct rt_engine *engine);

#endif
