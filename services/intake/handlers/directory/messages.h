/* Units and items as people see them. Texts live as long as what they were made of. */
#ifndef INTAKE_HANDLERS_DIRECTORY_MESSAGES_H
#define INTAKE_HANDLERS_DIRECTORY_MESSAGES_H

#include "bianmin/intake.pb-c.h"
#include "intake/rules/directory/guide.h"
#include "intake/rules/directory/unit.h"
#include "runtime/base/arena.h"

Bm__Unit *intake_unit_message(struct rt_arena *arena, const struct intake_unit *unit);
Bm__Item *intake_item_message(struct rt_arena *arena, const struct intake_guide *guide);

#endif
