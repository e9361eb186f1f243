/* The whole life of a case, each step by whom it belongs to: a citizen hands in, a clerk accepts, a reviewer finds the
 * task in his list, claims and decides it, the clerk delivers, the citizen rates by the query code.
 *
 * The services learn of each other's acts by events. Who comes too early is told so (409) and asks again after a while,
 * like a client of the real thing; both the asking in vain and the wait are counted. */
#include "tests/bench/drive/desk.h"
#include "tests/bench/drive/drive.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
  PAUSE_US = 50000,
  PAUSE_MOST_US = 800000,
  PATIENCE_US = 30000000,
  BODY_ROOM = 1024,
  PATH_ROOM = 96,
  NUMBER = 40,
  CODE = 24
};

struct life {
  struct drive_waiting waiting; /* first, so that it is the life */
  struct drive *drive;
  enum drive_call step;
  int64_t born_us, planned_us, sent_us;
  int tries;
  bool counts;
  size_t citizen, hall, clerk, reviewer;
  uint64_t serial;
  char number[NUMBER], code[CODE], task[DRIVE_TASK], key[DRIVE_KEY];
};

static const int moments[DRIVE_CALL__COUNT] = {
    /* which of the planned moments a step has; a claim follows its finding at once */
    [DRIVE_CALL_HAND_IN] = 0, [DRIVE_CALL_ACCEPT] = 1,  [DRIVE_CALL_TASKS] = 2, [DRIVE_CALL_CLAIM] = 2,
    [DRIVE_CALL_DECIDE] = 3,  [DRIVE_CALL_DELIVER] = 4, [DRIVE_CALL_RATE] = 5,
};

static void ask(void *user);

static const char *token(const struct life *life, size_t person) {
  return life->drive->people->list[person].token;
}

static size_t write_act(const struct life *life, const char *what, const char *id, const char *act, size_t who,
                        const char *body, char bytes[DRIVE_REQUEST]) {
  char path[PATH_ROOM];
  snprintf(path, sizeof path, "/v1/%s/%s:%s", what, id, act);
  return drive_request("POST", path, token(life, who), life->key, body, bytes);
}

static size_t write_hand_in(const struct life *life, char bytes[DRIVE_REQUEST]) {
  char body[BODY_ROOM];
  const char *unit = life->drive->people->halls[life->hall].unit;
  drive_application(life->drive->options.item, unit, life->serial, "SUBMIT", sizeof body, body);
  return drive_request("POST", "/v1/cases", token(life, life->citizen), life->key, body, bytes);
}

static size_t write_rating(const struct life *life, char bytes[DRIVE_REQUEST]) {
  char body[BODY_ROOM];
  snprintf(body, sizeof body, "{\"caseNumber\":\"%s\",\"queryCode\":\"%s\",\"level\":\"SATISFIED\"}", life->number,
           life->code);
  return drive_request("POST", "/v1/ratings", NULL, life->key, body, bytes);
}

static size_t write_step(const struct life *life, char bytes[DRIVE_REQUEST]) {
  if (life->step == DRIVE_CALL_HAND_IN)
    return write_hand_in(life, bytes);
  if (life->step == DRIVE_CALL_ACCEPT)
    return write_act(life, "cases", life->number, "accept", life->clerk, "{}", bytes);
  if (life->step == DRIVE_CALL_CLAIM)
    return write_act(life, "tasks", life->task, "claim", life->reviewer, "{}", bytes);
  if (life->step == DRIVE_CALL_DECIDE)
    return write_act(life, "tasks", life->task, "decide", life->reviewer,
                     "{\"outcome\":\"GRANT\",\"reasons\":\"符合条件\",\"certificateValidUntil\":\"2099-12-31\"}",
                     bytes);
  if (life->step == DRIVE_CALL_DELIVER)
    return write_act(life, "cases", life->number, "deliver", life->clerk,
                     "{\"method\":\"WINDOW\",\"receiver\":\"测试申请人\"}", bytes);
  assert(life->step == DRIVE_CALL_RATE);
  return write_rating(life, bytes);
}

static void end(struct life *life, bool well) {
  struct drive *drive = life->drive;
  if (well && life->counts) {
    drive->done++;
    drive_series_add(&drive->lives, drive_now_us() - life->born_us);
  }
  free(life);
  drive_ended(drive, well);
}

static void found(struct drive_waiting *waiting, const char *task, size_t reviewer);

