#include "gateway/sse/live.h"

#include "bianmin/notification.pb-c.h"
#include "gateway/auth/sessions.h"
#include "gateway/http/check.h"
#include "gateway/http/reply.h"
#include "gateway/sse/watch.h"
#include "runtime/base/clock.h"
#include "runtime/metrics/metrics.h"

#include <assert.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is remembered of a session is trusted for 5 s; asked for as if it were a little later, so that with the time
 * between two checks a stream still ends within those 5 s. */
enum { BEAT_MS = 15000, CHECK_MS = 1000, EARLY_MS = CHECK_MS + GW_TICK_MS, PENDING_MAX = 16 * 1024, EVENT_MAX = 512 };

static const struct rt_http_refusal role_refused = {403, "ROLE_NOT_ALLOWED", "您的岗位没有这个列表"};
static const struct rt_http_refusal too_many = {429, "TOO_MANY_STREAMS",
                                                "实时连接过多；请关闭几个页面，或过一会儿再试，期间可手动刷新"};
static const struct rt_http_refusal leaving = {503, "UNAVAILABLE", "服务正在更换，请稍后重试"};

static struct rt_metric streams_open = {
    .kind = RT_METRIC_GAUGE, .name = "bm_gateway_streams", .help = "Streams of live lists open"};
static struct rt_metric watches_open = {
    .kind = RT_METRIC_GAUGE, .name = "bm_gateway_watches", .help = "Lists that are looked at for them"};

struct gw_stream {
  TAILQ_ENTRY(gw_stream) link;
  struct gw_request *r; /* held until the exchange is gone */
  struct gw_watch *watches[GW_TOPICS];
  char seen[GW_TOPICS][GW_DIGEST]; /* the client knows the list as it was then */
  struct rt_buffer subject;        /* packed: whose it was at the beginning */
  int64_t beat_ms;
  int64_t check_ms;
  bool checking;
  bool over;
};

struct gw_live {
  struct gw *gw;
  struct gw_watches *watches;
  struct event *tick; /* added while there is a stream */
  TAILQ_HEAD(streams, gw_stream) streams;
  size_t count;
  size_t most;
};

static void say(struct gw_stream *stream, const char *text) {
  rt_http_write(stream->r->x, text, strlen(text));
  stream->beat_ms = rt_clock_monotonic_ms() + BEAT_MS;
}

static void end(struct gw_stream *stream) {
  if (!stream->over && stream->r->x) {
    stream->over = true;
    say(stream, "event: end\ndata: {}\n\n");
    rt_http_end(stream->r->x);
  }
}

/* The id says of every topic what the client knows, so that it can go on from it on another connection. */
static void say_changed(struct gw_stream *stream, int topic) {
  char text[EVENT_MAX];
  size_t used = (size_t)snprintf(text, sizeof text, "event: changed\nid: ");
  const char *comma = "";
  for (int i = 0; i < GW_TOPICS; i++) {
    if (stream->seen[i][0]) {
      used += (size_t)snprintf(text + used, sizeof text - used, "%s%s=%s", comma, gw_topics[i].name, stream->seen[i]);
      comma = ",";
    }
  }
  used += (size_t)snprintf(text + used, sizeof text - used, "\ndata: {\"topic\":\"%s\"}\n\n", gw_topics[topic].name);
  assert(used < sizeof text);
  say(stream, text);
}

/* Who does not take what there is gets the rest later: only the last state counts. */
static void tell(struct gw_stream *stream) {
  for (int i = 0; i < GW_TOPICS; i++) {
    const struct gw_watch *watch = stream->watches[i];
    if (!stream->over && stream->r->x && watch && watch->digest[0] && strcmp(watch->digest, stream->seen[i]) != 0 &&
        rt_http_pending(stream->r->x) < PENDING_MAX) {
      memcpy(stream->seen[i], watch->digest, GW_DIGEST);
      say_changed(stream, i);
    }
  }
}

static void on_news(void *context, struct gw_watch *watch) {
  struct gw_live *live = context;
  struct gw_stream *stream;
  TAILQ_FOREACH(stream, &live->streams, link) {
    for (int i = 0; i < GW_TOPICS; i++) {
      if (stream->watches[i] == watch) {
        tell(stream);
      }
    }
  }
}

static void stream_free(struct gw_stream *stream) {
  rt_buffer_free(&stream->subject);
  free(stream);
}

/* The same session may be another's by now: other roles, another unit. Then the client comes again and sees what it
 * may. */
static void on_session(void *context, enum gw_verdict verdict, struct rt_bytes subject) {
  struct gw_request *r = context;
  struct gw_stream *stream = r->stream;
  if (stream) {
    bool same = subject.size == stream->subject.used && memcmp(subject.data, stream->subject.data, subject.size) == 0;
    stream->checking = false;
    if (verdict == GW_SESSION_UNKNOWN || (verdict == GW_SESSION_KNOWN && !same)) {
      end(stream);
    }
  }
  gw_request_release(r);
}

static void check(struct gw_stream *stream, int64_t now_ms) {
  struct gw_request *r = stream->r;
  if (!stream->checking && !stream->over) {
    stream->checking = true;
    stream->check_ms = now_ms + CHECK_MS;
    gw_request_hold(r);
    gw_sessions_find(r->gw->sessions, r->token, now_ms + EARLY_MS, on_session, r);
  }
}

static void on_tick(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  struct gw_live *live = arg;
  int64_t now_ms = rt_clock_monotonic_ms();
  struct gw_stream *stream;
  TAILQ_FOREACH(stream, &live->streams, link) {
    if (now_ms >= stream->check_ms) {
      check(stream, now_ms);
    }
    tell(stream);
    if (!stream->over && now_ms >= stream->beat_ms && rt_http_pending(stream->r->x) < PENDING_MAX) {
      say(stream, ":\n\n");
    }
  }
  gw_watches_tick(live->watches, now_ms);
}

