#include "broker/route/authority.h"

#include <stddef.h>
#include <string.h>

enum lanes { LANES_EVENT, LANES_BUT_EVENT };

/* Keys that are no service. All others call events only and serve their own lanes. */
static const struct {
  const char *identity;
  enum lanes calls;
  bool serves;
} authorities[] = {
    {"gateway", LANES_BUT_EVENT, false},
    {"operator", LANES_BUT_EVENT, false},
    {"broker", LANES_EVENT, false},
};

static bool is_event(const char *lane) {
  const char *dot = strrchr(lane, '.');
  return dot != NULL && strcmp(dot, ".event") == 0;
}

bool broker_may_call(const char *identity, const char *lane) {
  enum lanes calls = LANES_EVENT;
  for (size_t i = 0; i < sizeof authorities / sizeof authorities[0]; i++) {
    if (strcmp(authorities[i].identity, identity) == 0) {
      calls = authorities[i].calls;
    }
  }
  return is_event(lane) == (calls == LANES_EVENT);
}

bool broker_may_serve(const char *identity, const char *lane) {
  for (size_t i = 0; i < sizeof authorities / sizeof authorities[0]; i++) {
    if (strcmp(authorities[i].identity, identity) == 0) {
      return authorities[i].serves;
    }
  }
  size_t length = strlen(identity);
  return length > 0 && strncmp(lane, identity, length) == 0 && lane[length] == '.';
}
