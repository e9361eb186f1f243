/* Reads one case a line, `START LIMIT EXTENSION W|C [FROM..TO]...`, and prints its due day or `BEYOND`, one a line: the
 * domain library's answers, for the oracle to compare. usage: deadline_driver CALENDAR < cases > dues; a case that
 * can't be read ends it. */
#include "domain/deadline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct dom_calendar calendar;

static bool load_calendar(const char *path) {
  static char text[1 << 18];
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    return false;
  }
  size_t size = fread(text, 1, sizeof text, file);
  fclose(file);
  struct dom_calendar_error error;
  if (size == sizeof text || !dom_calendar_parse(text, size, &calendar, &error)) {
    fprintf(stderr, "%s: line %d: %s\n", path, size == sizeof text ? 0 : error.line,
            size == sizeof text ? "too large" : error.text);
    return false;
  }
  return true;
}

/* The next word of a line that strtok_r walks, as days. */
static bool take_number(char **rest, int32_t *ret_number) {
  const char *word = strtok_r(NULL, " ", rest);
  char *end = NULL;
  long number = word != NULL ? strtol(word, &end, 10) : 0;
  if (word == NULL || *end != '\0' || number < 0 || number > 100000) {
    return false;
  }
  *ret_number = (int32_t)number;
  return true;
}

static bool take_pause(char *word, struct dom_pause *ret_pause) {
  char *dots = strstr(word, "..");
  if (dots == NULL) {
    return false;
  }
  *dots = '\0';
  return dom_date_parse(word, &ret_pause->from) && dom_date_parse(dots + 2, &ret_pause->to);
}

static bool read_case(char *line, struct dom_deadline *ask, struct dom_pause pauses[DOM_DEADLINE_PAUSES]) {
  char *rest = NULL;
  const char *start = strtok_r(line, " \n", &rest);
  if (start == NULL || !dom_date_parse(start, &ask->start) || !take_number(&rest, &ask->limit_days) ||
      !take_number(&rest, &ask->extension_days)) {
    return false;
  }
  const char *unit = strtok_r(NULL, " \n", &rest);
  if (unit == NULL || (*unit != 'W' && *unit != 'C')) {
    return false;
  }
  ask->unit = *unit == 'W' ? DOM_UNIT_WORKING : DOM_UNIT_CALENDAR;
  ask->pauses = pauses;
  ask->pause_count = 0;
  for (char *word = strtok_r(NULL, " \n", &rest); word != NULL; word = strtok_r(NULL, " \n", &rest)) {
    if (ask->pause_count == DOM_DEADLINE_PAUSES || !take_pause(word, &pauses[ask->pause_count++])) {
      return false;
    }
  }
  return true;
}

static bool answer(char *line) {
  struct dom_pause pauses[DOM_DEADLINE_PAUSES];
  struct dom_deadline ask = {.start = 0};
  if (!read_case(line, &ask, pauses)) {
    return false;
  }
  int32_t due;
  char text[DOM_DATE_TEXT];
  enum dom_deadline_refusal refusal = dom_deadline_compute(&calendar, &ask, &due);
  if (refusal != DOM_DEADLINE_OK && refusal != DOM_DEADLINE_BEYOND) {
    return false;
  }
  puts(refusal == DOM_DEADLINE_OK ? dom_date_format(due, text) : "BEYOND");
  return true;
}

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: deadline_driver CALENDAR < cases > dues\n");
    return 2;
  }
  if (!load_calendar(argv[1])) {
    return 2;
  }
  static char line[4096];
  for (long number = 1; fgets(line, sizeof line, stdin) != NULL; number++) {
    if (!answer(line)) {
      fprintf(stderr, "deadline_driver: case %ld can't be read\n", number);
      return 2;
    }
  }
  return ferror(stdin) || fflush(stdout) != 0 ? 2 : 0;
}
