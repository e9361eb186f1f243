/* What a process counts, as Prometheus text. A metric is a static row in the file that counts; it is known from its
 * first use on. Counting takes no lock: a cell is a few atomics, and cells are only ever added. Thread-safe throughout.
 */
#ifndef RT_METRICS_METRICS_H
#define RT_METRICS_METRICS_H

#include "runtime/base/buffer.h"

#include <stdatomic.h>
#include <stdint.h>

enum rt_metric_kind { RT_METRIC_COUNTER, RT_METRIC_GAUGE, RT_METRIC_DURATION, RT_METRIC_KIND__COUNT };

struct rt_metric_cell;

/* static struct rt_metric answered = {.kind = RT_METRIC_COUNTER, .name = "bm_rpc_answers_total",
 *                                     .help = "Requests answered", .labels = {"method", "status"}}; */
struct rt_metric {
  enum rt_metric_kind kind;
  const char *name;      /* "bm_…": counters end in _total, durations in _seconds */
  const char *help;      /* one line, English */
  const char *labels[2]; /* names; NULL: none */
  /* The rest belongs to this room. */
  _Atomic(struct rt_metric_cell *) cells;
  atomic_size_t cell_count;
  struct rt_metric *next;
  atomic_bool known;
};

enum { RT_METRIC_CELLS_MAX = 512 };

/* The cell of these label values (NULL where the metric has no label); made if it is new. Keep it if you count often.
 * Values must come from a small set (methods, lanes, states: no ids, no people); beyond RT_METRIC_CELLS_MAX all fall
 * into one cell whose labels say "other". */
struct rt_metric_cell *rt_metric_at(struct rt_metric *metric, const char *first, const char *second);

void rt_cell_add(struct rt_metric_cell *cell, int64_t more);
void rt_cell_set(struct rt_metric_cell *cell, int64_t value);
void rt_cell_took_us(struct rt_metric_cell *cell, int64_t microseconds);

/* The same in one call. A count of 0 makes the cell, so that it is shown before anything happened. */
void rt_metric_add(struct rt_metric *metric, const char *first, const char *second, int64_t more);
void rt_metric_set(struct rt_metric *metric, const char *first, const char *second, int64_t value);
/* A duration goes into buckets from 1 ms to 10 s. */
void rt_metric_took_us(struct rt_metric *metric, const char *first, const char *second, int64_t microseconds);

/* Everything known, and the process's own memory, processor time and descriptors, in the text format 0.0.4. */
void rt_metrics_print(struct rt_buffer *out);

#endif