struct gw_live *gw_live_new(struct gw *gw, size_t most) {
  struct gw_live *live = calloc(1, sizeof *live);
  assert(live);
  live->gw = gw;
  live->most = most;
  live->watches = gw_watches_new(gw, on_news, live);
  live->tick = event_new(gw->base, -1, EV_PERSIST, on_tick, live);
  assert(live->tick);
  TAILQ_INIT(&live->streams);
  return live;
}

void gw_live_destroy(struct gw_live **live) {
  if (!*live) {
    return;
  }
  assert(TAILQ_EMPTY(&(*live)->streams));
  event_free((*live)->tick);
  gw_watches_destroy(&(*live)->watches);
  free(*live);
  *live = NULL;
}

static void count_changed(const struct gw_live *live) {
  rt_metric_set(&streams_open, NULL, NULL, (int64_t)live->count);
  rt_metric_set(&watches_open, NULL, NULL, (int64_t)gw_watches_count(live->watches));
}

static size_t of_session(const struct gw_live *live, const char *session) {
  size_t count = 0;
  const struct gw_stream *stream;
  TAILQ_FOREACH(stream, &live->streams, link) {
    count += strcmp(stream->r->subject->session, session) == 0;
  }
  return count;
}

/* False: answered. */
static bool wanted_topics(struct gw_request *r, bool ret_wanted[GW_TOPICS]) {
  const Bm__WatchListsRequest *request = (const Bm__WatchListsRequest *)gw_check_message(r, "{}", 2);
  if (!request) {
    return false;
  }
  if (!gw_topics_parse(request->topics, ret_wanted)) {
    struct rt_faults faults = {0};
    rt_fault_add(&faults, r->arena, "topics", "没有这个列表；可用的见接口文档");
    gw_reply_faults(r, &faults);
    return false;
  }
  for (int i = 0; i < GW_TOPICS; i++) {
    if (ret_wanted[i] && !gw_check_role(gw_topic_route(&gw_topics[i])->roles, r->subject)) {
      gw_reply_refuse(r, &role_refused);
      return false;
    }
  }
  return true;
}

static bool has_room(struct gw_request *r) {
  const struct gw_live *live = r->gw->live;
  if (r->gw->draining) {
    gw_reply_refuse(r, &leaving);
    return false;
  }
  if (live->count >= live->most || of_session(live, r->subject->session) >= GW_STREAMS_A_SESSION) {
    gw_reply_refuse(r, &too_many);
    return false;
  }
  return true;
}

static void join(struct gw_stream *stream, const bool wanted[GW_TOPICS]) {
  struct gw_request *r = stream->r;
  const char *id = gw_request_field(r, "Last-Event-ID", NULL);
  for (int i = 0; i < GW_TOPICS; i++) {
    if (wanted[i]) {
      stream->watches[i] = gw_watch_join(r->gw->live->watches, &gw_topics[i], r->subject);
      gw_topic_seen(id ? id : "", gw_topics[i].name, stream->seen[i]);
    }
  }
}

static struct gw_stream *stream_new(struct gw_request *r) {
  struct gw_live *live = r->gw->live;
  struct gw_stream *stream = calloc(1, sizeof *stream);
  assert(stream);
  stream->r = r;
  stream->check_ms = rt_clock_monotonic_ms() + CHECK_MS;
  uint8_t *bytes = (uint8_t *)rt_buffer_reserve(&stream->subject, bm__subject__get_packed_size(r->subject) + 1);
  stream->subject.used = bm__subject__pack(r->subject, bytes);
  r->stream = stream;
  TAILQ_INSERT_TAIL(&live->streams, stream, link);
  if (live->count++ == 0) {
    struct timeval every = {.tv_usec = GW_TICK_MS * 1000L};
    event_add(live->tick, &every);
  }
  return stream;
}

void gw_live_begin(struct gw_request *r) {
  bool wanted[GW_TOPICS];
  if (!wanted_topics(r, wanted) || !has_room(r)) {
    return;
  }
  rt_http_field(r->x, "Cache-Control", "no-store");
  rt_http_field(r->x, "X-Accel-Buffering", "no");
  rt_http_stream(r->x, 200, "text/event-stream", RT_HTTP_ENDLESS);
  if (rt_http_text_is(rt_http_head(r->x)->method, "HEAD")) {
    return;
  }
  gw_admit_leave(&r->place); /* it is no call under way: its looks are bounded by themselves */
  struct gw_stream *stream = stream_new(r);
  join(stream, wanted);
  say(stream, "retry: 3000\n\n");
  count_changed(r->gw->live);
  tell(stream);
}

void gw_live_gone(struct gw_request *r) {
  struct gw_live *live = r->gw->live;
  struct gw_stream *stream = r->stream;
  r->stream = NULL;
  TAILQ_REMOVE(&live->streams, stream, link);
  for (int i = 0; i < GW_TOPICS; i++) {
    if (stream->watches[i]) {
      gw_watch_leave(stream->watches[i]);
    }
  }
  if (--live->count == 0) {
    event_del(live->tick);
  }
  stream_free(stream);
  count_changed(live);
}

void gw_live_check_all(struct gw_live *live) {
  struct gw_stream *stream;
  TAILQ_FOREACH(stream, &live->streams, link) {
    check(stream, rt_clock_monotonic_ms());
  }
}

void gw_live_close(struct gw_live *live) {
  struct gw_stream *stream;
  TAILQ_FOREACH(stream, &live->streams, link) {
    end(stream);
  }
}
