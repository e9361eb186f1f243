/* Statements on what guides say beside the item (I-03). */
#ifndef INTAKE_STORE_GUIDES_H
#define INTAKE_STORE_GUIDES_H

#include "intake/store/directory/directory.h"

struct intake_guide_put {
  const char *item;
  const int64_t *life_events; /* bm.LifeEvent */
  size_t life_event_count;
  struct rt_bytes detail; /* a packed bm.Item */
};

/* After the item itself, in the same transaction: the item's version guards both. */
void intake_guides_put(struct rt_pipe *pipe, const struct intake_guide_put *put);

/* Empty if there is none. */
void intake_guides_load(struct rt_pipe *pipe, const char *item, struct rt_bytes *into);

/* The office that decides on an item at a unit: the nearest above `path` with the item's office name; `unit` stays NULL
 * if there is none. */
void intake_guides_office(struct rt_pipe *pipe, const char *item, const char *path, struct intake_unit *into);

#endif
