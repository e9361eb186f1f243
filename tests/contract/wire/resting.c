/* A worker that can't work (its database is away) is not asked to, though it would answer quickest of all. */
#include "contract/wire/support.h"

#include "runtime/base/clock.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

enum { CALLS = 60, SETTLE_MS = 1500 };

struct shop {
  atomic_bool able;
  atomic_int served, refused;
};

static bool open_shop(void *context, void **ret_state, struct rt_error *error) {
  (void)error;
  *ret_state = context;
  return true;
}

static bool is_able(void *state, struct rt_beat *beat) {
  struct shop *shop = state;
  rt_beat_now(beat);
  return atomic_load(&shop->able);
}

static void serve(void *state, struct rt_beat *beat, struct rt_arena *arena, const struct rt_incoming *requests,
                  size_t count, struct rt_outgoing *ret_outgoing) {
  struct shop *shop = state;
  Bm__Answer *away = rt_arena_alloc(arena, sizeof *away);
  bm__answer__init(away);
  away->status = RT_UNAVAILABLE;
  for (size_t i = 0; i < count; i++) {
    bool able = atomic_load(&shop->able);
    ret_outgoing[i].answer = able ? NULL : away;
    atomic_fetch_add(able ? &shop->served : &shop->refused, 1);
  }
  (void)beat;
  (void)requests;
}

static struct rt_server *open_for(const struct place *place, struct shop *shop) {
  struct rt_keys keys = place_keys(place, "intake");
  struct rt_lane lane = {.name = "intake.write",
                         .threads = 1,
                         .drain_max = RT_DRAIN_MAX,
                         .open = open_shop,
                         .able = is_able,
                         .drain = serve,
                         .context = shop};
  struct rt_server *server = NULL;
  struct rt_error error = {0};
  cr_assert(rt_server_new(place->brokers, &keys, &lane, 1, &server, &error));
  return server;
}

/* How many calls that nobody repeats went well. */
static int go_well(struct rt_client *client) {
  int well = 0;
  for (int i = 0; i < CALLS; i++) {
    well += ask(client, "intake.write", "echo", "", 3000, false).status == RT_OK;
  }
  return well;
}

Test(resting, who_is_not_able_gets_nothing_until_it_is_again) {
  static struct shop shops[2] = {{.able = true}, {.able = true}};
  struct place place;
  place_make(&place);
  struct broker_process brokers[2] = {broker_start(&place, 1, NULL), broker_start(&place, 2, NULL)};
  struct rt_server *servers[2] = {open_for(&place, &shops[0]), open_for(&place, &shops[1])};
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(servers[0]) && wait_ready(servers[1]));
  atomic_store(&shops[0].able, false);
  pause_ms(SETTLE_MS);
  cr_expect_not(rt_server_ready(servers[0]));
  cr_expect_eq(go_well(client), CALLS, "all go to the other");
  cr_expect_eq(atomic_load(&shops[0].refused), 0);
  atomic_store(&shops[0].able, true);
  atomic_store(&shops[1].able, false);
  pause_ms(SETTLE_MS);
  cr_expect(rt_server_ready(servers[0]), "it has joined again");
  int before = atomic_load(&shops[0].served);
  cr_expect_eq(go_well(client), CALLS);
  cr_expect_eq(atomic_load(&shops[0].served) - before, CALLS);
  rt_client_destroy(&client);
  for (int i = 0; i < 2; i++) {
    rt_server_destroy(&servers[i]);
    cr_expect_eq(process_signal(brokers[i].pid, SIGTERM), 0);
  }
  place_remove(&place);
}
