/* ResolveSession is a read of intake's; its reply becomes the subject that goes along with every call. */
#include "gateway/auth/resolve.h"

#include "bianmin/intake.pb-c.h"
#include "gateway/http/check.h"
#include "runtime/base/clock.h"

#include <assert.h>
#include <event2/event.h>
#include <stdatomic.h>
#include <stdlib.h>

/* At most half of a call's time: while intake is away, what is remembered has to do soon, and in time for the call. */
enum { RESOLVE_MS = 2500 };

struct question {
  struct gw *gw;
  void *asked;
};

static void ask(struct gw *gw, char *token, int timeout_ms, rt_answer_fn done, void *context) {
  uint8_t bytes[256];
  Bm__Envelope envelope = BM__ENVELOPE__INIT;
  Bm__ResolveSessionRequest request = BM__RESOLVE_SESSION_REQUEST__INIT;
  envelope.method = (char[]){"intake.ResolveSession"};
  envelope.attempt = 1;
  request.token = token;
  assert(bm__resolve_session_request__get_packed_size(&request) <= sizeof bytes);
  const struct rt_outgoing_call call = {
      .lane = "intake.read",
      .envelope = &envelope,
      .payload = {bytes, bm__resolve_session_request__pack(&request, bytes)},
      .timeout_ms = timeout_ms,
      .repeatable = true,
  };
  gw_rpc_start(gw->rpc, &call, done, context);
}

/* The reply as a packed subject; false if it does not unpack. */
static bool to_subject(struct rt_bytes payload, struct rt_buffer *out) {
  Bm__Subject subject = BM__SUBJECT__INIT;
  Bm__ResolveSessionReply *reply = bm__resolve_session_reply__unpack(NULL, payload.size, payload.data);
  if (!reply) {
    return false;
  }
  subject.account = reply->account;
  subject.name = reply->name;
  subject.unit = reply->unit;
  subject.unit_path = reply->unit_path;
  subject.unit_name = reply->unit_name;
  subject.session = reply->session;
  subject.n_offices = reply->n_offices;
  subject.offices = reply->offices;
  subject.n_roles = reply->n_roles;
  subject.roles = calloc(reply->n_roles + 1, sizeof *subject.roles);
  assert(subject.roles);
  for (size_t i = 0; i < reply->n_roles; i++) {
    subject.roles[i] = (int32_t)reply->roles[i];
  }
  uint8_t *bytes = (uint8_t *)rt_buffer_reserve(out, bm__subject__get_packed_size(&subject) + 1);
  out->used = bm__subject__pack(&subject, bytes);
  free(subject.roles);
  bm__resolve_session_reply__free_unpacked(reply, NULL);
  return true;
}

static enum gw_verdict verdict_of(const Bm__Answer *answer) {
  if (gw_answer_ok(answer)) {
    return GW_SESSION_KNOWN;
  }
  bool unknown =
      answer->status == RT_UNAUTHENTICATED || answer->status == RT_NOT_FOUND || answer->status == RT_INVALID_ARGUMENT;
  return unknown ? GW_SESSION_UNKNOWN : GW_SESSION_AWAY;
}

static void on_resolved(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  struct question *question = context;
  struct rt_buffer subject = {NULL, 0, 0};
  enum gw_verdict verdict = verdict_of(answer);
  if (verdict == GW_SESSION_KNOWN && !to_subject(payload, &subject)) {
    verdict = GW_SESSION_AWAY;
  }
  gw_sessions_learn(question->gw->sessions, question->asked, verdict,
                    (struct rt_bytes){(const uint8_t *)subject.data, subject.used}, rt_clock_monotonic_ms());
  rt_buffer_free(&subject);
  free(question);
}

void gw_resolve(void *context, const char *token, void *asked) {
  struct question *question = calloc(1, sizeof *question);
  struct rt_buffer copy = {NULL, 0, 0};
  assert(question);
  question->gw = context;
  question->asked = asked;
  rt_buffer_text(&copy, token);
  int half_ms = question->gw->rpc_timeout_ms / 2;
  int patience_ms = half_ms < RESOLVE_MS ? half_ms : RESOLVE_MS;
  ask(question->gw, copy.data, patience_ms, on_resolved, question);
  rt_buffer_free(&copy);
}

/* ---- readiness ---- */

enum { PROBE_EVERY_MS = 1000, PROBE_TIMEOUT_MS = 2000, PROBE_COUNTS_MS = 4000 };

struct gw_probe {
  struct gw *gw;
  struct event *timer;
  bool asking;
  bool over; /* destroyed while asking */
  atomic_llong answered_ms;
};

static void on_answered(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  struct gw_probe *probe = context;
  (void)payload;
  probe->asking = false;
  if (verdict_of(answer) != GW_SESSION_AWAY) {
    atomic_store(&probe->answered_ms, rt_clock_monotonic_ms());
  }
  if (probe->over) {
    free(probe);
  }
}

static void on_probe(evutil_socket_t fd, short what, void *arg) {
  (void)fd, (void)what;
  struct gw_probe *probe = arg;
  char nobody[] = "ready-probe-of-the-gateway";
  if (!probe->asking && !probe->gw->draining) {
    probe->asking = true;
    ask(probe->gw, nobody, PROBE_TIMEOUT_MS, on_answered, probe);
  }
}

struct gw_probe *gw_probe_new(struct gw *gw) {
  struct gw_probe *probe = calloc(1, sizeof *probe);
  struct timeval every = {.tv_sec = PROBE_EVERY_MS / 1000};
  assert(probe);
  probe->gw = gw;
  atomic_init(&probe->answered_ms, -1000000);
  probe->timer = event_new(gw->base, -1, EV_PERSIST, on_probe, probe);
  assert(probe->timer);
  event_add(probe->timer, &every);
  event_active(probe->timer, 0, 0);
  return probe;
}

void gw_probe_destroy(struct gw_probe **probe) {
  if (!*probe) {
    return;
  }
  event_free((*probe)->timer);
  (*probe)->over = true;
  if (!(*probe)->asking) {
    free(*probe);
  }
  *probe = NULL;
}

bool gw_probe_ready(const struct gw_probe *probe) {
  return rt_clock_monotonic_ms() - atomic_load(&probe->answered_ms) < PROBE_COUNTS_MS;
}
