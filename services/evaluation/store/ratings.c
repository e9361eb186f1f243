#include "evaluation/store/ratings.h"

const char evaluation_ratings_table[] = "ratings";
const char evaluation_rectifications_table[] = "rectifications";

static const struct rt_statement insert_rating = {
    "ratings_insert", "INSERT INTO ratings (rating, case_number, level, words_sealed, at) VALUES ($1, $2, $3, $4, $5)"};

void evaluation_ratings_insert(struct rt_pipe *pipe, const struct evaluation_rating_row *row) {
  rt_pipe_run(pipe, &insert_rating, NULL, NULL, RT_P_ID(row->rating), RT_P_TEXT(row->case_number), RT_P_INT(row->level),
              RT_P_BYTES(row->words_sealed), RT_P_TIME(row->at_us));
}

static const struct rt_statement insert_rectification = {
    "rectifications_insert", "INSERT INTO rectifications (rectification, case_number, state, level, rating, unit, "
                             "unit_path, due, reached, calls, "
                             "words_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};

void evaluation_rectifications_insert(struct rt_pipe *pipe, const struct evaluation_rectification_row *row) {
  const struct evaluation_rectification *it = &row->it;
  rt_pipe_run(pipe, &insert_rectification, NULL, NULL, RT_P_ID(it->rectification), RT_P_TEXT(it->case_number),
              RT_P_INT(it->state), RT_P_INT(row->level), RT_P_ID(row->rating), RT_P_TEXT(it->unit),
              RT_P_TEXT(it->unit_path), RT_P_DAY(it->due), RT_P_BOOL(it->reached), RT_P_INT(it->calls),
              RT_P_BYTES(row->words_sealed));
}

#define COLUMNS                                                                                                        \
  "r.rectification, r.case_number, r.state, r.level, r.rating, r.unit, r.unit_path, r.due, r.reached, r.calls, "       \
  "r.words_sealed, g.words_sealed, c.item_name, c.office, g.at FROM rectifications r JOIN ratings g ON g.rating = "    \
  "r.rating JOIN cases c ON c.case_number = r.case_number "

static void read_rectification(const struct rt_row *row, void *into) {
  struct evaluation_rectification_row *found = into;
  found->it.rectification = rt_row_text(row, 0);
  found->it.case_number = rt_row_text(row, 1);
  found->it.state = (enum evaluation_state)rt_row_int(row, 2);
  found->level = (int)rt_row_int(row, 3);
  found->rating = rt_row_text(row, 4);
  found->it.unit = rt_row_text(row, 5);
  found->it.unit_path = rt_row_text(row, 6);
  found->it.due = rt_row_day(row, 7);
  found->it.reached = rt_row_bool(row, 8);
  found->it.calls = rt_row_int(row, 9);
  found->words_sealed = rt_row_bytes(row, 10);
  found->rating_sealed = rt_row_bytes(row, 11);
  found->item_name = rt_row_text(row, 12);
  found->office = rt_row_text(row, 13);
  found->rated_us = rt_row_time(row, 14);
}

static const struct rt_statement load = {"rectifications_load", "SELECT " COLUMNS "WHERE r.rectification = $1"};

void evaluation_rectifications_load(struct rt_pipe *pipe, const char *rectification,
                                    struct evaluation_rectification_row *into) {
  rt_pipe_run(pipe, &load, read_rectification, into, RT_P_ID(rectification));
}

static const struct rt_statement update = {"rectifications_update",
                                           "UPDATE rectifications SET state = $2, reached = $3, calls = $4, "
                                           "words_sealed = $5 WHERE rectification = $1"};

void evaluation_rectifications_update(struct rt_pipe *pipe, const struct evaluation_rectification_row *row) {
  rt_pipe_run(pipe, &update, NULL, NULL, RT_P_ID(row->it.rectification), RT_P_INT(row->it.state),
              RT_P_BOOL(row->it.reached), RT_P_INT(row->it.calls), RT_P_BYTES(row->words_sealed));
}

static void read_into_list(const struct rt_row *row, void *into) {
  struct evaluation_rectification_list *list = into;
  read_rectification(row, &list->rows[list->count++]);
}

/* A path's subtree is the path itself and what starts with it and a slash ('0' follows '/'). */
static const struct rt_statement list = {
    "rectifications_list",
    "SELECT " COLUMNS
    "WHERE r.unit_path ~>=~ $1 AND r.unit_path ~<~ ($1 || '0') AND (r.unit_path = $1 OR r.unit_path ~>=~ "
    "($1 || '/')) AND ($2 = 0 OR r.state = $2) AND NOT ($6 AND r.state = 4) AND (r.due, r.rectification) > "
    "(coalesce($3, '-infinity'::date), "
    "coalesce($4, '00000000-0000-0000-0000-000000000000'::uuid)) ORDER BY r.due, r.rectification LIMIT $5"};

void evaluation_rectifications_list(struct rt_pipe *pipe, const char *unit_path, int state,
                                    const struct evaluation_page *page, struct evaluation_rectification_list *into) {
  rt_pipe_run(pipe, &list, read_into_list, into, RT_P_TEXT(unit_path), RT_P_INT(state), RT_P_DAY(page->after_due),
              RT_P_ID(page->after_id), RT_P_INT(page->limit), RT_P_BOOL(page->unfinished));
}
