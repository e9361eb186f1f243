/* Live lists over raw sockets: what is told and when, who shares a look, how streams end, how many there may be. */
#include "live.h"

#include "bianmin/intake.pb-c.h"
#include "bianmin/notification.pb-c.h"
#include "gateway/sse/topics.h"
#include "gateway/sse/watch.h"
#include "runtime/base/clock.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LIST "notification.ListNotifications"

static atomic_int unread; /* what the list shows now */
static atomic_int away;   /* the list can't be read */
static atomic_bool revoked;
static char reader[64]; /* for whom it was read last */

static void lists(const struct fake_call *call, struct fake_answer *ret) {
  Bm__ListNotificationsReply inbox = BM__LIST_NOTIFICATIONS_REPLY__INIT;
  Bm__ListCasesReply cases = BM__LIST_CASES_REPLY__INIT;
  if (strcmp(call->envelope->method, LIST) != 0) {
    fake_pack(ret, &cases.base);
    return;
  }
  inbox.unread = atomic_load(&unread);
  snprintf(reader, sizeof reader, "%s %s", call->lane, call->envelope->subject->account);
  fake_pack(ret, &inbox.base);
  ret->status = atomic_load(&away) ? RT_UNAVAILABLE : RT_OK;
}

static void service(const struct fake_call *call, struct fake_answer *ret) {
  if (atomic_load(&revoked) && strcmp(call->envelope->method, "intake.ResolveSession") == 0) {
    ret->status = RT_UNAUTHENTICATED;
    return;
  }
  live_sessions(call, ret, lists);
}

static struct live *gateway(void) {
  atomic_store(&unread, 1);
  atomic_store(&away, 0);
  atomic_store(&revoked, false);
  return live_start(service);
}

/* A stream, and what came of it so far. */
struct stream {
  int fd;
  size_t used;
  char text[16384];
};

static struct stream *listen_to(struct live *live, const char *topics, const char *fields) {
  struct stream *stream = calloc(1, sizeof *stream);
  char head[1024];
  snprintf(head, sizeof head, "GET /v1/live?topics=%s HTTP/1.1\r\nHost: a\r\n" AUTH "%s\r\n", topics, fields);
  stream->fd = live_dial(live);
  live_send(stream->fd, head, strlen(head));
  return stream;
}

static size_t times(const struct stream *stream, const char *what) {
  size_t count = 0;
  for (const char *at = strstr(stream->text, what); at; at = strstr(at + 1, what)) {
    count++;
  }
  return count;
}

/* Reads until `what` has come so often; false: the stream ended, or nothing came for 5 s. */
static bool comes(struct stream *stream, const char *what, size_t often) {
  while (times(stream, what) < often) {
    ssize_t got = recv(stream->fd, stream->text + stream->used, sizeof stream->text - stream->used - 1, 0);
    if (got <= 0) {
      return false;
    }
    stream->used += (size_t)got;
  }
  return true;
}

static bool ends(struct stream *stream) {
  ssize_t got;
  while ((got = recv(stream->fd, stream->text + stream->used, sizeof stream->text - stream->used - 1, 0)) > 0) {
    stream->used += (size_t)got;
  }
  return got == 0;
}

static void leave(struct stream *stream) {
  close(stream->fd);
  free(stream);
}

#define CHANGED "event: changed\n"
#define INBOX "data: {\"topic\":\"notifications\"}\n\n"

Test(streams, tell_at_once_and_whenever_the_list_has_changed) {
  struct live *live = gateway();
  struct stream *stream = listen_to(live, "notifications,cases", "");
  cr_assert(comes(stream, CHANGED, 2), "%s", stream->text);
  cr_assert_eq(strncmp(stream->text, "HTTP/1.1 200", 12), 0);
  cr_assert(strstr(stream->text, "Content-Type: text/event-stream\r\n") &&
            strstr(stream->text, "Cache-Control: no-store\r\n"));
  cr_assert_null(strstr(stream->text, "Content-Length"));
  cr_assert_eq(times(stream, INBOX), 1);
  cr_assert_str_eq(reader, "notification.read limei", "read as the route reads it, for whom it is");
  int looks = fake_count(LIST);
  while (fake_count(LIST) < looks + 2) {
    usleep(20000);
  }
  atomic_store(&unread, 2);
  cr_assert(comes(stream, INBOX, 2), "%s", stream->text);
  cr_assert_eq(times(stream, CHANGED), 3, "looks that found nothing new told nothing: %s", stream->text);
  leave(stream);
  live_stop(live);
}

