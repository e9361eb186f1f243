/* A sound flow of four states, and room to break it. */
#ifndef TESTS_DOMAIN_SMALL_FLOW_H
#define TESTS_DOMAIN_SMALL_FLOW_H

#include "domain/flow.h"

enum { STATE_NONE, STATE_OPEN, STATE_HELD, STATE_DONE, STATE_GONE, STATE__COUNT };
enum { ACTION_NONE, ACTION_TAKE, ACTION_PUT_BACK, ACTION_FINISH, ACTION_DROP, ACTION__COUNT };
enum { ROLE_NONE, ROLE_CLERK, ROLE_REVIEWER, ROLE__COUNT };
enum { SMALL_ROWS = 5, SMALL_ROOM = 12 };

/* Own copies, so that a test may change what it breaks. */
struct small_flow {
  struct dom_flow_name states[STATE__COUNT];
  struct dom_flow_name actions[ACTION__COUNT];
  struct dom_flow_name roles[ROLE__COUNT];
  struct dom_flow_row rows[SMALL_ROOM];
  struct dom_flow flow; /* points into this */
};

void small_flow_make(struct small_flow *ret_small);

#endif
