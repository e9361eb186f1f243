#include "contract/wire/support.h"

#include "runtime/base/clock.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>

Test(round_trip, one_broker) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_server *server = echo_start(&place, "intake", "intake.write", 2);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  struct asked asked = ask(client, "intake.write", "echo", "盐津", 3000, true);
  cr_expect_eq(asked.status, RT_OK);
  cr_expect_str_eq(asked.text, "盐津");
  cr_expect_str_eq(ask(client, "intake.write", "caller", "", 3000, true).text, "gateway");
  cr_expect_str_eq(ask(client, "intake.write", "attempt", "", 3000, true).text, "1");
  int remaining = atoi(ask(client, "intake.write", "remaining", "", 3000, true).text);
  cr_expect(remaining > 2000 && remaining <= 3000, "%d ms remain", remaining);
  for (int i = 0; i < 500; i++) {
    cr_assert_eq(ask(client, "intake.write", "echo", "x", 3000, false).status, RT_OK);
  }
  rt_client_destroy(&client);
  rt_server_drain(server, 1000);
  rt_server_destroy(&server);
  cr_expect_eq(process_signal(broker.pid, SIGTERM), 0);
  place_remove(&place);
}

struct chain {
  struct rt_client *client;
  const struct rt_outgoing_call *call;
  int left;
};

static void next_one(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  struct chain *chain = context;
  (void)payload;
  cr_assert_eq(answer->status, RT_OK);
  if (--chain->left > 0) {
    rt_client_start(chain->client, chain->call, next_one, chain);
  }
}

/* A call that a callback starts must leave without waiting for another event. */
Test(round_trip, calls_started_by_callbacks) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_server *server = echo_start(&place, "intake", "intake.write", 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  cr_assert_eq(ask(client, "intake.write", "echo", "x", 3000, true).status, RT_OK);
  Bm__Envelope envelope = BM__ENVELOPE__INIT;
  envelope.method = (char *)(uintptr_t) "echo";
  struct rt_outgoing_call call = {.lane = "intake.write", .envelope = &envelope, .timeout_ms = 3000};
  struct chain chain = {client, &call, 200};
  struct pollfd watch = {.events = POLLIN};
  cr_assert_eq(rt_client_fds(client, &watch.fd, 1), 1);
  int64_t began_ms = rt_clock_monotonic_ms();
  rt_client_start(client, &call, next_one, &chain);
  rt_client_step(client);
  while (chain.left > 0) {
    poll(&watch, 1, rt_client_wait_ms(client));
    rt_client_step(client);
  }
  cr_expect_lt(rt_clock_monotonic_ms() - began_ms, 5000);
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}
