/* Things of one call: hand in and accept in one step, read a case by its number. */
#include "tests/bench/drive/drive.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { PAUSE_US = 100000, BODY_ROOM = 1024, PATH_ROOM = 80 };

struct simple {
  struct drive *drive;
  int64_t planned_us;
  const char *unit; /* where the case is handed in */
};

static bool reads(const struct drive *drive) {
  return drive->options.mode == DRIVE_READ;
}

static void pause_over(void *user) {
  drive_ended(user, false);
}

static void keep_number(struct drive *drive, const char *unit, const char *body) {
  char number[40];
  if (drive->numbers_out && drive_field(body, "caseNumber", sizeof number, number))
    fprintf(drive->numbers_out, "%s %s\n", number, unit);
}

static void answered(void *user, const struct drive_answer *answer) {
  struct simple *simple = user;
  struct drive *drive = simple->drive;
  struct drive_tally *tally = &drive->tallies[reads(drive) ? DRIVE_CALL_READ : DRIVE_CALL_HAND_IN];
  int64_t now = drive_now_us(), planned = simple->planned_us;
  bool well = answer->status == (reads(drive) ? 200 : 201), counts = drive_counts(drive, planned, now);
  const char *unit = simple->unit;
  free(simple);
  if (counts) {
    drive_tally_add(tally, well ? DRIVE_OK : DRIVE_ERROR, answer->status, now - planned);
    drive_tally_shed(tally, answer, planned, now);
    drive->done += well;
  }
  if (well) {
    if (counts)
      drive_series_add(&tally->step, now - planned);
    if (!reads(drive))
      keep_number(drive, unit, answer->body);
    drive_ended(drive, true);
    return;
  }
  drive_note_failure(drive, tally->name, answer);
  if (drive->options.clients)
    drive_loop_at(drive->loop, now + PAUSE_US, pause_over, drive); /* a client who is refused does not hammer */
  else
    drive_ended(drive, false);
}

/* A clerk of the halls in turn; his township's cases. */
static const struct drive_person *next_clerk(struct drive *drive, const struct drive_hall **ret_hall) {
  size_t turn = drive->turn++;
  *ret_hall = &drive->people->halls[turn % drive->people->hall_count];
  size_t clerk = (*ret_hall)->clerks[turn / drive->people->hall_count % (*ret_hall)->clerk_count];
  return &drive->people->list[clerk];
}

static size_t write_accept(struct drive *drive, const char **ret_unit, char bytes[DRIVE_REQUEST]) {
  char body[BODY_ROOM], key[DRIVE_KEY];
  const struct drive_hall *hall;
  const struct drive_person *clerk = next_clerk(drive, &hall);
  *ret_unit = hall->unit;
  drive_application(drive->options.item, hall->unit, drive->serial++, "ACCEPT", sizeof body, body);
  drive_key(&drive->keys, key);
  return drive_request("POST", "/v1/cases", clerk->token, key, body, bytes);
}

/* Any clerk of the township sees it. */
static size_t write_read(struct drive *drive, char bytes[DRIVE_REQUEST]) {
  char path[PATH_ROOM];
  const struct drive_number *number = &drive->numbers[drive_random(&drive->dice) % drive->number_count];
  const struct drive_hall *hall = &drive->people->halls[number->hall];
  const struct drive_person *clerk = &drive->people->list[hall->clerks[drive->turn++ % hall->clerk_count]];
  snprintf(path, sizeof path, "/v1/cases/%s", number->text);
  return drive_request("GET", path, clerk->token, NULL, NULL, bytes);
}

void drive_simple_begin(struct drive *drive, int64_t planned_us) {
  char bytes[DRIVE_REQUEST];
  struct simple *simple = malloc(sizeof *simple);
  assert(simple);
  *simple = (struct simple){drive, planned_us, ""};
  size_t length = reads(drive) ? write_read(drive, bytes) : write_accept(drive, &simple->unit, bytes);
  drive_net_send(drive->net, bytes, length, answered, simple);
}