/* Begins a step whose moment has come. */
static void begin_step(void *user) {
  struct life *life = user;
  life->tries = 0;
  if (life->step == DRIVE_CALL_TASKS) {
    life->waiting.case_number = life->number;
    life->waiting.hall = life->hall;
    life->waiting.found = found;
    drive_desk_wait(life->drive, &life->waiting);
    return;
  }
  drive_key(&life->drive->keys, life->key);
  ask(life);
}

static void next_step(struct life *life) {
  struct drive *drive = life->drive;
  int64_t now = drive_now_us(), gap_us = drive->options.gap_ms * 1000;
  if (life->counts)
    drive_series_add(&drive->tallies[life->step].step, now - life->planned_us);
  if (life->step == DRIVE_CALL_RATE) {
    end(life, true);
    return;
  }
  life->step++;
  life->planned_us = gap_us && life->step != DRIVE_CALL_CLAIM ? life->born_us + moments[life->step] * gap_us : now;
  if (life->planned_us > now)
    drive_loop_at(drive->loop, life->planned_us, begin_step, life);
  else
    begin_step(life);
}

static void found(struct drive_waiting *waiting, const char *task, size_t reviewer) {
  struct life *life = (struct life *)waiting;
  snprintf(life->task, sizeof life->task, "%s", task);
  life->reviewer = reviewer;
  next_step(life);
}

static enum drive_kind kind_of(const struct life *life, const struct drive_answer *answer) {
  bool makes = life->step == DRIVE_CALL_HAND_IN || life->step == DRIVE_CALL_RATE;
  bool waits = life->step == DRIVE_CALL_DELIVER || life->step == DRIVE_CALL_RATE;
  if (answer->status == (makes ? 201 : 200))
    return DRIVE_OK;
  return answer->status == 409 && (waits || strstr(answer->body, "KEY_IN_USE")) ? DRIVE_EARLY : DRIVE_ERROR;
}

/* What a client repeats with the same key. */
static bool again(int status) {
  return status == DRIVE_BROKEN || status == DRIVE_TIMEOUT || status == 408 || status == 429 || status >= 500;
}

static bool took_numbers(struct life *life, const struct drive_answer *answer) {
  return life->step != DRIVE_CALL_HAND_IN ||
         (drive_field(answer->body, "caseNumber", sizeof life->number, life->number) &&
          drive_field(answer->body, "queryCode", sizeof life->code, life->code));
}

static void answered(void *user, const struct drive_answer *answer) {
  struct life *life = user;
  struct drive *drive = life->drive;
  int64_t now = drive_now_us(), pause = PAUSE_US;
  enum drive_kind kind = kind_of(life, answer);
  if (life->counts)
    drive_tally_add(&drive->tallies[life->step], kind, answer->status, now - life->sent_us);
  if (kind == DRIVE_OK && took_numbers(life, answer)) {
    next_step(life);
    return;
  }
  if (kind != DRIVE_EARLY)
    drive_note_failure(drive, drive->tallies[life->step].name, answer);
  if (now - life->planned_us > PATIENCE_US || (kind != DRIVE_EARLY && !again(answer->status))) {
    end(life, false);
    return;
  }
  for (int i = 0; i < life->tries && pause < PAUSE_MOST_US; i++)
    pause *= 2;
  if (answer->retry_after_s > 0)
    pause = answer->retry_after_s * 1000000;
  life->tries++;
  drive_loop_at(drive->loop, now + pause, ask, life);
}

static void ask(void *user) {
  struct life *life = user;
  char bytes[DRIVE_REQUEST];
  size_t length = write_step(life, bytes);
  life->sent_us = drive_now_us();
  drive_net_send(life->drive->net, bytes, length, answered, life);
}

void drive_life_begin(struct drive *drive, int64_t planned_us) {
  struct life *life = calloc(1, sizeof *life);
  const struct drive_people *people = drive->people;
  assert(life);
  size_t turn = drive->turn++;
  const struct drive_hall *hall = &people->halls[turn % people->hall_count];
  life->drive = drive;
  life->born_us = life->planned_us = planned_us;
  life->counts = planned_us >= drive->from_us;
  life->citizen = people->citizens[turn % people->citizen_count];
  life->hall = turn % people->hall_count;
  life->clerk = hall->clerks[turn / people->hall_count % hall->clerk_count];
  life->serial = drive->serial++;
  begin_step(life);
}
