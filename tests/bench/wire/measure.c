#include "wire/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WATCHED_MAX = 8 };

struct watched {
  char name[24];
  int pid; /* 0: this process */
  double began_s, ended_s;
};

struct measure {
  int64_t warm_ns, window_ns;
  int64_t open_ns, close_ns; /* 0: nothing has come yet */
  bool open, closed;
  uint32_t *samples_ns;
  size_t count, room;
  struct watched watched[WATCHED_MAX];
  size_t watched_count;
};

int64_t measure_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

struct measure *measure_new(int warm_ms, int window_ms, char *const *watched, size_t count) {
  struct measure *measure = calloc(1, sizeof *measure);
  if (measure == NULL || count >= WATCHED_MAX) {
    abort();
  }
  measure->warm_ns = warm_ms * (int64_t)1000000;
  measure->window_ns = window_ms * (int64_t)1000000;
  snprintf(measure->watched[0].name, sizeof measure->watched[0].name, "client");
  measure->watched_count = count + 1;
  for (size_t i = 0; i < count; i++) {
    struct watched *row = &measure->watched[i + 1];
    const char *sign = strchr(watched[i], '=');
    snprintf(row->name, sizeof row->name, "%.*s", sign == NULL ? 0 : (int)(sign - watched[i]), watched[i]);
    row->pid = sign == NULL ? 0 : atoi(sign + 1);
  }
  return measure;
}

void measure_free(struct measure *measure) {
  free(measure->samples_ns);
  free(measure);
}

/* User and system time of a process; 0 for one that is gone. */
static double cpu_seconds(int pid) {
  char path[64] = "/proc/self/stat";
  char line[1024];
  unsigned long user = 0;
  unsigned long system = 0;
  if (pid != 0) {
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
  }
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    return 0;
  }
  char *name_end = fgets(line, sizeof line, file) == NULL ? NULL : strrchr(line, ')');
  fclose(file);
  char *at = name_end;
  for (int field = 2; at != NULL && field < 14; field++) { /* the name is field 2, user time 14, system time 15 */
    at = strchr(at + 1, ' ');
  }
  if (at != NULL) {
    user = strtoul(at, &at, 10);
    system = strtoul(at, NULL, 10);
  }
  return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static void open_window(struct measure *measure, int64_t now_ns) {
  measure->open = true;
  measure->open_ns = now_ns;
  for (size_t i = 0; i < measure->watched_count; i++) {
    measure->watched[i].began_s = cpu_seconds(measure->watched[i].pid);
  }
}

static void close_window(struct measure *measure, int64_t now_ns) {
  measure->closed = true;
  measure->close_ns = now_ns;
  for (size_t i = 0; i < measure->watched_count; i++) {
    measure->watched[i].ended_s = cpu_seconds(measure->watched[i].pid);
  }
}

static void keep(struct measure *measure, int64_t took_ns) {
  if (measure->count == measure->room) {
    measure->room = measure->room == 0 ? 1 << 20 : measure->room * 2;
    measure->samples_ns = realloc(measure->samples_ns, measure->room * sizeof measure->samples_ns[0]);
    if (measure->samples_ns == NULL) {
      abort();
    }
  }
  measure->samples_ns[measure->count++] = took_ns < UINT32_MAX ? (uint32_t)took_ns : UINT32_MAX;
}

bool measure_take(struct measure *measure, int64_t began_ns) {
  int64_t now_ns = measure_now_ns();
  if (measure->closed) {
    return false;
  }
  if (measure->open_ns == 0) {
    measure->open_ns = now_ns + measure->warm_ns;
  }
  if (!measure->open) {
    if (now_ns >= measure->open_ns) {
      open_window(measure, now_ns);
    }
    return true;
  }
  if (now_ns - measure->open_ns >= measure->window_ns) {
    close_window(measure, now_ns);
    return false;
  }
  keep(measure, now_ns - began_ns);
  return true;
}

static int by_size(const void *one, const void *other) {
  uint32_t a = *(const uint32_t *)one;
  uint32_t b = *(const uint32_t *)other;
  return (a > b) - (a < b);
}

static double share_us(const struct measure *measure, double share) {
  size_t at = (size_t)(share * (double)measure->count);
  return measure->count == 0 ? 0 : (double)measure->samples_ns[at < measure->count ? at : measure->count - 1] / 1000;
}

void measure_print(struct measure *measure) {
  double seconds = (double)(measure->close_ns - measure->open_ns) / 1e9;
  qsort(measure->samples_ns, measure->count, sizeof measure->samples_ns[0], by_size);
  printf("{\"count\": %zu, \"seconds\": %.3f, \"rate\": %.0f, \"p50_us\": %.1f, \"p99_us\": %.1f, \"cpu_us\": {",
         measure->count, seconds, (double)measure->count / seconds, share_us(measure, 0.5), share_us(measure, 0.99));
  for (size_t i = 0; i < measure->watched_count; i++) {
    const struct watched *row = &measure->watched[i];
    double each = measure->count == 0 ? 0 : (row->ended_s - row->began_s) * 1e6 / (double)measure->count;
    printf("%s\"%s\": %.2f", i == 0 ? "" : ", ", row->name, each);
  }
  printf("}}\n");
}
