/* Units and items as people see them. Texts live as long as what they were made of. */
#ifndef INTAKE_HANDLERS_DIRECTORY_MESSAGES_H
#define INTAKE_HANDLERS_DIRECTORY_MESSAGES_H

#include "bianmin/intake.pb-c.h"
#include "intake/rules/directory/guide.h"
#include "intake/rules/directory/unit.h"
#include "runtime/base/arena.h"

Bm__Unit *intake_unit_message(struct rt_arena *arena, const struct intake_unit *unit);
Bm__Item *intake_item_message(struct rt_arena *arena, const struct intake_guide *guide);

/* What of an item is kept in its guide: papers and guide as they were put, packed. */
struct rt_bytes intake_detail_pack(struct rt_arena *arena, const Bm__Item *item);
/* Puts it back into an item's message; empty bytes leave it as it is. What can't be read is a bug of ours. */
void intake_detail_add(struct rt_arena *arena, struct rt_bytes detail, Bm__Item *item);
/* The JSON names of what a complete guide says and this one does not (I-03). */
void intake_guide_lacks(struct rt_arena *arena, const Bm__Item *item, Bm__Guide *guide);

#endif
