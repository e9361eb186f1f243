/* What can be watched: lists of the API, each known by its route. Pure. */
#ifndef GW_SSE_TOPICS_H
#define GW_SSE_TOPICS_H

#include "gateway/routes.h"

#include <stddef.h>

enum { GW_TOPICS = 5 };

struct gw_topic {
  const char *name;
  const char *method; /* the read whose answer tells by its bytes whether the list changed */
  bool by_account;    /* the list is the account's own; else all of the same roles, unit and offices see the same */
  int every_ms;
};
extern const struct gw_topic gw_topics[GW_TOPICS];

/* The topics named in "tasks,notifications": *ret_wanted[i] of gw_topics. False: one of them is none. */
bool gw_topics_parse(const char *text, bool ret_wanted[GW_TOPICS]);
/* The route of the API that reads the topic. */
const struct gw_route *gw_topic_route(const struct gw_topic *topic);

enum { GW_DIGEST = 17 }; /* hexadecimal digits of a list's state, and a NUL */
/* What the id of an event ("tasks=0123456789abcdef,…") says of a topic; "" if nothing. */
void gw_topic_seen(const char *id, const char *name, char ret_digest[GW_DIGEST]);

#endif
