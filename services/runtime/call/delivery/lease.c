#include "runtime/call/delivery/lease.h"

#include "runtime/base/clock.h"
#include "runtime/pg/wave.h"

#define LEASE_US (RT_LEASE_MS * INT64_C(1000))

/* A lease that ends far ahead was taken by a clock that went wrong: it would keep everybody out until then. */
static const struct rt_statement claim = {
    "rt_lease_claim", "INSERT INTO leases AS l (name, holder, until) VALUES ($1, $2, $4) ON CONFLICT (name) DO UPDATE"
                      " SET holder = excluded.holder, until = excluded.until WHERE l.holder = $2 OR l.until < $3"
                      " OR l.until > $5 RETURNING 1"};
static const struct rt_statement release = {"rt_lease_release", "DELETE FROM leases WHERE name = $1 AND holder = $2"};

void rt_lease_init(struct rt_lease *lease, const char *name) {
  lease->name = name;
  rt_id_new(rt_clock_now_us(), lease->holder);
}

static void read_held(const struct rt_row *row, void *into) {
  (void)row;
  *(bool *)into = true;
}

bool rt_lease_claim(const struct rt_lease *lease, struct rt_conn *conn, struct rt_arena *arena, int64_t now_us) {
  bool held = false;
  struct rt_pipe *pipe = rt_pipe_new(arena, NULL, NULL);
  rt_pipe_run(pipe, &claim, read_held, &held, RT_P_TEXT(lease->name), RT_P_ID(lease->holder), RT_P_TIME(now_us),
              RT_P_TIME(now_us + LEASE_US), RT_P_TIME(now_us + 10 * LEASE_US));
  rt_pipe_commit_durably(pipe);
  rt_wave_run(conn, &pipe, 1, RT_WAVE_EACH);
  return held;
}

void rt_lease_release(const struct rt_lease *lease, struct rt_conn *conn, struct rt_arena *arena) {
  struct rt_pipe *pipe = rt_pipe_new(arena, NULL, NULL);
  rt_pipe_run(pipe, &release, NULL, NULL, RT_P_TEXT(lease->name), RT_P_ID(lease->holder));
  rt_wave_run(conn, &pipe, 1, RT_WAVE_EACH);
}