Test(streams, go_on_from_the_last_event) {
  struct live *live = gateway();
  struct stream *first = listen_to(live, "notifications", "");
  char id[200];
  cr_assert(comes(first, INBOX, 1));
  const char *at = strstr(first->text, "\nid: ") + 5;
  snprintf(id, sizeof id, "Last-Event-ID: %.*s\r\n", (int)strcspn(at, "\n"), at);
  leave(first);
  struct stream *second = listen_to(live, "notifications", id);
  struct stream *other = listen_to(live, "notifications", "Last-Event-ID: notifications=0123456789abcdef\r\n");
  cr_assert(comes(other, INBOX, 1), "it knew another state");
  atomic_store(&unread, 2);
  cr_assert(comes(second, INBOX, 1) && comes(other, INBOX, 2));
  cr_assert_eq(times(second, CHANGED), 1, "only what came since: %s", second->text);
  leave(second);
  leave(other);
  live_stop(live);
}

Test(streams, share_one_look_and_it_ends_with_the_last) {
  struct live *live = gateway();
  struct stream *all[4];
  int64_t began_ms = rt_clock_monotonic_ms();
  for (int i = 0; i < 4; i++) {
    all[i] = listen_to(live, "notifications", "");
  }
  for (int i = 0; i < 4; i++) {
    cr_assert(comes(all[i], INBOX, 1));
  }
  while (rt_clock_monotonic_ms() < began_ms + 3100) {
    usleep(20000);
  }
  cr_assert_leq(fake_count(LIST), 5, "a look a second for all four, not %d", fake_count(LIST));
  cr_assert_geq(fake_count(LIST), 2);
  for (int i = 0; i < 4; i++) {
    leave(all[i]);
  }
  int looks, again = -1;
  do { /* until it has seen them leave: then two seconds bring none */
    looks = again;
    again = fake_count(LIST);
    usleep(2000000);
    cr_assert_lt(rt_clock_monotonic_ms(), began_ms + 20000, "nobody listens, and it looks on");
  } while (fake_count(LIST) != looks);
  live_stop(live);
}

Test(streams, outlive_a_list_that_cannot_be_read) {
  struct live *live = gateway();
  atomic_store(&away, 1);
  struct stream *stream = listen_to(live, "notifications", "");
  cr_assert(comes(stream, "retry: ", 1));
  while (fake_count(LIST) < 2) {
    usleep(20000);
  }
  cr_assert_eq(times(stream, CHANGED), 0);
  atomic_store(&away, 0);
  cr_assert(comes(stream, INBOX, 1));
  leave(stream);
  live_stop(live);
}

Test(streams, end_with_the_session) {
  struct live *live = gateway();
  struct stream *stream = listen_to(live, "notifications", "");
  cr_assert(comes(stream, INBOX, 1));
  int64_t revoked_ms = rt_clock_monotonic_ms();
  atomic_store(&revoked, true);
  cr_assert(ends(stream) && strstr(stream->text, "event: end\n"), "%s", stream->text);
  cr_assert_leq(rt_clock_monotonic_ms() - revoked_ms, 5500, "5 s, and half a second for this machine");
  struct stream *late = listen_to(live, "notifications", "");
  cr_assert(comes(late, "\r\n\r\n", 1));
  cr_assert_eq(strncmp(late->text, "HTTP/1.1 401", 12), 0);
  leave(late);
  leave(stream);
  live_stop(live);
}

Test(streams, end_when_signed_out_here) {
  struct live *live = gateway();
  struct stream *stream = listen_to(live, "notifications", "");
  cr_assert(comes(stream, INBOX, 1));
  atomic_store(&revoked, true); /* as it is when intake has signed it out; the gateway still remembers */
  struct live_answer out = live_ask(live, "DELETE", "/v1/sessions/current", AUTH, NULL, 0);
  int64_t out_ms = rt_clock_monotonic_ms();
  cr_assert_eq(out.status, 204);
  cr_assert(ends(stream) && strstr(stream->text, "event: end\n"));
  cr_assert_leq(rt_clock_monotonic_ms() - out_ms, 1000);
  live_free(&out);
  leave(stream);
  live_stop(live);
}

Test(streams, end_when_the_gateway_drains) {
  struct live *live = gateway();
  struct stream *stream = listen_to(live, "notifications", "");
  cr_assert(comes(stream, INBOX, 1));
  int64_t began_ms = rt_clock_monotonic_ms();
  live_stop(live);
  cr_assert(ends(stream) && strstr(stream->text, "event: end\n"), "%s", stream->text);
  cr_assert_leq(rt_clock_monotonic_ms() - began_ms, 2900, "it does not wait for its patience to end");
  leave(stream);
}

