/* Who is let in, and what those may do. CURVE, ZAP and the broker's table of lanes, from outside. */
#include "contract/wire/support.h"

#include "bianmin/broker.pb-c.h"
#include "broker/door.h"
#include "runtime/wire/frames.h"
#include "runtime/wire/socket.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Puts 20 whole requests and 20 JOINs into a socket, waiting up to `ms` for it to take them; returns how many messages
 * came back. */
static int knock(void *socket, int ms) {
  struct rt_wire_head head = {.kind = RT_WIRE_REQUEST, .attempt = 1, .argument = 5000, .name = "intake.write"};
  int came = 0;
  int sent = 0;
  for (int waited = 0; waited < ms; waited += 10) {
    while (sent < 20) {
      if (!rt_wire_send(socket, &head, (struct rt_bytes){0}, (struct rt_bytes){0})) {
        break;
      }
      sent++;
    }
    zmq_msg_t frames[5];
    came += rt_frames_receive(socket, frames, 5) > 0;
    rt_frames_close(frames, 5);
    pause_ms(10);
  }
  return came;
}

static int requests_of(struct place *place) {
  struct rt_client *client = client_make(place, "operator");
  Bm__Envelope envelope = BM__ENVELOPE__INIT;
  envelope.method = (char *)(uintptr_t) "broker.Status";
  struct rt_outgoing_call call = {.lane = "broker.status", .envelope = &envelope, .timeout_ms = 3000};
  struct rt_arena *arena = rt_arena_new(0);
  Bm__Answer *answer = NULL;
  struct rt_bytes payload = {0};
  rt_client_call(client, &call, arena, &answer, &payload);
  cr_assert_eq(answer->status, RT_OK);
  Bm__BrokerStatus *status = bm__broker_status__unpack(NULL, payload.size, payload.data);
  cr_assert_not_null(status);
  /* Our own question is one of them. */
  int requests = atoi(status->counters->requests) - 1 + atoi(status->counters->strangers);
  bm__broker_status__free_unpacked(status, NULL);
  rt_arena_destroy(&arena);
  rt_client_destroy(&client);
  return requests;
}

static void strange_keys(const struct place *place, struct rt_keys *ret_keys) {
  *ret_keys = place_keys(place, "gateway");
  cr_assert_eq(zmq_curve_keypair(ret_keys->public_key, ret_keys->secret_key), 0);
}

Test(doors, an_unknown_key_gets_nothing_in) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_keys keys;
  strange_keys(&place, &keys);
  void *context = zmq_ctx_new();
  struct rt_error error = {0};
  const char *ends[] = {broker.front, broker.back};
  cr_expect_eq(requests_of(&place), 0);
  for (int i = 0; i < 2; i++) {
    void *socket = rt_socket_connect(context, 0, ends[i], &keys, &error);
    cr_assert_not_null(socket);
    cr_expect_eq(knock(socket, 2000), 0);
    rt_socket_drop(&socket);
  }
  cr_expect_eq(requests_of(&place), 1, "0 messages accepted, and one more question of ours");
  zmq_ctx_term(context);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

Test(doors, a_plain_connection_gets_nothing_in) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  void *context = zmq_ctx_new();
  struct rt_error error = {0};
  cr_expect_eq(requests_of(&place), 0);
  const char *ends[] = {broker.front, broker.back};
  for (int i = 0; i < 2; i++) {
    void *socket = zmq_socket(context, ZMQ_DEALER);
    cr_assert(rt_socket_set_up(socket, &error));
    cr_assert_eq(zmq_connect(socket, ends[i]), 0);
    cr_expect_eq(knock(socket, 2000), 0);
    rt_socket_drop(&socket);
  }
  cr_expect_eq(requests_of(&place), 1);
  zmq_ctx_term(context);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

/* Messages that a door of the broker takes from a holder of good keys. */
static int taken_by_door(const struct place *place, const char *endpoint) {
  char path[160];
  struct rt_error error = {0};
  snprintf(path, sizeof path, "%s/broker/broker.secret", place->keys);
  zcert_t *own = zcert_load(path);
  zsock_t *door = broker_door_new(endpoint, zcert_secret_txt(own), &error);
  cr_assert_not_null(door, "%s", error.text);
  struct rt_keys keys = place_keys(place, "gateway");
  void *context = zmq_ctx_new();
  void *socket = rt_socket_connect(context, 0, endpoint, &keys, &error);
  knock(socket, 2000);
  zmq_msg_t frames[5];
  int taken = 0;
  while (rt_frames_receive(zsock_resolve(door), frames, 5) > 0) {
    taken++;
    rt_frames_close(frames, 5);
  }
  rt_socket_drop(&socket);
  zmq_ctx_term(context);
  zsock_destroy(&door);
  zcert_destroy(&own);
  return taken;
}

Test(doors, without_the_authenticator_nobody_gets_in) {
  struct place place;
  place_make(&place);
  char clients[160];
  char endpoint[128];
  snprintf(clients, sizeof clients, "%s/broker/clients", place.keys);
  snprintf(endpoint, sizeof endpoint, "ipc://%s/door", place.folder);
  cr_expect_eq(taken_by_door(&place, endpoint), 0, "no authenticator at all");
  zactor_t *auth = broker_auth_new(clients);
  cr_expect_eq(taken_by_door(&place, endpoint), 20, "the same keys with the authenticator");
  zactor_destroy(&auth);
  cr_expect_eq(taken_by_door(&place, endpoint), 0, "the authenticator has gone");
  place_remove(&place);
}

