/* Lights by time left (R-07, the default row): warning max(1, ⌊promise/5⌋) working days before the promised date, for
 * an immediate case none; yellow from the day after the promised date; red from the day after the statutory one. */
#ifndef DOM_LIGHTS_H
#define DOM_LIGHTS_H

#include "domain/deadline.h"

enum dom_light { DOM_LIGHT_NONE, DOM_LIGHT_WARNING, DOM_LIGHT_YELLOW, DOM_LIGHT_RED, DOM_LIGHT__COUNT };

/* The first day each light is lit, by light; DOM_DATE_NONE: never. day[DOM_LIGHT_NONE] is DOM_DATE_NONE. Two may be lit
 * the same day. */
struct dom_crossings {
  int32_t day[DOM_LIGHT__COUNT];
};

/* The crossing days of a clock with these dues. pauses (borrowed): days that don't count as days before the promised
 * date; either due may be DOM_DATE_NONE, its light then never comes. */
struct dom_crossings dom_light_crossings(const struct dom_calendar *calendar, const struct dom_dues *dues,
                                         int32_t promised_days, const struct dom_pause *pauses, size_t pause_count);

/* The worst light lit on a day. */
enum dom_light dom_light_on(const struct dom_crossings *crossings, int32_t day);

/* "NONE", "WARNING", "YELLOW", "RED". */
const char *dom_light_name(enum dom_light light);

#endif
