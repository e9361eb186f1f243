/* Statements on ratings and rectifications. Words of people are sealed. */
#ifndef EVALUATION_STORE_RATINGS_H
#define EVALUATION_STORE_RATINGS_H

#include "evaluation/rules/rectifications/rectification.h"
#include "runtime/pg/pipe.h"

extern const char evaluation_ratings_table[];
extern const char evaluation_rectifications_table[];

struct evaluation_rating_row {
  const char *rating;
  const char *case_number;
  int level;
  struct rt_bytes words_sealed;
  int64_t at_us;
};
void evaluation_ratings_insert(struct rt_pipe *pipe, const struct evaluation_rating_row *row);

/* A rectification as stored: the plain part, and the sealed words of the desk and of the rater. */
struct evaluation_rectification_row {
  struct evaluation_rectification it;
  int level;
  const char *rating;
  struct rt_bytes words_sealed;  /* notes, measures, answer */
  struct rt_bytes rating_sealed; /* tags and comment of the rating */
  const char *item_name;
  const char *office;
  int64_t rated_us; /* this and the two above: read only */
};
void evaluation_rectifications_insert(struct rt_pipe *pipe, const struct evaluation_rectification_row *row);
void evaluation_rectifications_load(struct rt_pipe *pipe, const char *rectification,
                                    struct evaluation_rectification_row *into);
/* Not guarded by itself: the case's row is, in the same transaction. */
void evaluation_rectifications_update(struct rt_pipe *pipe, const struct evaluation_rectification_row *row);

struct evaluation_page {
  int32_t after_due; /* RT_NO_DAY: from the start */
  const char *after_id;
  int limit;
  bool unfinished; /* none that is closed */
};
struct evaluation_rectification_list {
  struct evaluation_rectification_row *rows; /* room for `limit` */
  size_t count;
};
/* Of a subtree, earliest due first; state 0: all. */
void evaluation_rectifications_list(struct rt_pipe *pipe, const char *unit_path, int state,
                                    const struct evaluation_page *page, struct evaluation_rectification_list *into);

#endif
