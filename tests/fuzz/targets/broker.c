/* What the broker reads: messages of callers and workers, true ones and others. Whatever comes, a request is handed to
 * one worker of its lane as its caller sent it, with the caller's name by the key; who asked is answered at most once;
 * a worker never holds more than its credits; nothing is lost in memory. Sockets and clock are the target's. Input:
 * messages; each a byte for the door and the key, a byte for the peer, a byte for the time that passed, and what is
 * either bytes or a message that is right by itself (add_message). */
#include "broker/route/state.h"
#include "broker/shell.h"
#include "runtime/base/log.h"
#include "runtime/wire/socket.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { FRAMES_MAX = 3, ASKED_MAX = 512, PEERS = 16, DOOR_FRONT = 1, DOOR_BACK = 2 };

static const char *const names[] = {"gateway", "operator", "intake", "review", "stranger"};
static const char *const lanes[] = {"intake.write", "intake.read",   "intake.event",
                                    "review.write", "broker.status", "nobody.home"};
enum { NAMES = sizeof names / sizeof names[0], LANES = sizeof lanes / sizeof lanes[0] };

/* A request that the broker may have taken, and what became of it. */
struct asked {
  uint8_t peer;
  uint8_t id[RT_WIRE_ID_SIZE];
  const char *name;
  char lane[RT_WIRE_LANE_MAX + 1];
  int handed;                 /* to a worker: at most once */
  int answers;                /* that came back: at most one */
  uint32_t envelope, payload; /* hashes */
  uint32_t remaining_ms;
};

static struct {
  struct broker *broker;
  int64_t now_ms, later_ms; /* and what passes before the next message is in the broker's hands */
  struct asked asked[ASKED_MAX];
  size_t asked_count;
  struct {
    uint64_t number;
    uint8_t id[RT_WIRE_ID_SIZE]; /* of the request */
    uint8_t holder;              /* the peer that was given it */
    bool used;
  } tickets[ASKED_MAX];
  size_t ticket_count;
  struct {
    bool under_way; /* the message that came is a worker's reply … */
    bool right;     /* … and the worker's to give */
    uint32_t answer, payload;
  } reply;
} world;

/* ---- what goes out: the frames of a message as they are sent ---- */

static struct {
  void *door;
  zmq_msg_t frames[FRAMES_MAX];
  size_t count;
} out;

static uint32_t part_hash(struct rt_bytes part) {
  return fuzz_hash(part.data, part.size);
}

static uint32_t first_hash(zmq_msg_t *frame, const struct rt_wire_head *head) {
  return part_hash(rt_wire_first(zmq_msg_data(frame), head));
}

static uint32_t second_hash(zmq_msg_t *frame, const struct rt_wire_head *head) {
  return part_hash(rt_wire_second(zmq_msg_data(frame), zmq_msg_size(frame), head));
}

static const struct broker_worker *worker_of(uint8_t peer) {
  const struct broker_peer name = {.size = 5, .bytes = {1, 0, 0, 0, peer}};
  int worker = broker_worker_find(world.broker->state, &name);
  return worker == BROKER_NONE ? NULL : &world.broker->state->workers[worker];
}

/* A request of these bytes was asked by that name in the worker's lane, and no time was given to it. */
static void check_job(uint8_t peer, const struct rt_wire_head *head) {
  const struct broker_worker *worker = worker_of(peer);
  must(worker != NULL && worker->held <= worker->credits);
  const char *lane = world.broker->state->lanes[worker->lane].name;
  bool found = false;
  for (size_t i = 0; i < world.asked_count && !found; i++) {
    struct asked *asked = &world.asked[i];
    found = memcmp(asked->id, head->id, sizeof asked->id) == 0 && asked->handed == 0 && asked->name != NULL &&
            strcmp(head->name, asked->name) == 0 && strcmp(asked->lane, lane) == 0 &&
            asked->envelope == first_hash(&out.frames[1], head) &&
            asked->payload == second_hash(&out.frames[1], head) && head->argument <= asked->remaining_ms;
    asked->handed += found;
  }
  must(found);
  size_t place = world.ticket_count++ % ASKED_MAX;
  world.tickets[place].number = head->ticket;
  memcpy(world.tickets[place].id, head->id, sizeof head->id);
  world.tickets[place].holder = peer;
  world.tickets[place].used = false;
}

