#include "tests/bench/drive/people.h"

#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOWNSHIP_DIGITS = 9, HALL_PEOPLE = 4 };

static const char *const roles[DRIVE_ROLE__COUNT] = {"citizen", "clerk", "reviewer"};

static void die(const char *what, const char *about) {
  fprintf(stderr, "%s: %s\n", what, about);
  exit(1);
}

static char *text(const json_t *entry, const char *name, const char *file) {
  const char *value = json_string_value(json_object_get(entry, name));
  if (!value)
    die(file, "an account without role, username, password or unit");
  return strdup(value);
}

static bool wanted(const char *units, const char *unit) {
  size_t length = strlen(unit);
  if (length != TOWNSHIP_DIGITS)
    return false;
  for (const char *at = units; at && (at = strstr(at, unit)); at++) {
    if ((at == units || at[-1] == ',') && (at[length] == ',' || at[length] == '\0'))
      return true;
  }
  return !units;
}

/* The hall of a unit; made when it has none yet. Accounts of one hall stand together, so the last one is looked at
 * first. */
static struct drive_hall *hall_of(struct drive_people *people, const char *unit) {
  for (size_t i = people->hall_count; i-- > 0;) {
    if (strcmp(people->halls[i].unit, unit) == 0)
      return &people->halls[i];
  }
  struct drive_hall *hall = &people->halls[people->hall_count++];
  hall->unit = unit;
  return hall;
}

static void seat(struct drive_people *people, size_t index, const char *units) {
  const struct drive_person *person = &people->list[index];
  if (person->role == DRIVE_CITIZEN) {
    people->citizens[people->citizen_count++] = index;
  } else if (wanted(units, person->unit)) {
    struct drive_hall *hall = hall_of(people, person->unit);
    if (person->role == DRIVE_CLERK && hall->clerk_count < HALL_PEOPLE)
      hall->clerks[hall->clerk_count++] = index;
    if (person->role == DRIVE_REVIEWER && hall->reviewer_count < HALL_PEOPLE)
      hall->reviewers[hall->reviewer_count++] = index;
  }
}

static void take(struct drive_people *people, const json_t *entry, const char *file) {
  const char *role = json_string_value(json_object_get(entry, "role"));
  for (int i = 0; i < DRIVE_ROLE__COUNT; i++) {
    if (role && strcmp(role, roles[i]) == 0)
      people->list[people->count++] = (struct drive_person){
          .role = (enum drive_role)i,
          .username = text(entry, "username", file),
          .password = text(entry, "password", file),
          .unit = text(entry, "unit", file),
      };
  }
}

struct drive_people *drive_people_read(const char *file, const char *units) {
  json_error_t error;
  json_t *accounts = json_load_file(file, 0, &error);
  if (!json_is_array(accounts))
    die(file, accounts ? "no list of accounts" : error.text);
  size_t count = json_array_size(accounts);
  struct drive_people *people = calloc(1, sizeof *people);
  assert(people);
  people->list = calloc(count + 1, sizeof *people->list);
  people->citizens = calloc(count + 1, sizeof *people->citizens);
  people->halls = calloc(count + 1, sizeof *people->halls);
  assert(people->list && people->citizens && people->halls);
  for (size_t i = 0; i < count; i++)
    take(people, json_array_get(accounts, i), file);
  for (size_t i = 0; i < people->count; i++)
    seat(people, i, units);
  json_decref(accounts);
  size_t kept = 0;
  for (size_t i = 0; i < people->hall_count; i++) {
    if (people->halls[i].clerk_count && people->halls[i].reviewer_count)
      people->halls[kept++] = people->halls[i];
  }
  people->hall_count = kept;
  if (!kept || !people->citizen_count)
    die(file, "needs a citizen, and a township with a clerk and a reviewer");
  return people;
}

void drive_people_destroy(struct drive_people **people) {
  if (!*people)
    return;
  for (size_t i = 0; i < (*people)->count; i++) {
    struct drive_person *person = &(*people)->list[i];
    free(person->username);
    free(person->password);
    free(person->unit);
    free(person->token);
  }
  free((*people)->list);
  free((*people)->citizens);
  free((*people)->halls);
  free(*people);
  *people = NULL;
}
