/* What the contract tests' workers do. Methods: "echo" the payload; "caller" names who asked; "pid"; "sleep" as many
 * milliseconds as the payload says, beating; "deaf" the same without beating; "doze" deaf for so long, between two
 * spells in which it beats; "exit" dies at once; "attempt" tells
 * which one it is; "remaining" tells the milliseconds left. */
#include "contract/wire/support.h"
#include "runtime/base/clock.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void rest(struct rt_beat *beat, struct rt_bytes payload, bool beating) {
  char text[16] = {0};
  memcpy(text, payload.data, payload.size < 15 ? payload.size : 15);
  for (int left = atoi(text); left > 0; left -= 50) {
    pause_ms(left < 50 ? left : 50);
    if (beating) {
      rt_beat_now(beat);
    }
  }
}

static void doze(struct rt_beat *beat, struct rt_bytes payload) {
  struct rt_bytes spell = {(const uint8_t *)"500", 3};
  rest(beat, spell, true);
  rest(beat, payload, false);
  rest(beat, spell, true);
}

static void say(struct rt_arena *arena, struct rt_outgoing *out, const char *text) {
  out->payload = (struct rt_bytes){rt_arena_copy(arena, text, strlen(text)), strlen(text)};
}

static atomic_int counted;

static void answer_twice(struct rt_arena *arena, struct rt_bytes payload, struct rt_outgoing *out) {
  uint8_t *doubled = rt_arena_alloc(arena, 2 * payload.size);
  memcpy(doubled, payload.data, payload.size);
  memcpy(doubled + payload.size, payload.data, payload.size);
  out->payload = (struct rt_bytes){doubled, 2 * payload.size};
}

static void die_if(struct rt_arena *arena, struct rt_bytes payload, struct rt_outgoing *out) {
  char pid[16];
  int length = snprintf(pid, sizeof pid, "%d", (int)getpid());
  if ((size_t)length == payload.size && memcmp(pid, payload.data, payload.size) == 0) {
    raise(SIGKILL);
  }
  say(arena, out, "spared");
}

static void answer(struct rt_beat *beat, struct rt_arena *arena, const struct rt_incoming *in,
                   struct rt_outgoing *out) {
  const char *method = in->envelope->method;
  if (strcmp(method, "caller") == 0) {
    say(arena, out, in->caller);
  } else if (strcmp(method, "pid") == 0) {
    say(arena, out, rt_arena_printf(arena, "%d", (int)getpid()));
  } else if (strcmp(method, "attempt") == 0) {
    say(arena, out, rt_arena_printf(arena, "%d", in->envelope->attempt));
  } else if (strcmp(method, "remaining") == 0) {
    say(arena, out, rt_arena_printf(arena, "%d", (int)(in->deadline_ms - rt_clock_monotonic_ms())));
  } else if (strcmp(method, "count") == 0) {
    say(arena, out, rt_arena_printf(arena, "%d", atomic_load(&counted)));
  } else if (strcmp(method, "twice") == 0) {
    answer_twice(arena, in->payload, out);
  } else if (strcmp(method, "die-if") == 0) {
    die_if(arena, in->payload, out);
  } else if (strcmp(method, "exit") == 0) {
    raise(SIGKILL);
  } else {
    if (strcmp(method, "sleep") == 0 || strcmp(method, "deaf") == 0) {
      rest(beat, in->payload, strcmp(method, "sleep") == 0);
    } else if (strcmp(method, "doze") == 0) {
      doze(beat, in->payload);
    }
    out->payload = in->payload;
    atomic_fetch_add(&counted, strcmp(method, "count-up") == 0);
  }
}

void echo_drain(void *state, struct rt_beat *beat, struct rt_arena *arena, const struct rt_incoming *requests,
                size_t count, struct rt_outgoing *ret_outgoing) {
  (void)state;
  for (size_t i = 0; i < count; i++) {
    answer(beat, arena, &requests[i], &ret_outgoing[i]);
  }
}