/* To who asked, no more often than was asked; a worker's words only if it was asked them. */
static void check_reply(uint8_t peer, const struct rt_wire_head *head) {
  bool answered = false;
  for (size_t i = 0; i < world.asked_count && !answered; i++) {
    struct asked *asked = &world.asked[i];
    answered = asked->peer == peer && asked->answers == 0 && memcmp(asked->id, head->id, sizeof asked->id) == 0;
    asked->answers += answered;
  }
  must(answered);
  bool workers = world.reply.under_way && world.reply.answer == first_hash(&out.frames[1], head) &&
                 world.reply.payload == second_hash(&out.frames[1], head);
  must(!workers || world.reply.right);
}

static void check_sent(void) {
  struct rt_wire_head head;
  must(out.count == 2 && zmq_msg_size(&out.frames[0]) == 5);
  uint8_t peer = ((const uint8_t *)zmq_msg_data(&out.frames[0]))[4] % PEERS;
  must(rt_wire_head_read(zmq_msg_data(&out.frames[1]), zmq_msg_size(&out.frames[1]), &head));
  if (head.kind == RT_WIRE_JOB) {
    check_job(peer, &head);
  } else if (head.kind == RT_WIRE_REPLY) {
    check_reply(peer, &head);
  }
}

static bool sent(void *door, zmq_msg_t *frame, bool more) {
  must(out.count < FRAMES_MAX && (out.count == 0 || out.door == door));
  out.door = door;
  zmq_msg_init(&out.frames[out.count]);
  zmq_msg_move(&out.frames[out.count++], frame);
  if (!more) {
    check_sent();
    rt_frames_close(out.frames, out.count);
    out.count = 0;
  }
  return true;
}

bool __wrap_rt_msg_send(void *door, zmq_msg_t *frame, bool more);
bool __wrap_rt_frame_send(void *door, const void *data, size_t size, bool more);
bool __wrap_rt_wire_send(void *door, const struct rt_wire_head *head, struct rt_bytes first, struct rt_bytes second);
size_t __wrap_rt_frames_receive(void *door, zmq_msg_t *frames, size_t room);
const char *__wrap_zmq_msg_gets(const zmq_msg_t *frame, const char *property);
int64_t __wrap_rt_clock_monotonic_ms(void);

bool __wrap_rt_msg_send(void *door, zmq_msg_t *frame, bool more) {
  return sent(door, frame, more);
}

bool __wrap_rt_frame_send(void *door, const void *data, size_t size, bool more) {
  zmq_msg_t frame;
  zmq_msg_init_size(&frame, size);
  if (size > 0) {
    memcpy(zmq_msg_data(&frame), data, size);
  }
  return sent(door, &frame, more);
}

bool __wrap_rt_wire_send(void *door, const struct rt_wire_head *head, struct rt_bytes first, struct rt_bytes second) {
  zmq_msg_t frame;
  struct rt_wire_head whole = *head;
  whole.first_size = (uint32_t)first.size;
  zmq_msg_init_size(&frame, RT_WIRE_HEAD_SIZE + first.size + second.size);
  uint8_t *bytes = zmq_msg_data(&frame);
  rt_wire_head_write(&whole, bytes);
  if (first.size > 0) {
    memcpy(bytes + RT_WIRE_HEAD_SIZE, first.data, first.size);
  }
  if (second.size > 0) {
    memcpy(bytes + RT_WIRE_HEAD_SIZE + first.size, second.data, second.size);
  }
  return sent(door, &frame, false);
}

/* ---- what comes in ---- */

static struct {
  zmq_msg_t frames[FRAMES_MAX];
  size_t count;
  const char *name;
} in;

