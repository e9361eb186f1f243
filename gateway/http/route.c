/* A walk over a few dozen rows; the table is sorted so that the first that fits is the right one. */
#include "gateway/http/route.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Cuts the last segment at its last ':' into scratch. *ret_action is what follows, NULL if there is none. */
static const char *cut_action(const char *segment, char *scratch, const char **ret_action) {
  size_t len = strlen(segment);
  assert(len < RT_HTTP_HEAD_MAX);
  memcpy(scratch, segment, len + 1);
  char *colon = strrchr(scratch, ':');
  *ret_action = colon ? colon + 1 : NULL;
  if (colon) {
    *colon = '\0';
  }
  return scratch;
}

static bool same(const char *a, const char *b) {
  return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

static bool segment_fits(const struct gw_segment *segment, const char *text, struct gw_match *match) {
  if (!segment->variable) {
    return strcmp(segment->text, text) == 0;
  }
  if (*text == '\0' || strchr(text, ':') || match->variable_count == GW_VARIABLES_MAX) {
    return false;
  }
  match->variables[match->variable_count++] = (struct rt_json_given){segment->text, text};
  return true;
}

static bool path_fits(const struct gw_route *route, const struct rt_http_target *target, const char *last,
                      const char *action, struct gw_match *match) {
  size_t count = target->segment_count;
  match->variable_count = 0;
  if (!same(route->action, action)) {
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    const struct gw_segment *segment = &route->segments[i];
    if (!segment->text || !segment_fits(segment, i + 1 == count ? last : target->segments[i], match)) {
      return false;
    }
  }
  return route->segments[count].text == NULL;
}

static void add_allowed(struct gw_match *match, const char *verb) {
  size_t used = strlen(match->allow);
  size_t len = strlen(verb);
  if (!strstr(match->allow, verb) && used + len + 3 < sizeof match->allow) {
    snprintf(match->allow + used, sizeof match->allow - used, "%s%s", used > 0 ? ", " : "", verb);
  }
}

void gw_route_find(const struct gw_route *routes, const char *verb, const struct rt_http_target *target, char *scratch,
                   struct gw_match *ret) {
  const char *wanted = strcmp(verb, "HEAD") == 0 ? "GET" : verb;
  const char *action = NULL;
  *ret = (struct gw_match){.route = NULL};
  const char *last = cut_action(target->segments[target->segment_count - 1], scratch, &action);
  for (const struct gw_route *route = routes; route->verb; route++) {
    if (!path_fits(route, target, last, action, ret)) {
      continue;
    }
    if (strcmp(route->verb, wanted) == 0) {
      ret->route = route;
      ret->allow[0] = '\0';
      return;
    }
    add_allowed(ret, route->verb);
  }
  ret->variable_count = 0;
}
