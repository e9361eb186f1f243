/* The client on the loop, with a client that is nothing but descriptors: what it has to be told and when. */
#include "gateway/rpc/loop.h"

#include <criterion/criterion.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct rt_client {
  int fds[2];
  unsigned version;
  int reopen_at; /* the step in which the link is opened anew, its descriptor with the same number */
  int steps;
  rt_answer_fn done;
  void *context;
};

/* Closes both ends and opens others with the same numbers. */
static void open_link(struct rt_client *client) {
  int fds[2];
  cr_assert_eq(pipe2(fds, O_NONBLOCK), 0);
  dup2(fds[0], client->fds[0]);
  dup2(fds[1], client->fds[1]);
  close(fds[0]);
  close(fds[1]);
}

void rt_client_start(struct rt_client *client, const struct rt_outgoing_call *call, rt_answer_fn done, void *context) {
  (void)call;
  client->done = done;
  client->context = context;
}

size_t rt_client_fds(const struct rt_client *client, int *ret_fds, size_t room) {
  (void)room;
  ret_fds[0] = client->fds[0];
  return 1;
}

unsigned rt_client_fds_version(const struct rt_client *client) {
  return client->version;
}

int rt_client_wait_ms(const struct rt_client *client) {
  (void)client;
  return 60000;
}

void rt_client_step(struct rt_client *client) {
  char byte;
  if (++client->steps == client->reopen_at) {
    open_link(client);
    client->version++;
  }
  if (read(client->fds[0], &byte, 1) == 1 && client->done) {
    rt_answer_fn done = client->done;
    client->done = NULL;
    done(client->context, NULL, (struct rt_bytes){NULL, 0});
  }
}

static void answered(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  (void)answer, (void)payload;
  (*(int *)context)++;
}

static void run(struct event_base *base, int ms) {
  struct timeval tv = {.tv_usec = ms * 1000L};
  event_base_loopexit(base, &tv);
  event_base_dispatch(base);
}

static int ask(struct gw_rpc *rpc, struct event_base *base, struct rt_client *client) {
  int told = 0;
  const struct rt_outgoing_call call = {.lane = "x"};
  gw_rpc_start(rpc, &call, answered, &told);
  run(base, 20);
  cr_assert_eq(told, 0);
  cr_assert_eq(write(client->fds[1], "x", 1), 1);
  run(base, 50);
  return told;
}

Test(gateway_rpc, a_link_opened_anew_is_watched_anew) {
  struct rt_client client = {.reopen_at = 3};
  struct event_base *base = event_base_new();
  cr_assert_eq(pipe2(client.fds, O_NONBLOCK), 0);
  struct gw_rpc *rpc = gw_rpc_new(base, &client);
  for (int i = 0; i < 4; i++) {
    cr_assert_eq(ask(rpc, base, &client), 1, "answer %d (after %d steps)", i, client.steps);
  }
  cr_assert_eq(client.version, 1);
  gw_rpc_destroy(&rpc);
  event_base_free(base);
}
