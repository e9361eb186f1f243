/* The answers the wire itself gives: no broker, no worker, too late, too large. */
#ifndef RT_WIRE_ANSWERS_H
#define RT_WIRE_ANSWERS_H

#include "bianmin/envelope.pb-c.h"
#include "runtime/base/status.h"

/* Code, message for people, and a second to wait where asking again may help. Texts are static. */
Bm__Answer rt_wire_answer(enum rt_status status);

#endif
