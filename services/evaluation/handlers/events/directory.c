/* Copies of the directory: figures are by unit and by item. */
#include "bianmin/events.pb-c.h"
#include "evaluation/store/cases.h"
#include "runtime/call/call.h"

/* A nation has more than a million units, which come one behind the other: those of a round together. */
static void units_save(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct evaluation_unit *units = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *units);
  for (size_t i = 0; i < count; i++) {
    const Bm__UnitPut *in = rt_call_request(calls[i], &bm__unit_put__descriptor);
    units[i] =
        (struct evaluation_unit){.unit = in->unit, .name = in->name, .path = in->path, .kind = (int64_t)in->kind};
  }
  evaluation_units_put(pipe, units, count);
}

const struct rt_handler evaluation_on_unit_put = {.save_all = units_save};

static void item_save(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__ItemPut *in = rt_call_request(call, &bm__item_put__descriptor);
  evaluation_items_put(pipe, in->item, in->name, (int)in->kind);
}

const struct rt_handler evaluation_on_item_put = {.save = item_save};
