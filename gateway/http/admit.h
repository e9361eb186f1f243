/* How many calls may be under way to a lane at once; one more is turned away at once rather than left to wait. Pure.
 *
 * What is let in waits for those before it and no longer: at `limit` under way and a lane that does r a second, limit /
 * r seconds. Each lane has its own count, so that hand-ins do not keep reads out. */
#ifndef GW_HTTP_ADMIT_H
#define GW_HTTP_ADMIT_H

enum { GW_LANES_MAX = 32 };

struct gw_lane {
  const char *name; /* of the route table; NULL: not used yet */
  int under_way;
};

struct gw_admission {
  int limit;
  struct gw_lane lanes[GW_LANES_MAX];
};

/* A place among the calls under way to this lane, to be left again; NULL: it is full. `lane` must live as long as the
 * admission, and there may be GW_LANES_MAX of them (more: assert). */
struct gw_lane *gw_admit(struct gw_admission *admission, const char *lane);
/* Gives a place back and leaves NULL; NULL-safe. */
void gw_admit_leave(struct gw_lane **place);

#endif
