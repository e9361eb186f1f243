#include "intake/handlers/papers/sweep.h"

#include "domain/date.h"
#include "intake/rules/papers/paper.h"
#include "intake/store/papers/papers.h"
#include "intake/store/papers/pieces.h"
#include "intake/things.h"
#include "runtime/base/log.h"

#include <stdlib.h>
#include <string.h>

enum {
  SWEEP_MINUTE = 135, /* of the day: 02:15 */
  SWEEP_MOST = 100,   /* papers taken away at a time, so that the loop beats; … */
  SWEEP_AGAIN_S = 60  /* … the rest after this */
};

struct sweep {
  struct rt_arena *arena;
  int64_t now_us;
  const char **old; /* papers in the directory, by the time in their id no longer being uploaded */
  size_t count;
  size_t room;
  struct intake_paper_ids known;
  bool more;
};

static int64_t next_night(int64_t now_us) {
  return dom_time_at(dom_time_day(now_us) + 1, SWEEP_MINUTE);
}

static void set(struct rt_pipe *pipe, int64_t due_us) {
  rt_timers_set(pipe, &(struct rt_timer_set){INTAKE_PAPER_SWEEP, "papers", due_us}, 1);
}

void intake_paper_sweep_set(struct rt_pipe *pipe, int64_t now_us) {
  set(pipe, next_night(now_us));
}

static void found(void *context, const char *paper_id) {
  struct sweep *sweep = context;
  int64_t made_at_us = 0;
  if (!intake_paper_made_at(paper_id, &made_at_us) || !intake_pieces_stale(made_at_us, sweep->now_us))
    return;
  if (sweep->count == sweep->room) {
    size_t room = sweep->room ? 2 * sweep->room : 256;
    const char **grown = rt_arena_array(sweep->arena, room, sizeof *grown);
    if (sweep->count > 0)
      memcpy(grown, sweep->old, sweep->count * sizeof *grown);
    sweep->old = grown;
    sweep->room = room;
  }
  sweep->old[sweep->count++] = rt_arena_text(sweep->arena, paper_id);
}

/* The directory is read here, for the statement asks which of these papers there are. */
static void sweep_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct sweep *sweep = call->state;
  const struct intake_things *things = call->service;
  struct rt_error error = {0};
  *sweep = (struct sweep){.arena = call->arena, .now_us = call->now_us};
  if (!intake_pieces_each(things->papers_dir, found, sweep, &error))
    rt_log(RT_LOG_ERROR, "papers cannot be swept", RT_TEXT("why", error.text));
  sweep->known.ids = rt_arena_array(call->arena, sweep->count, sizeof *sweep->known.ids);
  if (sweep->count > 0)
    intake_papers_known(pipe, sweep->old, sweep->count, &sweep->known);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void take_away(const struct rt_call *call, const char *paper_id) {
  const struct intake_things *things = call->service;
  struct rt_error error = {0};
  if (!intake_pieces_remove(things->papers_dir, paper_id, &error))
    rt_log(RT_LOG_ERROR, "pieces cannot be swept", RT_TEXT("paper", paper_id), RT_TEXT("why", error.text));
}

static void sweep_decide(struct rt_call *call) {
  struct sweep *sweep = call->state;
  size_t taken = 0;
  if (sweep->known.count > 0)
    qsort(sweep->known.ids, sweep->known.count, sizeof *sweep->known.ids, by_text);
  for (size_t i = 0; i < sweep->count; i++) {
    if (sweep->known.count > 0 &&
        bsearch(&sweep->old[i], sweep->known.ids, sweep->known.count, sizeof *sweep->known.ids, by_text))
      continue;
    sweep->more = taken == SWEEP_MOST;
    if (sweep->more)
      break;
    take_away(call, sweep->old[i]);
    taken++;
  }
  if (taken > 0)
    rt_log(RT_LOG_INFO, "pieces without a paper swept", RT_NUMBER("papers", taken));
}

/* Never the row that fires now, which goes in this transaction. */
static void sweep_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct sweep *sweep = call->state;
  int64_t after = call->timer->due_us > call->now_us ? call->timer->due_us : call->now_us;
  set(pipe, sweep->more ? after + SWEEP_AGAIN_S * INT64_C(1000000) : next_night(after));
}

const struct rt_handler intake_paper_sweep = {
    .state_size = sizeof(struct sweep),
    .load = sweep_load,
    .decide = sweep_decide,
    .save = sweep_save,
};
