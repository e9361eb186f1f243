/* Appending: parameters are encoded at once, so that a pipe can be sent again as it is. */
#include "runtime/pg/pipe_inside.h"
#include "runtime/pg/values/param.h"

#include <assert.h>
#include <string.h>

static const struct rt_statement commit_durably = {"rt_commit_durably",
                                                   "SELECT set_config('synchronous_commit', $1, true)"};

struct rt_pipe *rt_pipe_new(struct rt_arena *arena, const struct rt_seal *seal, void *owner) {
  struct rt_pipe *pipe = rt_arena_alloc(arena, sizeof *pipe);
  pipe->arena = arena;
  pipe->seal = seal;
  pipe->owner = owner;
  return pipe;
}

struct rt_arena *rt_pipe_arena(const struct rt_pipe *pipe) {
  return pipe->arena;
}

const struct rt_seal *rt_pipe_seal(const struct rt_pipe *pipe) {
  return pipe->seal;
}

void *rt_pipe_owner(const struct rt_pipe *pipe) {
  return pipe->owner;
}

size_t rt_pipe_size(const struct rt_pipe *pipe) {
  return pipe->count;
}

const struct rt_wave_outcome *rt_pipe_outcome(const struct rt_pipe *pipe) {
  return &pipe->outcome;
}

/* Room for one more of `bytes` in a list that lives in the arena: the old one is left behind. */
static void *more(struct rt_arena *arena, void *list, size_t count, size_t *room, size_t bytes) {
  if (count < *room) {
    return list;
  }
  *room = *room == 0 ? 8 : *room * 2;
  void *bigger = rt_arena_array(arena, *room, bytes);
  if (count > 0) {
    memcpy(bigger, list, count * bytes);
  }
  return bigger;
}

void rt_pipe_add(struct rt_pipe *pipe, const struct rt_statement *statement, const struct rt_param *params,
                 size_t count, rt_row_reader reader, void *into) {
  pipe->entries = more(pipe->arena, pipe->entries, pipe->count, &pipe->room, sizeof *pipe->entries);
  struct rt_pipe_entry *entry = &pipe->entries[pipe->count++];
  *entry = (struct rt_pipe_entry){.statement = statement, .count = count, .reader = reader, .into = into};
  entry->kinds = rt_arena_array(pipe->arena, count + 1, sizeof *entry->kinds);
  entry->values = rt_arena_array(pipe->arena, count + 1, sizeof *entry->values);
  entry->lengths = rt_arena_array(pipe->arena, count + 1, sizeof *entry->lengths);
  for (size_t i = 0; i < count; i++) {
    entry->kinds[i] = params[i].kind;
    entry->values[i] = rt_param_encode(pipe->arena, &params[i], &entry->lengths[i]);
  }
}

void rt_pipe_commit_durably(struct rt_pipe *pipe) {
  rt_pipe_run(pipe, &commit_durably, NULL, NULL, RT_P_TEXT("on"));
}

void rt_pipe_number(struct rt_pipe *pipe, const char *kind, const char *unit, int32_t day, int64_t *ret_number) {
  pipe->wishes = more(pipe->arena, pipe->wishes, pipe->wish_count, &pipe->wish_room, sizeof *pipe->wishes);
  pipe->wishes[pipe->wish_count++] = (struct rt_number_wish){kind, unit, day, ret_number, false};
}
