/* A broker whose host is gone is asked for by a name that the resolver takes long to answer, or never does. That must
 * hold up nobody but the link to it. The resolver stands here: libzmq's look-ups come to this program's own
 * getaddrinfo. */
#include "contract/wire/support.h"

#include "runtime/base/clock.h"

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <netdb.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { ROUNDS = 40, ROUND_MS = 100, PROMPT_MS = 400 };

static atomic_int asked_slow;
static atomic_bool released;

typedef int (*lookup_fn)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **ret_list) {
  if (name != NULL && strcmp(name, "gone.invalid") == 0) {
    atomic_fetch_add(&asked_slow, 1);
    while (!atomic_load(&released)) {
      pause_ms(20);
    }
    return EAI_AGAIN;
  }
  lookup_fn next = NULL;
  void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
  memcpy(&next, &symbol, sizeof next);
  return next(name, service, hints, ret_list);
}

Test(names, a_slow_look_up_holds_up_nobody_else) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  char living[sizeof place.brokers];
  snprintf(living, sizeof living, "%s", place.brokers);
  snprintf(place.brokers, sizeof place.brokers, "tcp://gone.invalid:5555,%.200s", living);
  atomic_store(&released, false);
  struct rt_server *server = echo_start(&place, "intake", "intake.write", 2);
  struct rt_client *client = client_make(&place, "gateway");
  cr_expect(wait_ready(server), "the worker has joined the living broker");
  for (int i = 0; i < ROUNDS; i++) {
    struct asked asked = ask(client, "intake.write", "echo", "x", 3000, false);
    cr_assert_eq(asked.status, RT_OK, "call %d: %s", i, asked.code);
    cr_expect(i == 0 || asked.took_ms < PROMPT_MS, "call %d took %lld ms", i, (long long)asked.took_ms);
    pause_ms(ROUND_MS);
  }
  cr_expect_geq(atomic_load(&asked_slow), 2, "both sides had a look-up under way all the time");
  atomic_store(&released, true);
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}
