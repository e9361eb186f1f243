/* Lists that somebody listens to. One watch for each topic and scope, shared by all who listen: it reads the list, as
 * its route would for them, and keeps a digest of the answer. So nothing is read of what nobody listens to, and all
 * watches of a gateway together make at most GW_POLLS_MAX reads under way and GW_POLLS_A_TICK begun in a tick, however
 * many listen: with more of them each is looked at less often. */
#ifndef GW_SSE_WATCH_H
#define GW_SSE_WATCH_H

#include "gateway/gateway.h"
#include "gateway/sse/topics.h"

#include <sys/queue.h>

enum { GW_TICK_MS = 250, GW_POLLS_MAX = 8, GW_POLLS_A_TICK = 12 };

struct gw_watches;

struct gw_watch {
  TAILQ_ENTRY(gw_watch) link;
  struct gw_watches *watches;
  const struct gw_topic *topic;
  const struct gw_route *route;
  struct rt_buffer subject; /* packed: who reads, no more of them than the scope */
  char digest[GW_DIGEST];   /* "": not read yet */
  int64_t next_ms;
  int listeners;
  bool asking;
};

/* `news` is called when a watch's digest has changed. */
struct gw_watches *gw_watches_new(struct gw *gw, void (*news)(void *context, struct gw_watch *watch), void *context);
/* Nobody listens, and no read is under way. */
void gw_watches_destroy(struct gw_watches **watches);

/* Listens: the watch of this topic for this subject. */
struct gw_watch *gw_watch_join(struct gw_watches *watches, const struct gw_topic *topic, const Bm__Subject *subject);
/* Listens no more; the last one takes the watch away. */
void gw_watch_leave(struct gw_watch *watch);
/* Begins the reads that are due. */
void gw_watches_tick(struct gw_watches *watches, int64_t now_ms);
size_t gw_watches_count(const struct gw_watches *watches);

#endif
