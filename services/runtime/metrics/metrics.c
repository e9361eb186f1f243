#include "runtime/metrics/metrics.h"
#include "runtime/metrics/process.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 13 };

/* Upper bounds in microseconds; one more bucket is without bound. */
static const int64_t bounds_us[BUCKETS] = {1000,   2500,   5000,    10000,   25000,   50000,   100000,
                                           250000, 500000, 1000000, 2500000, 5000000, 10000000};

struct rt_metric_cell {
  struct rt_metric_cell *next;
  _Atomic int64_t value; /* of a duration: the sum in microseconds */
  _Atomic int64_t buckets[BUCKETS + 1];
  char *labels[2];
};

static _Atomic(struct rt_metric *) metrics;
static const char *const kind_names[RT_METRIC_KIND__COUNT] = {"counter", "gauge", "histogram"};

static void make_known(struct rt_metric *metric) {
  if (atomic_load_explicit(&metric->known, memory_order_acquire) || atomic_exchange(&metric->known, true)) {
    return;
  }
  struct rt_metric *head = atomic_load(&metrics);
  do {
    metric->next = head;
  } while (!atomic_compare_exchange_weak(&metrics, &head, metric));
}

static char *copied(const char *text) {
  char *copy = strdup(text ? text : "");
  assert(copy);
  return copy;
}

static struct rt_metric_cell *find(struct rt_metric_cell *from, const char *first, const char *second) {
  for (struct rt_metric_cell *cell = from; cell; cell = cell->next) {
    if (strcmp(cell->labels[0], first) == 0 && strcmp(cell->labels[1], second) == 0) {
      return cell;
    }
  }
  return NULL;
}

/* Puts a new cell in front of `head`, unless another thread was first with the same labels: then that one. */
static struct rt_metric_cell *add(struct rt_metric *metric, struct rt_metric_cell *head, const char *first,
                                  const char *second) {
  struct rt_metric_cell *cell = calloc(1, sizeof *cell);
  assert(cell);
  cell->labels[0] = copied(first);
  cell->labels[1] = copied(second);
  for (;;) {
    cell->next = head;
    if (atomic_compare_exchange_strong(&metric->cells, &head, cell)) {
      atomic_fetch_add(&metric->cell_count, 1);
      return cell;
    }
    struct rt_metric_cell *other = find(head, first, second);
    if (other) {
      free(cell->labels[0]);
      free(cell->labels[1]);
      free(cell);
      return other;
    }
  }
}

struct rt_metric_cell *rt_metric_at(struct rt_metric *metric, const char *first, const char *second) {
  make_known(metric);
  first = metric->labels[0] && first ? first : "";
  second = metric->labels[1] && second ? second : "";
  struct rt_metric_cell *head = atomic_load(&metric->cells);
  struct rt_metric_cell *cell = find(head, first, second);
  if (cell) {
    return cell;
  }
  if (atomic_load(&metric->cell_count) >= RT_METRIC_CELLS_MAX) {
    first = metric->labels[0] ? "other" : "";
    second = metric->labels[1] ? "other" : "";
    cell = find(head, first, second);
  }
  return cell ? cell : add(metric, head, first, second);
}

void rt_cell_add(struct rt_metric_cell *cell, int64_t more) {
  atomic_fetch_add_explicit(&cell->value, more, memory_order_relaxed);
}

void rt_cell_set(struct rt_metric_cell *cell, int64_t value) {
  atomic_store_explicit(&cell->value, value, memory_order_relaxed);
}

void rt_cell_took_us(struct rt_metric_cell *cell, int64_t microseconds) {
  size_t bucket = 0;
  while (bucket < BUCKETS && microseconds > bounds_us[bucket]) {
    bucket++;
  }
  atomic_fetch_add_explicit(&cell->buckets[bucket], 1, memory_order_relaxed);
  rt_cell_add(cell, microseconds);
}

void rt_metric_add(struct rt_metric *metric, const char *first, const char *second, int64_t more) {
  rt_cell_add(rt_metric_at(metric, first, second), more);
}

void rt_metric_set(struct rt_metric *metric, const char *first, const char *second, int64_t value) {
  rt_cell_set(rt_metric_at(metric, first, second), value);
}

void rt_metric_took_us(struct rt_metric *metric, const char *first, const char *second, int64_t microseconds) {
  assert(metric->kind == RT_METRIC_DURATION);
  rt_cell_took_us(rt_metric_at(metric, first, second), microseconds);
}

static void print_label(struct rt_buffer *out, const char **comma, const char *name, const char *value) {
  rt_buffer_printf(out, "%s%s=\"", *comma, name);
  *comma = ",";
  for (const char *c = value; *c; c++) {
    if (*c == '\n') {
      rt_buffer_text(out, "\\n");
    } else {
      rt_buffer_text(out, *c == '"' || *c == '\\' ? "\\" : "");
      rt_buffer_add(out, c, 1);
    }
  }
  rt_buffer_text(out, "\"");
}

/* Name, labels, and `le` of a bucket where that is not NULL. */
static void print_name(struct rt_buffer *out, const struct rt_metric *metric, const char *suffix,
                       const struct rt_metric_cell *cell, const char *le) {
  const char *comma = "{";
  rt_buffer_printf(out, "%s%s", metric->name, suffix);
  for (size_t i = 0; i < 2; i++) {
    if (metric->labels[i]) {
      print_label(out, &comma, metric->labels[i], cell->labels[i]);
    }
  }
  if (le) {
    print_label(out, &comma, "le", le);
  }
  rt_buffer_text(out, *comma == ',' ? "} " : " ");
}

static void print_duration(struct rt_buffer *out, const struct rt_metric *metric, struct rt_metric_cell *cell) {
  int64_t sum_us = atomic_load(&cell->value);
  int64_t count = 0;
  for (size_t i = 0; i <= BUCKETS; i++) {
    char le[32] = "+Inf";
    if (i < BUCKETS) {
      snprintf(le, sizeof le, "%g", (double)bounds_us[i] / 1e6);
    }
    count += atomic_load(&cell->buckets[i]);
    print_name(out, metric, "_bucket", cell, le);
    rt_buffer_printf(out, "%" PRId64 "\n", count);
  }
  print_name(out, metric, "_sum", cell, NULL);
  rt_buffer_printf(out, "%.6f\n", (double)sum_us / 1e6);
  print_name(out, metric, "_count", cell, NULL);
  rt_buffer_printf(out, "%" PRId64 "\n", count);
}

static void print_metric(struct rt_buffer *out, struct rt_metric *metric) {
  rt_buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", metric->name, metric->help, metric->name,
                   kind_names[metric->kind]);
  for (struct rt_metric_cell *cell = atomic_load(&metric->cells); cell; cell = cell->next) {
    if (metric->kind == RT_METRIC_DURATION) {
      print_duration(out, metric, cell);
    } else {
      print_name(out, metric, "", cell, NULL);
      rt_buffer_printf(out, "%" PRId64 "\n", atomic_load(&cell->value));
    }
  }
}

void rt_metrics_print(struct rt_buffer *out) {
  for (struct rt_metric *metric = atomic_load(&metrics); metric; metric = metric->next) {
    print_metric(out, metric);
  }
  rt_process_print(out);
}
