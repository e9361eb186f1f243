/* Statements and the pipeline they are appended to. One statement = one `static const struct rt_statement`; handlers
 * only append; the engine (runtime/call) sends, reads and repeats. ARCHITECTURE.md "Workers". */
#ifndef RT_PG_PIPE_H
#define RT_PG_PIPE_H

#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"
#include "runtime/base/status.h"
#include "runtime/seal/seal.h"

/* SQL text with $1…; prepared once a connection under its name. Static storage. */
struct rt_statement {
  const char *name; /* unique in the process: "cases_load" */
  const char *text;
};

enum rt_param_kind {
  RT_PARAM_NULL,
  RT_PARAM_TEXT,    /* text */
  RT_PARAM_INT,     /* bigint */
  RT_PARAM_BOOL,    /* boolean */
  RT_PARAM_BYTES,   /* bytea */
  RT_PARAM_ID,      /* uuid, from its text */
  RT_PARAM_TIME,    /* timestamptz, from microseconds since the epoch */
  RT_PARAM_DAY,     /* date, from days since 1970-01-01; RT_NO_DAY = NULL */
  RT_PARAM_TEXTS,   /* text[] */
  RT_PARAM_INTS,    /* bigint[] */
  RT_PARAM_BYTESES, /* bytea[] */
  RT_PARAM_IDS,     /* uuid[], from texts */
  RT_PARAM_TIMES,   /* timestamptz[] */
  RT_PARAM_DAYS,    /* date[], RT_NO_DAY = NULL */
  RT_PARAM__COUNT
};

#define RT_NO_DAY INT32_MIN
#define RT_NO_TIME INT64_MIN

struct rt_param {
  enum rt_param_kind kind;
  int64_t number;   /* INT, BOOL, TIME (RT_NO_TIME = NULL), DAY */
  const void *data; /* TEXT, ID: NUL-ended text, NULL = SQL NULL; BYTES: bytes; arrays: the first element */
  size_t size;      /* BYTES: length; arrays: how many */
};

/* Arrays: TEXTS/IDS `const char *const *` (a NULL entry = SQL NULL), INTS/TIMES `const int64_t *`, DAYS `const int32_t
 * *`, BYTESES `const struct rt_bytes *` (NULL data = SQL NULL). Data must live until the pipe has run (use the arena).
 */
#define RT_P_NULL ((struct rt_param){RT_PARAM_NULL, 0, NULL, 0})
#define RT_P_TEXT(t) ((struct rt_param){RT_PARAM_TEXT, 0, (t), 0})
#define RT_P_INT(n) ((struct rt_param){RT_PARAM_INT, (int64_t)(n), NULL, 0})
#define RT_P_BOOL(b) ((struct rt_param){RT_PARAM_BOOL, (b) ? 1 : 0, NULL, 0})
#define RT_P_BYTES(b) ((struct rt_param){RT_PARAM_BYTES, 0, (b).data, (b).size})
#define RT_P_ID(t) ((struct rt_param){RT_PARAM_ID, 0, (t), 0})
#define RT_P_TIME(us) ((struct rt_param){RT_PARAM_TIME, (us), NULL, 0})
#define RT_P_DAY(day) ((struct rt_param){RT_PARAM_DAY, (day), NULL, 0})
#define RT_P_ARRAY(array_kind, first, count) ((struct rt_param){(array_kind), 0, (first), (count)})

struct rt_row; /* one row of a result, valid while the reader runs */

/* Called for each row. Texts and bytes read are copied into the pipe's arena. Asking a column for another type than it
 * has is a bug. NULL reads as "", 0, false, empty bytes, RT_NO_DAY, RT_NO_TIME. */
typedef void (*rt_row_reader)(const struct rt_row *row, void *into);
const char *rt_row_text(const struct rt_row *row, int column); /* text, uuid, also name/char/varchar */
int64_t rt_row_int(const struct rt_row *row, int column);      /* smallint, integer, bigint */
bool rt_row_bool(const struct rt_row *row, int column);
struct rt_bytes rt_row_bytes(const struct rt_row *row, int column);
int64_t rt_row_time(const struct rt_row *row, int column);
int32_t rt_row_day(const struct rt_row *row, int column);
bool rt_row_null(const struct rt_row *row, int column);
/* text[] as a NULL-ended list in the arena. */
const char *const *rt_row_texts(const struct rt_row *row, int column, size_t *ret_count);
struct rt_arena *rt_row_arena(const struct rt_row *row);

/* The statements of one request in one wave. */
struct rt_pipe;

/* Appends; nothing is sent yet. `reader` NULL: rows are not looked at. Parameters are copied (not what they point to).
 */
void rt_pipe_add(struct rt_pipe *pipe, const struct rt_statement *statement, const struct rt_param *params,
                 size_t count, rt_row_reader reader, void *into);
/* rt_pipe_run(pipe, &cases_load, reader, into, RT_P_TEXT(number), …); at least one parameter. */
#define rt_pipe_run(pipe, statement, reader, into, ...)                                                                \
  rt_pipe_add((pipe), (statement), (const struct rt_param[]){__VA_ARGS__},                                             \
              sizeof((const struct rt_param[]){__VA_ARGS__}) / sizeof(struct rt_param), (reader), (into))

/* The arena of the drain and the service's seal, for those who append. */
struct rt_arena *rt_pipe_arena(const struct rt_pipe *pipe);
const struct rt_seal *rt_pipe_seal(const struct rt_pipe *pipe);

/* Asks for the next number of (kind, unit, day), from the thread's block of 64 (a block is taken in a transaction of
 * its own; gaps are allowed). In `load` only; `*ret_number` is set by the time `decide` runs. */
void rt_pipe_number(struct rt_pipe *pipe, const char *kind, const char *unit, int32_t day, int64_t *ret_number);

#endif
