/* Copies of the directory: figures are by unit and by item. */
#include "bianmin/events.pb-c.h"
#include "evaluation/store/cases.h"
#include "runtime/call/call.h"

static void unit_save(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__UnitPut *in = rt_call_request(call, &bm__unit_put__descriptor);
  evaluation_units_put(pipe, in->unit, in->name, (int)in->kind, in->path);
}

const struct rt_handler evaluation_on_unit_put = {.save = unit_save};

static void item_save(struct rt_call *call, struct rt_pipe *pipe) {
  const Bm__ItemPut *in = rt_call_request(call, &bm__item_put__descriptor);
  evaluation_items_put(pipe, in->item, in->name, (int)in->kind);
}

const struct rt_handler evaluation_on_item_put = {.save = item_save};
