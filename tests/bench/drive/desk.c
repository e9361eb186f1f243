#include "tests/bench/drive/desk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 64, FIRST_US = 20000, AGAIN_US = 100000, PAGE_TOKEN = 400, PATH_ROOM = PAGE_TOKEN + 64, NUMBER = 40 };

struct drive_desk {
  struct drive *drive;
  size_t hall, turn;
  struct drive_waiting *buckets[BUCKETS];
  size_t count;
  bool asking; /* a list is on its way or planned */
  size_t reviewer;
  int64_t asked_us;
  char page[PAGE_TOKEN]; /* where the list goes on, "": from the top */
};

static size_t bucket_of(const char *number) {
  uint64_t hash = 1469598103934665603U;
  for (; *number; number++)
    hash = (hash ^ (uint8_t)*number) * 1099511628211U;
  return hash % BUCKETS;
}

static void ask(void *user);

static void plan(struct drive_desk *desk, int64_t at_us) {
  if (desk->asking || !desk->count)
    return;
  desk->asking = true;
  drive_loop_at(desk->drive->loop, at_us, ask, desk);
}

static struct drive_waiting *take(struct drive_desk *desk, const char *number) {
  for (struct drive_waiting **at = &desk->buckets[bucket_of(number)]; *at; at = &(*at)->next) {
    struct drive_waiting *waiting = *at;
    if (strcmp(waiting->case_number, number) != 0)
      continue;
    *at = waiting->next;
    desk->count--;
    return waiting;
  }
  return NULL;
}

/* Each task of the list: {"task":"…","caseNumber":"…",… */
static void read_list(struct drive_desk *desk, const char *body) {
  char task[DRIVE_TASK], number[NUMBER];
  for (const char *at = body; (at = strstr(at, "\"task\":\"")); at++) {
    if (!drive_field(at, "task", sizeof task, task) || !drive_field(at, "caseNumber", sizeof number, number))
      continue;
    struct drive_waiting *waiting = take(desk, number);
    if (waiting)
      waiting->found(waiting, task, desk->reviewer);
  }
  desk->page[0] = '\0';
  drive_field(body, "nextPageToken", sizeof desk->page, desk->page);
}

static void answered(void *user, const struct drive_answer *answer) {
  struct drive_desk *desk = user;
  struct drive *drive = desk->drive;
  struct drive_tally *tally = &drive->tallies[DRIVE_CALL_TASKS];
  int64_t now = drive_now_us();
  bool well = answer->status == 200;
  desk->asking = false;
  if (drive_counts(drive, desk->asked_us, now))
    drive_tally_add(tally, well ? DRIVE_OK : DRIVE_ERROR, answer->status, now - desk->asked_us);
  if (well)
    read_list(desk, answer->body);
  else
    drive_note_failure(drive, tally->name, answer);
  plan(desk, well && *desk->page ? now : now + AGAIN_US);
}

static void ask(void *user) {
  struct drive_desk *desk = user;
  const struct drive_hall *hall = &desk->drive->people->halls[desk->hall];
  char path[PATH_ROOM], bytes[DRIVE_REQUEST];
  if (!*desk->page) /* the pages of one list are one reviewer's */
    desk->reviewer = hall->reviewers[desk->turn++ % hall->reviewer_count];
  snprintf(path, sizeof path, "/v1/tasks?state=OPEN&pageSize=100%s%s", *desk->page ? "&pageToken=" : "", desk->page);
  size_t length = drive_request("GET", path, desk->drive->people->list[desk->reviewer].token, NULL, NULL, bytes);
  desk->asked_us = drive_now_us();
  drive_net_send(desk->drive->net, bytes, length, answered, desk);
}

void drive_desks_make(struct drive *drive) {
  drive->desks = calloc(drive->people->hall_count, sizeof *drive->desks);
  assert(drive->desks);
  for (size_t i = 0; i < drive->people->hall_count; i++)
    drive->desks[i] = (struct drive_desk){.drive = drive, .hall = i};
}

void drive_desks_destroy(struct drive *drive) {
  free(drive->desks);
  drive->desks = NULL;
}

void drive_desk_wait(struct drive *drive, struct drive_waiting *waiting) {
  struct drive_desk *desk = &drive->desks[waiting->hall];
  size_t bucket = bucket_of(waiting->case_number);
  waiting->next = desk->buckets[bucket];
  desk->buckets[bucket] = waiting;
  desk->count++;
  plan(desk, drive_now_us() + FIRST_US);
}
