/* The driver: many people at one gateway, from one thread, so cheap that it can share two cores with what it measures.
 * Prints one JSON object. See README.md. */
#include "tests/bench/drive/desk.h"
#include "tests/bench/drive/drive.h"

#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static const char usage[] =
    "usage: bm_drive MODE --port N --accounts FILE [OPTION]...\n\n"
    "  MODE               accept (hand in and accept in one step), read (cases by number), life (hand in … rate)\n"
    "  --host ADDRESS     IPv4 of the gateway (127.0.0.1)\n"
    "  --port N           its port\n"
    "  --accounts FILE    accounts.json of the system\n"
    "  --tokens FILE      keep sessions here, and take them from here\n"
    "  --clients N        closed loop: so many at once\n"
    "  --rate R           open loop: so many arrivals a second, planned with exponential pauses; times count from the "
    "plan\n"
    "  --connections N    at most (default: as many as clients; 400 in the open loop)\n"
    "  --seconds S        of what counts (10)\n"
    "  --warmup S         before it (0)\n"
    "  --grace S          for what is under way at the end (30)\n"
    "  --gap MS           between the planned moments of a life's steps (0: each right after the last)\n"
    "  --units LIST       only these townships, separated by commas\n"
    "  --item CODE        what is applied for (LYJ-0201)\n"
    "  --numbers FILE     read: the cases, a line \"number township\" each\n"
    "  --write FILE       accept: write such a file\n"
    "  --seed N           of the arrivals (1)\n";

enum {
  OPTION_HOST = 256,
  PORT,
  ACCOUNTS,
  TOKENS,
  CLIENTS,
  RATE,
  CONNECTIONS,
  SECONDS,
  WARMUP,
  GRACE,
  GAP,
  UNITS,
  ITEM,
  NUMBERS,
  WRITE,
  SEED
};

static const struct option long_options[] = {{"host", 1, NULL, OPTION_HOST},
                                             {"port", 1, NULL, PORT},
                                             {"accounts", 1, NULL, ACCOUNTS},
                                             {"tokens", 1, NULL, TOKENS},
                                             {"clients", 1, NULL, CLIENTS},
                                             {"rate", 1, NULL, RATE},
                                             {"connections", 1, NULL, CONNECTIONS},
                                             {"seconds", 1, NULL, SECONDS},
                                             {"warmup", 1, NULL, WARMUP},
                                             {"grace", 1, NULL, GRACE},
                                             {"gap", 1, NULL, GAP},
                                             {"units", 1, NULL, UNITS},
                                             {"item", 1, NULL, ITEM},
                                             {"numbers", 1, NULL, NUMBERS},
                                             {"write", 1, NULL, WRITE},
                                             {"seed", 1, NULL, SEED},
                                             {NULL, 0, NULL, 0}};

static void misused(void) {
  fputs(usage, stderr);
  exit(2);
}

static double number(const char *text) {
  char *end;
  double value = strtod(text, &end);
  if (end == text || *end || !(value >= 0))
    misused();
  return value;
}

static void take_pace(struct drive_options *options, int option, const char *value) {
  if (option == CLIENTS)
    options->clients = (int)number(value);
  else if (option == RATE)
    options->rate = number(value);
  else if (option == CONNECTIONS)
    options->connections = (int)number(value);
  else if (option == SECONDS)
    options->seconds = number(value);
  else if (option == WARMUP)
    options->warmup = number(value);
  else if (option == GRACE)
    options->grace = number(value);
  else if (option == GAP)
    options->gap_ms = (int64_t)number(value);
  else if (option == SEED)
    options->seed = (uint64_t)number(value);
  else
    misused();
}

static void take(struct drive_options *options, int option, const char *value) {
  if (option == OPTION_HOST)
    options->host = value;
  else if (option == PORT)
    options->port = (int)number(value);
  else if (option == ACCOUNTS)
    options->accounts = value;
  else if (option == TOKENS)
    options->tokens = value;
  else if (option == UNITS)
    options->units = value;
  else if (option == ITEM)
    options->item = value;
  else if (option == NUMBERS)
    options->numbers_in = value;
  else if (option == WRITE)
    options->numbers_out = value;
  else
    take_pace(options, option, value);
}

