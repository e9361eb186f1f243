#include "gateway/http/admit.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

static struct gw_lane *lane_of(struct gw_admission *admission, const char *name) {
  for (size_t i = 0; i < GW_LANES_MAX; i++) {
    struct gw_lane *lane = &admission->lanes[i];
    if (!lane->name) {
      lane->name = name;
    }
    if (lane->name == name || strcmp(lane->name, name) == 0) {
      return lane;
    }
  }
  assert(0 && "more lanes than GW_LANES_MAX");
  return NULL;
}

struct gw_lane *gw_admit(struct gw_admission *admission, const char *name) {
  struct gw_lane *lane = lane_of(admission, name);
  if (lane->under_way >= admission->limit) {
    return NULL;
  }
  lane->under_way++;
  return lane;
}

void gw_admit_leave(struct gw_lane **place) {
  if (*place) {
    assert((*place)->under_way > 0);
    (*place)->under_way--;
    *place = NULL;
  }
}
