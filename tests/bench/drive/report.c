#include "tests/bench/drive/drive.h"

#include <sys/resource.h>

static const char *const modes[] = {[DRIVE_ACCEPT] = "accept", [DRIVE_READ] = "read", [DRIVE_LIFE] = "life"};

static json_int_t cpu_us(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (json_int_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec +
         usage.ru_stime.tv_usec;
}

static double rate(size_t count, double seconds) {
  return seconds > 0 ? (double)count / seconds : 0;
}

json_t *drive_report(struct drive *drive) {
  json_t *calls = json_object();
  size_t errors = 0;
  for (int call = 0; call < DRIVE_CALL__COUNT; call++) {
    struct drive_tally *tally = &drive->tallies[call];
    errors += drive_tally_errors(tally);
    if (tally->attempt.count || drive_tally_errors(tally))
      json_object_set_new(calls, tally->name, drive_tally_json(tally));
  }
  double wall = (double)(drive->last_us - drive->from_us) / 1e6;
  bool lives = drive->options.mode == DRIVE_LIFE;
  json_t *report = json_pack(
      "{s:s, s:s, s:f, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:f, s:I, s:s, s:I, s:o}", "mode",
      modes[drive->options.mode], "loop", drive->options.clients ? "closed" : "open", "seconds", drive->options.seconds,
      "all", (json_int_t)drive->all, "begun", (json_int_t)drive->begun, "done", (json_int_t)drive->done, "failed",
      (json_int_t)drive->failed, "unfinished", (json_int_t)drive->under_way, "errors", (json_int_t)errors, "per_second",
      rate(drive->done, lives ? wall : drive->options.seconds), "began_at", (double)drive->begin_us / 1e6,
      "counts_from", (double)drive->from_us / 1e6, "ended_at", (double)drive->last_us / 1e6,
      "waited_for_connection_most", (json_int_t)drive_net_waited_most(drive->net), "first_failure", drive->failure,
      "driver_cpu_us", cpu_us(), "calls", calls);
  if (report && lives)
    json_object_set_new(report, "life_ms", drive_series_json(&drive->lives));
  return report;
}
