/* Whose turn it is when events are taken in: order and once-only, by the count of each stream. Pure. */
#ifndef RT_STEPS_TURNS_H
#define RT_STEPS_TURNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rt_turn { RT_TURN_TAKE, RT_TURN_HAD, RT_TURN_GAP };

/* An event with number `seq` of a stream of which `last_seq` was taken in last: it is the next, it was had, or one
 * before it is missing. */
enum rt_turn rt_turn_of(int64_t last_seq, int64_t seq);

/* An event of a delivery and how far it is. Zero-initialised but for the first two. */
struct rt_offer {
  const char *sender;
  const char *stream;
  bool tried;
  bool taken;  /* or had */
  bool behind; /* one of its stream before it was not taken: it was not tried, and counts as a gap */
};

/* The next round: the first untried of each stream, unless one before it was not taken. Sets `tried` of those it picks
 * and of those it passes over for good. Returns how many indexes it wrote; 0: all are done. */
size_t rt_offers_pick(struct rt_offer *offers, size_t count, size_t *ret_picked);

#endif