static struct drive_options parse(int count, char **arguments) {
  struct drive_options options = {.host = "127.0.0.1", .item = "LYJ-0201", .seconds = 10, .grace = 30, .seed = 1};
  int option;
  while ((option = getopt_long(count, arguments, "", long_options, NULL)) != -1)
    take(&options, option, optarg);
  if (optind + 1 != count)
    misused();
  const char *mode = arguments[optind];
  if (strcmp(mode, "accept") == 0)
    options.mode = DRIVE_ACCEPT;
  else if (strcmp(mode, "read") == 0)
    options.mode = DRIVE_READ;
  else if (strcmp(mode, "life") == 0)
    options.mode = DRIVE_LIFE;
  else
    misused();
  if (!options.port || !options.accounts || (options.clients == 0) == (options.rate <= 0) ||
      (options.mode == DRIVE_READ) != (options.numbers_in != NULL))
    misused();
  if (!options.connections)
    options.connections = options.clients ? options.clients : 400;
  return options;
}

static void read_numbers(struct drive *drive) {
  char number_text[32], unit[32];
  FILE *file = fopen(drive->options.numbers_in, "re");
  size_t room = 0;
  if (!file) {
    perror(drive->options.numbers_in);
    exit(1);
  }
  while (fscanf(file, "%31s %31s", number_text, unit) == 2) {
    for (size_t hall = 0; hall < drive->people->hall_count; hall++) {
      if (strcmp(drive->people->halls[hall].unit, unit) != 0)
        continue;
      if (drive->number_count == room) {
        room = room ? 2 * room : 1024;
        drive->numbers = realloc(drive->numbers, room * sizeof *drive->numbers);
        assert(drive->numbers);
      }
      struct drive_number *number_read = &drive->numbers[drive->number_count++];
      snprintf(number_read->text, sizeof number_read->text, "%s", number_text);
      number_read->hall = hall;
    }
  }
  fclose(file);
  if (!drive->number_count) {
    fprintf(stderr, "%s: no case of these townships\n", drive->options.numbers_in);
    exit(1);
  }
}

static unsigned roles_of(enum drive_mode mode) {
  return mode == DRIVE_LIFE ? 1U << DRIVE_CITIZEN | 1U << DRIVE_CLERK | 1U << DRIVE_REVIEWER : 1U << DRIVE_CLERK;
}

static void prepare(struct drive *drive) {
  static const char *const names[DRIVE_CALL__COUNT] = {"hand_in", "accept",  "tasks", "claim",
                                                       "decide",  "deliver", "rate",  "read"};
  const struct drive_options *options = &drive->options;
  for (int call = 0; call < DRIVE_CALL__COUNT; call++)
    drive->tallies[call].name = names[call];
  uint64_t chance;
  ssize_t got = getrandom(&chance, sizeof chance, 0);
  assert(got == sizeof chance);
  (void)got;
  drive->dice = options->seed;
  drive->keys = drive->serial = chance;
  drive->loop = drive_loop_new();
  drive->net = drive_net_new(drive->loop, options->host, options->port, options->connections, 10000000);
  drive->people = drive_people_read(options->accounts, options->units);
  drive_people_sign_in(drive->people, roles_of(options->mode), drive->loop, drive->net, options->tokens);
  if (options->numbers_in)
    read_numbers(drive);
  if (options->numbers_out && !(drive->numbers_out = fopen(options->numbers_out, "we"))) {
    perror(options->numbers_out);
    exit(1);
  }
  drive_desks_make(drive);
}

static void clean(struct drive *drive) {
  if (drive->numbers_out)
    fclose(drive->numbers_out);
  for (int call = 0; call < DRIVE_CALL__COUNT; call++)
    drive_tally_free(&drive->tallies[call]);
  drive_series_free(&drive->lives);
  drive_desks_destroy(drive);
  drive_people_destroy(&drive->people);
  drive_net_destroy(&drive->net);
  drive_loop_destroy(&drive->loop);
  free(drive->numbers);
}

int main(int count, char **arguments) {
  struct drive drive = {.options = parse(count, arguments)};
  prepare(&drive);
  drive_run(&drive);
  json_t *report = drive_report(&drive);
  int printed = report ? json_dumpf(report, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(12)) : -1;
  putchar('\n');
  json_decref(report);
  clean(&drive);
  return printed == 0 ? 0 : 1;
}
