#include "evaluation/store/cases.h"

#include "domain/date.h"

static void read_case(const struct rt_row *row, void *into) {
  struct evaluation_case_row *found = into;
  found->case_number = rt_row_text(row, 0);
  found->version = rt_row_int(row, 1);
  found->events = rt_row_int(row, 2);
  found->unit = rt_row_text(row, 3);
  found->unit_path = rt_row_text(row, 4);
  found->query_code_hash = rt_row_bytes(row, 5);
  found->ended_us = rt_row_time(row, 6);
  found->rated = rt_row_bool(row, 7);
  found->light = rt_row_int(row, 8);
  found->office = rt_row_text(row, 9);
  found->item = rt_row_text(row, 10);
  found->accepted_on = rt_row_day(row, 11);
  found->promised_due = rt_row_day(row, 12);
}

#define COLUMNS                                                                                                        \
  "c.case_number, c.version, c.events, c.unit, c.unit_path, c.query_code_hash, c.ended_at, c.rated, c.light, "         \
  "c.office, c.item, c.accepted_on, c.promised_due "

static const struct rt_statement load = {"cases_load", "SELECT " COLUMNS "FROM cases c WHERE c.case_number = $1"};

void evaluation_cases_load(struct rt_pipe *pipe, const char *case_number, struct evaluation_case_row *into) {
  rt_pipe_run(pipe, &load, read_case, into, RT_P_TEXT(case_number));
}

enum { PLACE = 13 }; /* the column behind those of the case: which of the numbers asked for, from 1 */

static void read_placed(const struct rt_row *row, void *into) {
  struct evaluation_case_row *const *rows = into;
  read_case(row, rows[rt_row_int(row, PLACE) - 1]);
}

static const struct rt_statement load_all = {
    "cases_load_all",
    "SELECT " COLUMNS ", asked.place FROM unnest($1) WITH ORDINALITY AS asked (number, place) JOIN cases c "
    "ON c.case_number = asked.number"};

void evaluation_cases_load_all(struct rt_pipe *pipe, const char *const *numbers,
                               struct evaluation_case_row *const *into, size_t count) {
  if (count == 1)
    evaluation_cases_load(pipe, numbers[0], into[0]);
  else
    rt_pipe_run(pipe, &load_all, read_placed, (void *)into, RT_P_ARRAY(RT_PARAM_TEXTS, numbers, count));
}

static const struct rt_statement load_rectified = {
    "cases_load_rectified", "SELECT " COLUMNS "FROM rectifications r JOIN cases c ON c.case_number = r.case_number "
                            "WHERE r.rectification = $1"};

void evaluation_cases_load_rectified(struct rt_pipe *pipe, const char *rectification,
                                     struct evaluation_case_row *into) {
  rt_pipe_run(pipe, &load_rectified, read_case, into, RT_P_ID(rectification));
}

static const struct rt_statement put_cases = {
    "cases_put",
    "INSERT INTO cases AS c (version, events, light, ended_as, rated, case_number, unit, unit_path, item, item_name, "
    "office, source, at_once, received_at, query_code_hash, received_on, accepted_on, promised_due, statutory_due) "
    "SELECT 1, 0, 0, 0, false, t.n, t.u, t.p, t.i, t.m, t.o, t.s, t.a = 1, t.r, t.h, t.d, t.ao, t.pd, t.sd FROM "
    "unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) t (n, u, p, i, m, o, s, a, r, h, d, ao, pd, "
    "sd) "
    "ON CONFLICT (case_number) DO UPDATE SET accepted_on = excluded.accepted_on, promised_due = excluded.promised_due, "
    "statutory_due = excluded.statutory_due, office = excluded.office WHERE excluded.accepted_on IS NOT NULL"};

enum { TEXTS = 6, DATES = 4 };

