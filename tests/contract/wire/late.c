/* What must not be run any more: it expired where nobody looked, or its caller was told already. Each guard of the
 * worker and of the broker has a test here that fails without it; from outside (tests/faults, F5) one covers for the
 * other. */
#include "contract/wire/support.h"

#include "runtime/base/clock.h"

#include <criterion/criterion.h>
#include <signal.h>

static const char lane[] = "intake.write";
enum { HELD = 10 };

/* A broker, a worker of this process, a client. */
struct scene {
  struct place place;
  struct broker_process broker;
  struct rt_server *server;
  struct rt_client *client;
  struct tally sum;
};

static void raise_curtain(struct scene *scene) {
  place_make(&scene->place);
  scene->broker = broker_start(&scene->place, 1, NULL);
  scene->server = echo_start(&scene->place, "intake", lane, 1);
  scene->client = client_make(&scene->place, "gateway");
  cr_assert(wait_ready(scene->server));
  cr_assert(wait_for_worker(scene->client, lane));
}

/* The worker is at this, and has so many to count, with long to live, in its hands or its socket. */
static void hold(struct scene *scene, const char *method, const char *payload) {
  start_many(scene->client, method, payload, 1, 20000, &scene->sum);
  rt_client_step(scene->client);
  pause_ms(100);
  start_many(scene->client, "count-up", "", HELD, 20000, &scene->sum);
  rt_client_step(scene->client);
}

/* All were told that nobody knows, and none was run: then or later. */
static void none_was_run(struct scene *scene) {
  step_until(scene->client, &scene->sum, HELD + 1, 8000);
  cr_expect_eq(scene->sum.by_status[RT_UNAVAILABLE], HELD + 1, "%d told", scene->sum.by_status[RT_UNAVAILABLE]);
  cr_assert(wait_for_worker(scene->client, lane));
  struct asked asked = ask(scene->client, lane, "count", "", 8000, true);
  cr_expect_str_eq(asked.text, "0", "%s that were given up were run", asked.text);
}

static void drop_curtain(struct scene *scene) {
  rt_client_destroy(&scene->client);
  rt_server_destroy(&scene->server);
  process_signal(scene->broker.pid, SIGTERM);
  place_remove(&scene->place);
}

/* Its loop was away, its socket was not: what lies there looks as if it had just come. */
Test(late, what_was_given_up_in_a_deaf_workers_socket_is_not_run) {
  struct scene scene = {0};
  raise_curtain(&scene);
  hold(&scene, "deaf", "4200");
  none_was_run(&scene);
  drop_curtain(&scene);
}

Test(late, what_was_given_up_in_a_deaf_workers_hands_is_not_run) {
  struct scene scene = {0};
  raise_curtain(&scene);
  hold(&scene, "doze", "4200");
  none_was_run(&scene);
  drop_curtain(&scene);
}

Test(late, what_was_given_up_is_not_run_by_a_worker_that_leaves) {
  struct scene scene = {0};
  raise_curtain(&scene);
  hold(&scene, "doze", "4200");
  pause_ms(600);
  rt_server_drain(scene.server, 10000);
  rt_server_destroy(&scene.server);
  scene.server = echo_start(&scene.place, "intake", lane, 1);
  none_was_run(&scene);
  drop_curtain(&scene);
}

/* It sees the connection end while it works. */
Test(late, what_a_dead_broker_handed_out_is_not_run) {
  struct scene scene = {0};
  raise_curtain(&scene);
  hold(&scene, "sleep", "1500");
  pause_ms(300);
  process_signal(scene.broker.pid, SIGKILL);
  pause_ms(300);
  broker_restart(&scene.place, &scene.broker, NULL);
  none_was_run(&scene);
  drop_curtain(&scene);
}

/* The connection stands again before it looks: that the broker does not know it is all that tells. */
Test(late, what_the_broker_before_handed_out_is_not_run) {
  struct scene scene = {0};
  raise_curtain(&scene);
  hold(&scene, "doze", "1300");
  pause_ms(500);
  process_signal(scene.broker.pid, SIGKILL);
  broker_restart(&scene.place, &scene.broker, NULL);
  none_was_run(&scene);
  drop_curtain(&scene);
}

