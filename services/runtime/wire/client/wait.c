/* One call for a thread that has nothing else to do. */
#include "runtime/base/clock.h"
#include "runtime/wire/client/state.h"

#include <poll.h>
#include <string.h>

struct waiting {
  struct rt_arena *arena;
  Bm__Answer *answer;
  struct rt_bytes payload;
};

static Bm__Answer *copy_answer(struct rt_arena *arena, const Bm__Answer *answer) {
  size_t size = bm__answer__get_packed_size(answer);
  uint8_t *packed = rt_arena_alloc(arena, size + 1);
  bm__answer__pack(answer, packed);
  return bm__answer__unpack(rt_arena_protobuf(arena), size, packed);
}

static void keep(void *context, const Bm__Answer *answer, struct rt_bytes payload) {
  struct waiting *waiting = context;
  waiting->answer = copy_answer(waiting->arena, answer);
  waiting->payload.size = payload.size;
  waiting->payload.data = payload.size == 0 ? NULL : rt_arena_copy(waiting->arena, payload.data, payload.size);
}

static void wait_for_brokers(const struct rt_client *client) {
  struct pollfd brokers = {.fd = client->watch, .events = POLLIN};
  (void)poll(&brokers, 1, rt_client_wait_ms(client));
}

void rt_client_call(struct rt_client *client, const struct rt_outgoing_call *call, struct rt_arena *arena,
                    Bm__Answer **ret_answer, struct rt_bytes *ret_payload) {
  struct waiting waiting = {.arena = arena};
  rt_client_start(client, call, keep, &waiting);
  rt_client_step(client);
  while (waiting.answer == NULL) {
    wait_for_brokers(client);
    rt_client_step(client);
  }
  *ret_answer = waiting.answer;
  *ret_payload = waiting.payload;
}