void evaluation_cases_put(struct rt_pipe *pipe, const struct evaluation_new_case *cases, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **texts[TEXTS];
  int32_t *days[DATES];
  int64_t *sources = rt_arena_array(arena, count, sizeof *sources);
  int64_t *at_once = rt_arena_array(arena, count, sizeof *at_once);
  int64_t *times = rt_arena_array(arena, count, sizeof *times);
  struct rt_bytes *hashes = rt_arena_array(arena, count, sizeof *hashes);
  for (size_t k = 0; k < TEXTS; k++)
    texts[k] = rt_arena_array(arena, count, sizeof *texts[k]);
  for (size_t k = 0; k < DATES; k++)
    days[k] = rt_arena_array(arena, count, sizeof *days[k]);
  for (size_t i = 0; i < count; i++) {
    const struct evaluation_new_case *it = &cases[i];
    const char *const row[TEXTS] = {it->case_number, it->unit, it->unit_path, it->item, it->item_name, it->office};
    for (size_t k = 0; k < TEXTS; k++)
      texts[k][i] = row[k];
    sources[i] = it->source;
    at_once[i] = it->at_once;
    times[i] = it->received_us;
    hashes[i] = it->query_code_hash;
    days[0][i] = dom_time_day(it->received_us);
    days[1][i] = it->accepted_on;
    days[2][i] = it->promised_due;
    days[3][i] = it->statutory_due;
  }
  rt_pipe_run(pipe, &put_cases, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, texts[0], count),
              RT_P_ARRAY(RT_PARAM_TEXTS, texts[1], count), RT_P_ARRAY(RT_PARAM_TEXTS, texts[2], count),
              RT_P_ARRAY(RT_PARAM_TEXTS, texts[3], count), RT_P_ARRAY(RT_PARAM_TEXTS, texts[4], count),
              RT_P_ARRAY(RT_PARAM_TEXTS, texts[5], count), RT_P_ARRAY(RT_PARAM_INTS, sources, count),
              RT_P_ARRAY(RT_PARAM_INTS, at_once, count), RT_P_ARRAY(RT_PARAM_TIMES, times, count),
              RT_P_ARRAY(RT_PARAM_BYTESES, hashes, count), RT_P_ARRAY(RT_PARAM_DAYS, days[0], count),
              RT_P_ARRAY(RT_PARAM_DAYS, days[1], count), RT_P_ARRAY(RT_PARAM_DAYS, days[2], count),
              RT_P_ARRAY(RT_PARAM_DAYS, days[3], count));
}

static const struct rt_statement moved = {
    "cases_moved", "UPDATE cases SET promised_due = $2, statutory_due = $3 WHERE case_number = $1"};

void evaluation_cases_moved(struct rt_pipe *pipe, const char *case_number, int32_t promised_due,
                            int32_t statutory_due) {
  rt_pipe_run(pipe, &moved, NULL, NULL, RT_P_TEXT(case_number), RT_P_DAY(promised_due), RT_P_DAY(statutory_due));
}

static const struct rt_statement ended = {"cases_ended",
                                          "UPDATE cases SET ended_as = $2, ended_at = $3 WHERE case_number = $1"};

void evaluation_cases_ended(struct rt_pipe *pipe, const char *case_number, int ended_as, int64_t ended_us) {
  rt_pipe_run(pipe, &ended, NULL, NULL, RT_P_TEXT(case_number), RT_P_INT(ended_as), RT_P_TIME(ended_us));
}

static const struct rt_statement crossed = {"cases_light",
                                            "UPDATE cases SET light = greatest(light, $2) WHERE case_number = $1"};

void evaluation_cases_light(struct rt_pipe *pipe, const char *case_number, int light) {
  rt_pipe_run(pipe, &crossed, NULL, NULL, RT_P_TEXT(case_number), RT_P_INT(light));
}

static const struct rt_statement update = {
    "cases_update", "UPDATE cases SET version = CASE WHEN version = $2 THEN version + 1 ELSE rt_conflict() END, "
                    "events = $3, rated = $4 WHERE case_number = $1"};

void evaluation_cases_update(struct rt_pipe *pipe, const struct evaluation_case_row *row) {
  rt_pipe_run(pipe, &update, NULL, NULL, RT_P_TEXT(row->case_number), RT_P_INT(row->version), RT_P_INT(row->events),
              RT_P_BOOL(row->rated));
}

static const struct rt_statement put_units = {
    "units_put", "INSERT INTO units (unit, name, kind, path) SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT (unit) "
                 "DO UPDATE SET name = excluded.name, kind = excluded.kind, path = excluded.path"};

void evaluation_units_put(struct rt_pipe *pipe, const struct evaluation_unit *units, size_t count) {
  struct rt_arena *arena = rt_pipe_arena(pipe);
  const char **codes = rt_arena_array(arena, count, sizeof *codes);
  const char **names = rt_arena_array(arena, count, sizeof *names);
  const char **paths = rt_arena_array(arena, count, sizeof *paths);
  int64_t *kinds = rt_arena_array(arena, count, sizeof *kinds);
  for (size_t i = 0; i < count; i++) {
    codes[i] = units[i].unit;
    names[i] = units[i].name;
    paths[i] = units[i].path;
    kinds[i] = units[i].kind;
  }
  rt_pipe_run(pipe, &put_units, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, codes, count),
              RT_P_ARRAY(RT_PARAM_TEXTS, names, count), RT_P_ARRAY(RT_PARAM_INTS, kinds, count),
              RT_P_ARRAY(RT_PARAM_TEXTS, paths, count));
}

static const struct rt_statement put_item = {
    "items_put", "INSERT INTO items (item, name, kind) VALUES ($1, $2, $3) ON CONFLICT (item) DO UPDATE SET "
                 "name = excluded.name, kind = excluded.kind"};

void evaluation_items_put(struct rt_pipe *pipe, const char *item, const char *name, int kind) {
  rt_pipe_run(pipe, &put_item, NULL, NULL, RT_P_TEXT(item), RT_P_TEXT(name), RT_P_INT(kind));
}
