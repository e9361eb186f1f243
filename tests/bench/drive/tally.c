#include "tests/bench/drive/tally.h"

#include "tests/bench/drive/net/net.h"

#include <assert.h>
#include <stdio.h>

void drive_tally_add(struct drive_tally *tally, enum drive_kind kind, int status, int64_t attempt_us) {
  assert(status >= 0 && status < DRIVE_STATUSES);
  if (kind == DRIVE_OK)
    tally->ok++;
  else if (kind == DRIVE_EARLY)
    tally->early++;
  else
    tally->errors[status]++;
  if (status != DRIVE_BROKEN && status != DRIVE_TIMEOUT)
    drive_series_add(&tally->attempt, attempt_us);
}

void drive_tally_shed(struct drive_tally *tally, const struct drive_answer *answer, int64_t planned_us,
                      int64_t now_us) {
  if (answer->sent_us)
    drive_series_add(&tally->late, answer->sent_us - planned_us);
  if (answer->status != 429 && answer->status != 503)
    return;
  drive_series_add(&tally->shed, now_us - planned_us);
  drive_series_add(&tally->shed_sent, now_us - answer->sent_us);
  tally->shed_bare += answer->retry_after_s < 0;
}

size_t drive_tally_errors(const struct drive_tally *tally) {
  size_t sum = 0;
  for (int status = 0; status < DRIVE_STATUSES; status++)
    sum += tally->errors[status];
  return sum;
}

void drive_tally_free(struct drive_tally *tally) {
  drive_series_free(&tally->attempt);
  drive_series_free(&tally->step);
  drive_series_free(&tally->shed);
  drive_series_free(&tally->shed_sent);
  drive_series_free(&tally->late);
}

static double ms(struct drive_series *series, double percent) {
  return (double)drive_series_percentile(series, percent) / 1000.0;
}

json_t *drive_series_json(struct drive_series *series) {
  return json_pack("{s:I, s:f, s:f, s:f, s:f}", "count", (json_int_t)series->count, "p50", ms(series, 50), "p90",
                   ms(series, 90), "p99", ms(series, 99), "max", ms(series, 100));
}

json_t *drive_tally_json(struct drive_tally *tally) {
  json_t *errors = json_object();
  for (int status = 0; status < DRIVE_STATUSES; status++) {
    char name[16];
    if (!tally->errors[status])
      continue;
    if (status == DRIVE_BROKEN || status == DRIVE_TIMEOUT)
      snprintf(name, sizeof name, "%s", status == DRIVE_BROKEN ? "broken" : "timeout");
    else
      snprintf(name, sizeof name, "%d", status);
    json_object_set_new(errors, name, json_integer((json_int_t)tally->errors[status]));
  }
  return json_pack("{s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "ok", (json_int_t)tally->ok, "early",
                   (json_int_t)tally->early, "errors", errors, "attempt_ms", drive_series_json(&tally->attempt),
                   "step_ms", drive_series_json(&tally->step), "shed_ms", drive_series_json(&tally->shed),
                   "shed_sent_ms", drive_series_json(&tally->shed_sent), "late_ms", drive_series_json(&tally->late),
                   "shed_without_retry_after", (json_int_t)tally->shed_bare);
}