size_t __wrap_rt_frames_receive(void *door, zmq_msg_t *frames, size_t room) {
  (void)door;
  world.now_ms += world.later_ms;
  world.later_ms = 0;
  size_t count = in.count;
  for (size_t i = 0; i < room; i++) {
    zmq_msg_init(&frames[i]);
    if (i < count) {
      zmq_msg_move(&frames[i], &in.frames[i]);
    }
  }
  rt_frames_close(in.frames, in.count);
  in.count = 0;
  return count;
}

const char *__wrap_zmq_msg_gets(const zmq_msg_t *frame, const char *property) {
  (void)frame;
  must(strcmp(property, "User-Id") == 0);
  return in.name;
}

int64_t __wrap_rt_clock_monotonic_ms(void) {
  return world.now_ms;
}

static void add_frame(const void *data, size_t size) {
  zmq_msg_init_size(&in.frames[in.count], size);
  if (size > 0) {
    memcpy(zmq_msg_data(&in.frames[in.count]), data, size);
  }
  in.count++;
}

static uint64_t some_ticket(uint8_t which) {
  size_t known = world.ticket_count < ASKED_MAX ? world.ticket_count : ASKED_MAX;
  return known > 0 ? world.tickets[which % known].number : which;
}

/* Kind, attempt, epoch, argument, id, name, ticket, sizes of the parts (and whether the head tells them wrong), and
 * their bytes. */
static void add_message(struct fuzz_input *input) {
  uint8_t bytes[RT_WIRE_HEAD_SIZE + 64];
  struct rt_wire_head head = {.kind = (enum rt_wire_kind)(fuzz_byte(input) % (RT_WIRE_KIND__COUNT + 1)),
                              .attempt = fuzz_byte(input),
                              .epoch = fuzz_byte(input) % 4 == 3,
                              .argument = fuzz_u16(input)};
  head.id[0] = fuzz_byte(input) % 32;
  uint8_t name = fuzz_byte(input);
  if (name < 200) {
    memcpy(head.name, lanes[name % LANES], strlen(lanes[name % LANES]));
  } else {
    struct fuzz_input other = fuzz_part(input, name % (sizeof head.name + 1));
    memcpy(head.name, other.at, other.left);
  }
  head.ticket = some_ticket(fuzz_byte(input));
  uint8_t sizes = fuzz_byte(input);
  struct fuzz_input parts = fuzz_part(input, sizes % 64);
  head.first_size = sizes < 192 ? (uint32_t)(parts.left / 2) : fuzz_u16(input);
  rt_wire_head_write(&head, bytes);
  memcpy(bytes + RT_WIRE_HEAD_SIZE, parts.at, parts.left);
  add_frame(bytes, RT_WIRE_HEAD_SIZE + parts.left);
}

/* A worker's words with nobody's key are nobody's, and its own may come yet. */
static void note_reply(uint8_t peer, const struct rt_wire_head *head) {
  bool known = strcmp(in.name, names[NAMES - 1]) != 0;
  world.reply.under_way = true;
  world.reply.right = false;
  world.reply.answer = first_hash(&in.frames[1], head);
  world.reply.payload = second_hash(&in.frames[1], head);
  for (size_t i = 0; known && i < world.ticket_count && i < ASKED_MAX; i++) {
    if (world.tickets[i].holder == peer && !world.tickets[i].used && world.tickets[i].number == head->ticket &&
        memcmp(world.tickets[i].id, head->id, sizeof head->id) == 0) {
      world.tickets[i].used = true;
      world.reply.right = true;
    }
  }
}

/* Notes a message that may be a request or a reply, before the broker sees it. What names another epoch than the
 * broker's is handed to nobody, and a stop that ends with this message in hand has begun another. */
