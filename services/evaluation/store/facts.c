#include "evaluation/store/figures.h"

#include "runtime/pg/rows.h"

#define COLUMN(type, field)                                                                                            \
  { RT_PARAM_##type, offsetof(struct evaluation_fact_row, field) }

static const struct rt_column columns[] = {
    COLUMN(DAY, day),          COLUMN(INT, fact),       COLUMN(INT, value),   COLUMN(INT, took),  COLUMN(INT, promised),
    COLUMN(TEXT, case_number), COLUMN(TEXT, unit_path), COLUMN(TEXT, office), COLUMN(TEXT, item),
};

#define INSERT "INSERT INTO facts (day, kind, value, took, promised, case_number, unit_path, office, item)"

static const struct rt_rows facts = {
    .one = {"facts_put", INSERT " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"},
    .many = {"facts_put_many", INSERT " SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)"},
    .columns = columns,
    .column_count = sizeof columns / sizeof *columns,
    .row_size = sizeof(struct evaluation_fact_row),
};

void evaluation_facts_put(struct rt_pipe *pipe, const struct evaluation_fact_row *rows, size_t count) {
  rt_pipe_rows(pipe, &facts, rows, count);
}

static const struct rt_statement note = {"facts_note", INSERT
                                         " SELECT $2, $3, $4, 0, 0, case_number, unit_path, office, item FROM cases "
                                         "WHERE case_number = $1"};

void evaluation_facts_note(struct rt_pipe *pipe, const char *case_number, int32_t day, enum evaluation_fact fact,
                           int value) {
  rt_pipe_run(pipe, &note, NULL, NULL, RT_P_TEXT(case_number), RT_P_DAY(day), RT_P_INT(fact), RT_P_INT(value));
}

static const struct rt_statement put_lit = {
    "lit_put",
    "INSERT INTO lit (case_number, light, day, unit_path, office, item) SELECT case_number, $3, $2, unit_path, "
    "office, item FROM cases WHERE case_number = $1 AND ended_as = 0 ON CONFLICT (case_number) DO UPDATE SET "
    "light = excluded.light, day = excluded.day"};

void evaluation_lit_put(struct rt_pipe *pipe, const char *case_number, int32_t day, int light) {
  rt_pipe_run(pipe, &put_lit, NULL, NULL, RT_P_TEXT(case_number), RT_P_DAY(day), RT_P_INT(light));
}

static const struct rt_statement out_lit = {"lit_out", "DELETE FROM lit WHERE case_number = ANY($1)"};

void evaluation_lit_out(struct rt_pipe *pipe, const char *const *numbers, size_t count) {
  if (count > 0)
    rt_pipe_run(pipe, &out_lit, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, numbers, count));
}
