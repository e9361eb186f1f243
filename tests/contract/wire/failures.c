/* What callers see when parts die, leave, are full or slow. */
#include "contract/wire/support.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static const char lane[] = "intake.write";

Test(failures, one_of_two_brokers_is_killed) {
  struct place place;
  place_make(&place);
  struct broker_process first = broker_start(&place, 1, NULL);
  struct broker_process second = broker_start(&place, 2, NULL);
  struct rt_server *server = echo_start(&place, "intake", lane, 2);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  cr_assert(wait_for_worker(client, lane));
  for (int i = 0; i < 600; i++) {
    if (i == 200) {
      process_signal(first.pid, SIGKILL);
    } else if (i == 400) {
      broker_restart(&place, &first, NULL);
      pause_ms(2500);
      process_signal(second.pid, SIGKILL);
    }
    struct asked asked = ask(client, lane, "echo", "x", 5000, true);
    cr_assert_eq(asked.status, RT_OK, "call %d: status %d %s", i, asked.status, asked.code);
    cr_assert_lt(asked.took_ms, 4500, "call %d took %ld ms", i, (long)asked.took_ms);
  }
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  process_signal(first.pid, SIGTERM);
  place_remove(&place);
}

Test(failures, a_stopped_broker_is_left_and_its_waiting_calls_go_to_the_other) {
  struct place place;
  place_make(&place);
  struct broker_process first = broker_start(&place, 1, NULL);
  struct broker_process second = broker_start(&place, 2, NULL);
  struct rt_server *server = echo_start(&place, "intake", lane, 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  cr_assert(wait_for_worker(client, lane));
  pause_ms(300);
  process_signal(first.pid, SIGSTOP);
  for (int i = 0; i < 8; i++) {
    struct asked asked = ask(client, lane, "echo", "x", 8000, true);
    cr_assert_eq(asked.status, RT_OK, "call %d: status %d %s", i, asked.status, asked.code);
  }
  process_signal(first.pid, SIGCONT);
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  process_signal(first.pid, SIGTERM);
  process_signal(second.pid, SIGTERM);
  place_remove(&place);
}

/* The connection comes back before anybody looked: only the broker's name for it tells that answers were lost. */
Test(failures, the_only_broker_is_killed_and_started_again_with_calls_in_hand) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_server *server = echo_start(&place, "intake", lane, 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  cr_assert(wait_for_worker(client, lane));
  for (int repeatable = 0; repeatable < 2; repeatable++) {
    struct tally sum = {0};
    start_many(client, "sleep", "600", 1, 15000, &sum);
    sum.repeatable = repeatable == 1;
    start_many(client, "echo", "x", 20, 15000, &sum);
    rt_client_step(client);
    pause_ms(100);
    process_signal(broker.pid, SIGKILL);
    broker_restart(&place, &broker, NULL);
    pause_ms(1500); /* a caller whose loop is busy elsewhere */
    step_until(client, &sum, 21, 8000);
    cr_expect_eq(sum.answers, 21);
    cr_expect_eq(sum.by_status[RT_OK], repeatable == 1 ? 20 : 0, "%d answered", sum.by_status[RT_OK]);
    cr_expect_eq(sum.by_status[RT_UNAVAILABLE], repeatable == 1 ? 1 : 21);
  }
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

Test(failures, a_worker_killed_with_a_request_in_hand) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  pid_t worker = worker_start(&place, "intake", lane, 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_for_worker(client, lane));
  struct asked asked = ask(client, lane, "exit", "", 5000, false);
  cr_expect_eq(asked.status, RT_UNAVAILABLE);
  cr_expect_lt(asked.took_ms, 1500, "told after %ld ms", (long)asked.took_ms);
  waitpid(worker, NULL, 0);

  /* With another worker there, a call that may be repeated is answered by it. */
  pid_t pair[2] = {worker_start(&place, "intake", lane, 1), worker_start(&place, "intake", lane, 1)};
  cr_assert(wait_for_worker(client, lane));
  pause_ms(500);
  char pid[16];
  snprintf(pid, sizeof pid, "%d", (int)pair[0]);
  asked = ask(client, lane, "die-if", pid, 5000, true);
  if (strcmp(asked.text, "spared") == 0) { /* it went to the other at first */
    asked = ask(client, lane, "die-if", pid, 5000, true);
  }
  cr_expect_eq(asked.status, RT_OK);
  cr_expect_str_eq(asked.text, "spared");
  cr_expect_eq(waitpid(pair[0], NULL, 0), pair[0]);
  rt_client_destroy(&client);
  process_signal(pair[1], SIGTERM);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

Test(failures, a_worker_that_drains_loses_nothing) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  pid_t worker = worker_start(&place, "intake", lane, 2);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_for_worker(client, lane));
  for (int round = 0; round < 4; round++) {
    pid_t next = worker_start(&place, "intake", lane, 2);
    pause_ms(400);
    kill(worker, SIGTERM);
    for (int i = 0; i < 300; i++) {
      struct asked asked = ask(client, lane, "echo", "x", 5000, false);
      cr_assert_eq(asked.status, RT_OK, "round %d call %d: status %d %s", round, i, asked.status, asked.code);
    }
    int status = 0;
    waitpid(worker, &status, 0);
    cr_expect_eq(status, 0);
    worker = next;
  }
  rt_client_destroy(&client);
  process_signal(worker, SIGTERM);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

Test(failures, a_worker_that_works_long_and_beats_keeps_its_place) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_server *server = echo_start(&place, "intake", lane, 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  struct asked asked = ask(client, lane, "sleep", "4500", 8000, false);
  cr_expect_eq(asked.status, RT_OK, "status %d", asked.status);
  /* One that does not beat is taken for dead. */
  asked = ask(client, lane, "deaf", "4500", 8000, false);
  cr_expect_eq(asked.status, RT_UNAVAILABLE, "status %d", asked.status);
  cr_expect_eq(ask(client, lane, "echo", "", 5000, true).status, RT_OK, "it comes back");
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

Test(failures, a_full_queue_refuses_at_once) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, "10");
  struct rt_server *server = echo_start(&place, "intake", lane, 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  cr_assert(wait_for_worker(client, lane));
  struct tally sum = {0};
  start_many(client, "sleep", "20", 200, 10000, &sum);
  step_until(client, &sum, 126, 1000);
  cr_expect_eq(sum.by_status[RT_RESOURCE_EXHAUSTED], 126, "%d refused: 64 held, 10 queued",
               sum.by_status[RT_RESOURCE_EXHAUSTED]);
  cr_expect_eq(sum.retry_after_s, 1);
  step_until(client, &sum, 200, 20000);
  cr_expect_eq(sum.by_status[RT_OK], 74);
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

Test(failures, nobody_there) {
  struct place place;
  place_make(&place);
  snprintf(place.brokers, sizeof place.brokers, "ipc://%s/none/front", place.folder);
  struct rt_client *client = client_make(&place, "gateway");
  struct asked asked = ask(client, lane, "echo", "", 700, true);
  cr_expect_eq(asked.status, RT_UNAVAILABLE, "no broker");
  cr_expect(asked.took_ms >= 690 && asked.took_ms < 1500, "%ld ms", (long)asked.took_ms);
  rt_client_destroy(&client);
  place.brokers[0] = '\0';
  struct broker_process broker = broker_start(&place, 1, NULL);
  client = client_make(&place, "gateway");
  asked = ask(client, lane, "echo", "", 10000, false);
  cr_expect_eq(asked.status, RT_UNAVAILABLE, "no worker");
  cr_expect_str_eq(asked.code, "NO_WORKER");
  cr_expect(asked.took_ms < 5000, "%ld ms", (long)asked.took_ms);
  rt_client_destroy(&client);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

Test(failures, too_large) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_server *server = echo_start(&place, "intake", lane, 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  char *payload = malloc(RT_PAYLOAD + 2);
  memset(payload, 'x', RT_PAYLOAD + 1);
  payload[RT_PAYLOAD + 1] = '\0';
  cr_expect_eq(ask(client, lane, "echo", payload, 3000, false).status, RT_INVALID_ARGUMENT);
  payload[RT_PAYLOAD] = '\0';
  cr_expect_eq(ask(client, lane, "echo", payload, 3000, false).status, RT_OK, "256 KiB go round");
  cr_expect_eq(ask(client, lane, "twice", payload, 3000, false).status, RT_INTERNAL);
  cr_expect_eq(ask(client, lane, "echo", "", 3000, false).status, RT_OK, "and the next one is served");
  free(payload);
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

Test(failures, a_lane_that_cannot_open_is_tried_again) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_server *server = stubborn_start(&place, "intake", lane, 3);
  pause_ms(50);
  cr_expect_not(rt_server_ready(server));
  cr_expect(wait_ready(server));
  struct rt_client *client = client_make(&place, "gateway");
  cr_expect_str_eq(ask(client, lane, "caller", "", 3000, true).text, "gateway");
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}