static void note(bool front, uint8_t peer) {
  bool stopped = world.broker->turn_ms != 0 && world.now_ms + world.later_ms - world.broker->turn_ms >= BROKER_STOP_MS;
  struct rt_wire_head head;
  world.reply.under_way = false;
  if (in.count != 2 || !rt_wire_head_read(zmq_msg_data(&in.frames[1]), zmq_msg_size(&in.frames[1]), &head)) {
    return;
  }
  if (front && head.kind == RT_WIRE_REQUEST && rt_wire_lane_good(head.name) && world.asked_count < ASKED_MAX) {
    struct asked *asked = &world.asked[world.asked_count++];
    *asked = (struct asked){.peer = peer,
                            .name = in.name,
                            .envelope = first_hash(&in.frames[1], &head),
                            .payload = second_hash(&in.frames[1], &head),
                            .handed = head.epoch != (uint8_t)(world.broker->epoch + stopped),
                            .remaining_ms = head.argument};
    memcpy(asked->id, head.id, sizeof asked->id);
    memcpy(asked->lane, head.name, sizeof asked->lane);
  } else if (!front && head.kind == RT_WIRE_REPLY) {
    note_reply(peer, &head);
  }
}

/* The broker's books: every job has its place, every place its job, no body is lost or kept twice. */
static void check_books(const struct broker_state *state) {
  size_t queued[BROKER_LANES_MAX] = {0};
  for (int i = 0; i < state->job_room; i++) {
    const struct broker_job *job = &state->jobs[i];
    must((job->body != NULL) == (job->place == BROKER_JOB_QUEUED));
    if (job->place == BROKER_JOB_QUEUED) {
      queued[job->lane]++;
    }
    must(job->place != BROKER_JOB_HELD || state->workers[job->worker].used);
  }
  for (int i = 0; i < BROKER_LANES_MAX; i++) {
    must(state->lanes[i].queued == queued[i] && queued[i] <= state->queue_limit && state->lanes[i].workers >= 0);
  }
}

static void feed(struct broker *broker, struct fuzz_input *input) {
  uint8_t which = fuzz_byte(input);
  bool front = which & 1;
  uint8_t peer = fuzz_byte(input) % (PEERS / 2) + (front ? 0 : PEERS / 2);
  uint8_t later = fuzz_byte(input);
  in.name = names[which / 2 % NAMES];
  world.later_ms = later < 200 ? later / 8 : (later - 200) * 50;
  add_frame((uint8_t[]){1, 0, 0, 0, peer}, 5);
  if (which & 0x80) {
    add_message(input);
  } else {
    for (uint8_t frames = fuzz_byte(input) % 3; frames > 0; frames--) {
      struct fuzz_input bytes = fuzz_part(input, fuzz_byte(input));
      add_frame(bytes.at, bytes.left);
    }
  }
  note(front, peer);
  (void)(front ? broker_receive_front(broker, 1) : broker_receive_back(broker, 1));
  if (which & 0x40) {
    world.reply.under_way = false;
    broker_feed(broker, &(struct broker_event){.kind = BROKER_EVENT_TICK});
  }
  check_books(broker->state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static bool ready;
  if (!ready) {
    rt_log_open("fuzz", RT_LOG_ERROR);
    ready = true;
  }
  struct fuzz_input input = {data, size};
  memset(&world, 0, sizeof world);
  struct broker *broker = calloc(1, sizeof *broker);
  must(broker != NULL);
  world.broker = broker;
  broker->queue_limit = 1 + fuzz_byte(&input) % 8;
  broker->state = broker_state_new(broker->queue_limit);
  broker->front = (void *)DOOR_FRONT;
  broker->back = (void *)DOOR_BACK;
  for (; broker->identities.count + 1 < NAMES; broker->identities.count++) { /* the last is nobody's key */
    const char *name = names[broker->identities.count];
    strcpy(broker->identities.rows[broker->identities.count].name, name);
    strcpy(broker->identities.rows[broker->identities.count].key, name);
  }
  for (int messages = 0; input.left > 0 && messages < ASKED_MAX; messages++) {
    feed(broker, &input);
  }
  broker_destroy(&broker);
  return 0;
}
