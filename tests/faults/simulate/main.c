/* bm-simulate: seeded days of the broker and of the relay. */
#include "tests/faults/simulate/simulate.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct {
  const char *name;
  void (*live)(struct day *day);
  const char *bugs[8];
} worlds[] = {
    {"broker", simulate_broker, {"late-replies", "lost-workers-forgotten", "expired-run"}},
    {"relay", simulate_relay, {"no-sequence", "polled-by-id", "asynchronous-claim", "marked-first", "no-barrier"}},
};
enum { WORLDS = sizeof worlds / sizeof worlds[0] };

struct options {
  bool chosen[WORLDS];
  uint64_t first, seeds;
  int steps;
  const char *bug;
};

uint32_t day_roll(struct day *day, uint32_t bound) {
  uint64_t z = day->dice += 0x9e3779b97f4a7c15U;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
  z = (z ^ z >> 27) * 0x94d049bb133111ebU;
  return (uint32_t)((z ^ z >> 31) % bound);
}

bool day_chance(struct day *day, uint32_t bound) {
  return day_roll(day, bound) == 0;
}

bool day_bug(const struct day *day, const char *name) {
  return strcmp(day->bug, name) == 0;
}

void day_broke(const struct day *day, const char *format, ...) {
  va_list more;
  va_start(more, format);
  printf("BROKEN %s seed %lu step %d: ", day->world, (unsigned long)day->seed, day->step);
  vprintf(format, more);
  va_end(more);
  printf("\nagain: bm-simulate %s --seed %lu --steps %d%s%s\n", day->world, (unsigned long)day->seed, day->steps,
         day->bug[0] == '\0' ? "" : " --break ", day->bug);
  exit(1);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void live(size_t world, const struct options *options) {
  double began = seconds();
  for (uint64_t seed = options->first; seed < options->first + options->seeds; seed++) {
    struct day day = {
        .world = worlds[world].name, .seed = seed, .dice = seed, .steps = options->steps, .bug = options->bug};
    worlds[world].live(&day);
  }
  printf("%s: %lu seeds from %lu, %d steps each, 0 breaks, %.1f s\n", worlds[world].name, (unsigned long)options->seeds,
         (unsigned long)options->first, options->steps, seconds() - began);
}

static int usage(FILE *file) {
  fprintf(file,
          "usage: bm-simulate [broker] [relay] [--seeds N] [--seed FIRST] [--steps N] [--break MISTAKE]\n"
          "  10000 seeds of 1000 steps by default; --seed alone replays one. Mistakes, each of which must be found:\n");
  for (size_t i = 0; i < WORLDS; i++) {
    fprintf(file, "  %s:", worlds[i].name);
    for (size_t b = 0; worlds[i].bugs[b] != NULL; b++) {
      fprintf(file, " %s", worlds[i].bugs[b]);
    }
    fprintf(file, "\n");
  }
  return file == stdout ? 0 : 2;
}

static bool choose(struct options *options, const char *word) {
  for (size_t i = 0; i < WORLDS; i++) {
    if (strcmp(word, worlds[i].name) == 0) {
      options->chosen[i] = true;
      return true;
    }
  }
  return false;
}

/* A mistake chooses the world that makes it. */
static bool choose_bug(struct options *options, const char *bug) {
  for (size_t i = 0; i < WORLDS; i++) {
    for (size_t b = 0; worlds[i].bugs[b] != NULL; b++) {
      if (strcmp(bug, worlds[i].bugs[b]) == 0) {
        options->bug = bug;
        options->chosen[i] = true;
        return true;
      }
    }
  }
  return false;
}

int main(int argc, char **argv) {
  struct options options = {.first = 1, .seeds = 0, .steps = 1000, .bug = ""};
  bool one = false;
  for (int i = 1; i < argc; i++) {
    const char *value = i + 1 < argc ? argv[i + 1] : "";
    if (strcmp(argv[i], "--help") == 0) {
      return usage(stdout);
    } else if (choose(&options, argv[i])) {
      continue;
    } else if (strcmp(argv[i], "--seeds") == 0) {
      options.seeds = strtoull(value, NULL, 10);
    } else if (strcmp(argv[i], "--seed") == 0) {
      options.first = strtoull(value, NULL, 10);
      one = true;
    } else if (strcmp(argv[i], "--steps") == 0) {
      options.steps = (int)strtol(value, NULL, 10);
    } else if (strcmp(argv[i], "--break") != 0 || !choose_bug(&options, value)) {
      return usage(stderr);
    }
    i++;
  }
  options.seeds = options.seeds > 0 ? options.seeds : one ? 1 : 10000;
  bool all = true;
  for (size_t i = 0; i < WORLDS; i++) {
    all = all && !options.chosen[i];
  }
  for (size_t i = 0; i < WORLDS; i++) {
    if (all || options.chosen[i]) {
      live(i, &options);
    }
  }
  return 0;
}
