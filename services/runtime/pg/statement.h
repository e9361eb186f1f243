/* Which statements a connection has prepared. They are prepared when first used, binary in and out, under names of
 * their own. */
#ifndef RT_PG_STATEMENT_H
#define RT_PG_STATEMENT_H

#include "runtime/pg/pipe.h"

enum { RT_PREPARED_NAME = 64 };

struct rt_prepared {
  const struct rt_statement *statement;
  enum rt_param_kind *kinds; /* of the parameters it was prepared with */
  size_t count;
  char name[RT_PREPARED_NAME];
  bool ready;       /* only when its PREPARE succeeded */
  char sqlstate[6]; /* why it could not be prepared last time */
};

/* A growing hash table by statement; owned by its connection, emptied when that is lost. */
struct rt_prepared_set {
  struct rt_prepared **slots;
  size_t room;
  size_t used;
};

/* The row for the statement with parameters of these kinds, made if there is none (not ready then). A parameter of kind
 * NULL fits any type it was prepared with; the row lives as long as the set. */
struct rt_prepared *rt_prepared_find(struct rt_prepared_set *set, const struct rt_statement *statement,
                                     const enum rt_param_kind *kinds, size_t count);
void rt_prepared_clear(struct rt_prepared_set *set);

/* Told of every statement a connection prepared: the tests look at its plan. NULL in a process that serves. */
extern void (*rt_prepared_seen)(const struct rt_prepared *prepared);

#endif