Test(doors, a_service_reaches_only_its_own) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_server *server = echo_start(&place, "intake", "intake.write", 1);
  struct rt_server *events = echo_start(&place, "intake", "intake.event", 1);
  struct rt_server *thief = echo_start(&place, "review", "intake.write", 1);
  struct rt_client *review = client_make(&place, "review");
  struct rt_client *gateway = client_make(&place, "gateway");
  cr_assert(wait_ready(server) && wait_ready(events));
  cr_expect_eq(ask(review, "intake.write", "echo", "", 3000, true).status, RT_PERMISSION_DENIED);
  cr_expect_str_eq(ask(review, "intake.event", "caller", "", 3000, true).text, "review");
  cr_expect_eq(ask(gateway, "intake.event", "caller", "", 3000, true).status, RT_PERMISSION_DENIED);
  cr_expect_eq(ask(review, "broker.status", "broker.Status", "", 3000, true).status, RT_PERMISSION_DENIED);
  cr_expect_eq(ask(gateway, "broker.status", "broker.Status", "", 3000, true).status, RT_PERMISSION_DENIED,
               "no subject, no operator");
  cr_expect_not(rt_server_ready(thief), "a lane of another's");
  for (int i = 0; i < 20; i++) {
    cr_expect_str_eq(ask(gateway, "intake.write", "caller", "", 3000, true).text, "gateway");
  }
  rt_client_destroy(&review);
  rt_client_destroy(&gateway);
  rt_server_destroy(&server);
  rt_server_destroy(&events);
  rt_server_destroy(&thief);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

Test(doors, a_key_comes_and_goes_while_the_broker_runs) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_server *server = echo_start(&place, "intake", "intake.write", 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  static const char *const added[] = {"evaluation", NULL};
  struct rt_error error = {0};
  cr_assert(rt_keys_make(place.keys, added, &error));
  struct rt_server *late = echo_start(&place, "evaluation", "evaluation.read", 1);
  cr_expect(wait_ready(late), "a key that was made while the broker ran");
  cr_expect_eq(ask(client, "evaluation.read", "echo", "", 3000, true).status, RT_OK);
  char file[200];
  snprintf(file, sizeof file, "%s/broker/clients/gateway.public", place.keys);
  cr_assert_eq(unlink(file), 0);
  pause_ms(1500);
  cr_expect_neq(ask(client, "intake.write", "echo", "", 1000, true).status, RT_OK, "revoked, though connected");
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  rt_server_destroy(&late);
  process_signal(broker.pid, SIGTERM);
  place_remove(&place);
}

/* Most rubbish has a name with an end, and a first part that may fit. */
static void make_fit(uint8_t *bytes, int how) {
  if (how > 0) {
    memset(bytes + 44, 0, 20);
    memset(bytes + 64, 0, 3);
  }
  if (how > 1) {
    memcpy(bytes + 32, "intake.write", 12);
  }
}

Test(doors, rubbish_changes_nothing) {
  struct place place;
  place_make(&place);
  struct broker_process broker = broker_start(&place, 1, NULL);
  struct rt_server *server = echo_start(&place, "intake", "intake.write", 1);
  struct rt_client *client = client_make(&place, "gateway");
  cr_assert(wait_ready(server));
  struct rt_keys keys = place_keys(&place, "intake");
  struct rt_error error = {0};
  void *context = zmq_ctx_new();
  const char *ends[] = {broker.front, broker.back};
  srand(7);
  for (int end = 0; end < 2; end++) {
    void *socket = rt_socket_connect(context, 0, ends[end], &keys, &error);
    pause_ms(300);
    for (int i = 0; i < 2000; i++) {
      int count = rand() % 4 > 0 ? 1 : 1 + rand() % 4;
      for (int frame = 0; frame < count; frame++) {
        uint8_t bytes[RT_WIRE_HEAD_SIZE + 40];
        size_t size = rand() % 4 > 0 ? RT_WIRE_HEAD_SIZE + (size_t)(rand() % 40) : (size_t)rand() % sizeof bytes;
        for (size_t b = 0; b < sizeof bytes; b++) {
          bytes[b] = (uint8_t)rand();
        }
        bytes[0] = RT_WIRE_VERSION;
        bytes[1] = (uint8_t)(rand() % (RT_WIRE_KIND__COUNT + 2));
        make_fit(bytes, rand() % 4);
        rt_frame_send(socket, bytes, size, frame + 1 < count);
      }
    }
    pause_ms(300);
    rt_socket_drop(&socket);
  }
  cr_expect_eq(ask(client, "intake.write", "echo", "", 3000, true).status, RT_OK);
  zmq_ctx_term(context);
  rt_client_destroy(&client);
  rt_server_destroy(&server);
  cr_expect_eq(process_signal(broker.pid, SIGTERM), 0);
  place_remove(&place);
}
