/* When things begin, what is counted, when it is over. */
#include "tests/bench/drive/drive.h"

#include <math.h>
#include <string.h>

static void begin_one(struct drive *drive, int64_t planned_us) {
  drive->under_way++;
  if (planned_us >= drive->from_us)
    drive->begun++;
  if (drive->options.mode == DRIVE_LIFE)
    drive_life_begin(drive, planned_us);
  else
    drive_simple_begin(drive, planned_us);
}

bool drive_counts(const struct drive *drive, int64_t planned_us, int64_t now_us) {
  int64_t moment = drive->options.clients ? now_us : planned_us;
  if (drive->options.mode == DRIVE_LIFE && moment >= drive->from_us)
    return true; /* a life that was begun is brought to its end and counted */
  return moment >= drive->from_us && moment < drive->stop_us;
}

void drive_ended(struct drive *drive, bool well) {
  int64_t now = drive_now_us();
  drive->under_way--;
  drive->last_us = now;
  if (well)
    drive->all++;
  else
    drive->failed++;
  if (drive->options.clients && now < drive->stop_us)
    begin_one(drive, now);
  else if (!drive->under_way && now >= drive->stop_us)
    drive_loop_stop(drive->loop);
}

void drive_note_failure(struct drive *drive, const char *what, const struct drive_answer *answer) {
  if (!*drive->failure)
    snprintf(drive->failure, sizeof drive->failure, "%s: %d %.200s", what, answer->status, answer->body);
}

struct arrival {
  struct drive *drive;
  double at_us; /* after begin_us */
};

static void arrive(void *user) {
  struct arrival *arrival = user;
  struct drive *drive = arrival->drive;
  int64_t now = drive_now_us(), planned = drive->begin_us + (int64_t)arrival->at_us;
  while (planned <= now && planned < drive->stop_us) {
    double even = (double)(drive_random(&drive->dice) >> 11) / 9007199254740992.0;
    begin_one(drive, planned);
    arrival->at_us += -log(1 - even) * 1e6 / drive->options.rate;
    planned = drive->begin_us + (int64_t)arrival->at_us;
  }
  if (planned < drive->stop_us)
    drive_loop_at(drive->loop, planned, arrive, arrival);
}

static void over(void *user) {
  struct drive *drive = user;
  if (!drive->under_way)
    drive_loop_stop(drive->loop);
}

static void give_up(void *user) {
  struct drive *drive = user;
  drive_loop_stop(drive->loop);
}

static void start_clients(void *user) {
  struct drive *drive = user;
  for (int i = 0; i < drive->options.clients; i++)
    begin_one(drive, drive_now_us());
}

void drive_run(struct drive *drive) {
  struct arrival arrival = {drive, 0};
  int64_t arrivals_us = (int64_t)((drive->options.warmup + drive->options.seconds) * 1e6);
  drive->begin_us = drive->last_us = drive_now_us();
  drive->from_us = drive->begin_us + (int64_t)(drive->options.warmup * 1e6);
  drive->stop_us = drive->begin_us + arrivals_us;
  if (drive->options.clients)
    drive_loop_at(drive->loop, 0, start_clients, drive);
  else
    drive_loop_at(drive->loop, 0, arrive, &arrival);
  drive_loop_at(drive->loop, drive->stop_us, over, drive);
  drive_loop_at(drive->loop, drive->stop_us + (int64_t)(drive->options.grace * 1e6), give_up, drive);
  drive_loop_run(drive->loop);
}