static int status(struct live *live, const char *verb, const char *path, const char *fields) {
  struct live_answer answer = live_ask(live, verb, path, fields, NULL, 0);
  int status = answer.status;
  live_free(&answer);
  return status;
}

Test(streams, what_is_refused) {
  struct live *live = gateway();
  cr_assert_eq(status(live, "GET", "/v1/live?topics=notifications", ""), 401);
  cr_assert_eq(status(live, "GET", "/v1/live?topics=tasks", AUTH), 403, "a clerk has no work list");
  cr_assert_eq(status(live, "GET", "/v1/live?topics=cases,tasks", AUTH), 403);
  cr_assert_eq(status(live, "GET", "/v1/live?topics=secrets", AUTH), 400);
  cr_assert_eq(status(live, "GET", "/v1/live?topics=", AUTH), 400);
  cr_assert_eq(status(live, "GET", "/v1/live", AUTH), 400);
  cr_assert_eq(status(live, "GET", "/v1/live?topics=cases&more=1", AUTH), 400);
  cr_assert_eq(status(live, "POST", "/v1/live?topics=cases", AUTH KEY JSON), 405);
  cr_assert_eq(status(live, "HEAD", "/v1/live?topics=cases", AUTH), 200);
  struct stream *all[4];
  for (int i = 0; i < 4; i++) {
    all[i] = listen_to(live, "notifications", "");
    cr_assert(comes(all[i], INBOX, 1));
  }
  struct live_answer fifth = live_ask(live, "GET", "/v1/live?topics=cases", AUTH, NULL, 0);
  cr_assert_eq(fifth.status, 429);
  cr_assert(live_field(&fifth, "Retry-After"));
  live_free(&fifth);
  leave(all[3]);
  struct stream *again = NULL;
  do { /* until the gateway has seen one of them leave */
    if (again) {
      leave(again);
    }
    again = listen_to(live, "cases", "");
  } while (!comes(again, "HTTP/1.1 200", 1) && strstr(again->text, " 429 "));
  cr_assert(comes(again, CHANGED, 1));
  for (int i = 0; i < 3; i++) {
    leave(all[i]);
  }
  leave(again);
  live_stop(live);
}

Test(streams, take_no_place_among_the_calls_under_way) {
  atomic_store(&unread, 1);
  struct live *live = live_start_with(service, 1);
  struct stream *first = listen_to(live, "notifications", "");
  cr_assert(comes(first, INBOX, 1)); /* until it has begun, it is a call */
  struct stream *second = listen_to(live, "notifications", "");
  cr_assert(comes(second, INBOX, 1));
  cr_assert_eq(status(live, "GET", "/v1/notifications", AUTH), 200);
  leave(first);
  leave(second);
  live_stop(live);
}

Test(topics, are_routes_of_the_api) {
  bool wanted[GW_TOPICS];
  for (int i = 0; i < GW_TOPICS; i++) {
    const struct gw_route *route = gw_topic_route(&gw_topics[i]);
    cr_assert(route && strcmp(route->verb, "GET") == 0 && !route->segments[2].text, "%s", gw_topics[i].name);
    cr_assert(gw_topics_parse(gw_topics[i].name, wanted) && wanted[i]);
  }
  cr_assert(gw_topics_parse("tasks,cases,tasks", wanted));
  cr_assert(wanted[0] && wanted[4] && !wanted[1] && !wanted[2] && !wanted[3]);
  const char *const bad[] = {"", ",", "tasks,", ",tasks", "task", "taskss", "tasks cases"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    cr_assert_not(gw_topics_parse(bad[i], wanted), "\"%s\"", bad[i]);
  }
}

Test(topics, ids_say_what_was_seen) {
  char seen[GW_DIGEST];
  const struct {
    const char *id, *wanted;
  } rows[] = {
      {"tasks=0123456789abcdef", "0123456789abcdef"},
      {"cases=1,tasks=0123456789abcdef,x", "0123456789abcdef"},
      {"", ""},
      {"tasks=", ""},
      {"tasks=0123456789abcde", ""},
      {"tasks=0123456789abcdefa", ""},
      {"mytasks=0123456789abcdef", ""},
      {"tasks", ""},
      {"tasks=0123456789ABCDEF", ""},
      {",,,", ""},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    gw_topic_seen(rows[i].id, "tasks", seen);
    cr_assert_str_eq(seen, rows[i].wanted, "%s", rows[i].id);
  }
}
