#include "contract/wire/support.h"

#include <criterion/criterion.h>
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