/* Requests that live for less than the stop, sent after it began. */
static void stop_for_a_moment(struct rt_client *client, pid_t worker) {
  pause_ms(300); /* it sleeps */
  process_signal(worker, SIGSTOP);
  int64_t since_ms = rt_clock_monotonic_ms();
  struct tally sum = {0};
  start_many(client, "count-up", "", HELD, 300, &sum);
  step_until(client, &sum, HELD, 2000);
  cr_expect_eq(sum.by_status[RT_DEADLINE_EXCEEDED], HELD, "%d expired", sum.by_status[RT_DEADLINE_EXCEEDED]);
  pause_ms((int)(since_ms + 1100 - rt_clock_monotonic_ms()));
  process_signal(worker, SIGCONT);
  struct asked asked = ask(client, lane, "count", "", 5000, true);
  cr_expect_str_eq(asked.text, "0", "%s expired requests were run", asked.text);
}

/* For less time than a broker waits before it gives it up, but longer than a request has to live. Which of its threads
 * looks first when it goes on is chance. */
Test(late, what_expired_while_a_worker_was_stopped_is_not_run) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  pid_t worker = worker_start(&place, "intake", lane, 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_for_worker(client, lane));
  for (int times = 0; times < 5; times++) {
    stop_for_a_moment(client, worker);
  }
  rt_client_destroy(&client);
  process_signal(worker, SIGTERM);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

Test(late, what_a_stopped_broker_had_in_its_sockets_is_not_run_late) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_server *server = echo_start(&place, "intake", lane, 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  cr_assert(wait_for_worker(client, lane));
  process_signal(broker.pid, SIGSTOP);
  struct tally sum = {0};
  start_many(client, "count-up", "", 20, 30000, &sum);
  step_until(client, &sum, 20, 6000);
  cr_expect_eq(sum.by_status[RT_UNAVAILABLE], 20, "%d told", sum.by_status[RT_UNAVAILABLE]);
  process_signal(broker.pid, SIGCONT);
  cr_assert(wait_for_worker(client, lane));
  pause_ms(1500);
  cr_expect_str_eq(ask(client, lane, "count", "", 5000, true).text, "0");
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

Test(late, a_worker_that_was_stopped_drops_what_it_held_and_joins_anew) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  pid_t worker = worker_start(&place, "intake", lane, 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_for_worker(client, lane));
  process_signal(worker, SIGSTOP);
  struct asked asked = ask(client, lane, "count-up", "", 8000, false);
  cr_expect_eq(asked.status, RT_UNAVAILABLE, "status %d", asked.status);
  cr_expect(asked.took_ms > 1500 && asked.took_ms < 4500, "told after %ld ms", (long)asked.took_ms);
  pause_ms(1000);
  process_signal(worker, SIGCONT);
  pause_ms(500);
  asked = ask(client, lane, "count", "", 5000, true);
  cr_expect_eq(asked.status, RT_OK);
  cr_expect_str_eq(asked.text, "0", "what it held was run all the same");
  rt_client_destroy(&client);
  process_signal(worker, SIGTERM);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

/* A worker that does not look at its sockets for a while can't know how long a request has lain in them. */
Test(late, what_expired_unseen_in_a_workers_socket_is_not_run) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_server *server = echo_start(&place, "intake", lane, 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  cr_assert(wait_for_worker(client, lane));
  struct tally sum = {0};
  start_many(client, "deaf", "700", 1, 10000, &sum);
  rt_client_step(client);
  pause_ms(100);
  start_many(client, "count-up", "", 10, 300, &sum);
  step_until(client, &sum, 11, 5000);
  cr_expect_eq(sum.by_status[RT_DEADLINE_EXCEEDED], 10, "%d expired", sum.by_status[RT_DEADLINE_EXCEEDED]);
  struct asked asked = ask(client, lane, "count", "", 5000, true);
  cr_expect_str_eq(asked.text, "0", "%s expired requests were run", asked.text);
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

Test(late, expired_requests_are_not_run) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_server *server = echo_start(&place, "intake", lane, 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  cr_assert(wait_for_worker(client, lane));
  struct tally sum = {0};
  start_many(client, "sleep", "900", 1, 10000, &sum);
  rt_client_step(client);
  pause_ms(100);
  start_many(client, "count-up", "", 100, 300, &sum); /* 63 wait at the worker, the others at the broker */
  step_until(client, &sum, 101, 5000);
  cr_expect_eq(sum.by_status[RT_DEADLINE_EXCEEDED], 100, "%d expired", sum.by_status[RT_DEADLINE_EXCEEDED]);
  cr_expect_eq(sum.by_status[RT_OK], 1);
  struct asked asked = ask(client, lane, "count", "", 5000, true);
  cr_expect_str_eq(asked.text, "0", "%s expired requests were run", asked.text);
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}
