#include "runtime/call/steps/turns.h"

#include <string.h>

enum rt_turn rt_turn_of(int64_t last_seq, int64_t seq) {
  if (seq <= last_seq) {
    return RT_TURN_HAD;
  }
  return seq == last_seq + 1 ? RT_TURN_TAKE : RT_TURN_GAP;
}

static bool same_stream(const struct rt_offer *a, const struct rt_offer *b) {
  return strcmp(a->stream, b->stream) == 0 && strcmp(a->sender, b->sender) == 0;
}

/* None of its stream before it is still to be tried; one behind a failure is passed over. */
static bool its_turn(struct rt_offer *offers, size_t at) {
  for (size_t i = 0; i < at; i++) {
    if (same_stream(&offers[i], &offers[at])) {
      if (!offers[i].tried) {
        return false;
      }
      if (!offers[i].taken) {
        offers[at].tried = offers[at].behind = true;
        return false;
      }
    }
  }
  return true;
}

size_t rt_offers_pick(struct rt_offer *offers, size_t count, size_t *ret_picked) {
  size_t picked = 0;
  for (size_t i = 0; i < count; i++) {
    if (!offers[i].tried && its_turn(offers, i)) {
      ret_picked[picked++] = i;
    }
  }
  for (size_t i = 0; i < picked; i++) {
    offers[ret_picked[i]].tried = true;
  }
  return picked;
}
