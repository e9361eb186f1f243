/* Waves against a real server: types there and back, one failure among many, losses, numbers, the barrier. */
#include "runtime/base/clock.h"
#include "runtime/pg/wave.h"
#include "tests/support/pg.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct rt_migration things[] = {
    {"intake/001_things",
     "CREATE TABLE things (id uuid PRIMARY KEY, name text, count bigint NOT NULL DEFAULT 0,"
     " yes boolean, data bytea, at timestamptz, day date, tags text[], version int NOT NULL DEFAULT 1)"},
    {0},
};

static const char id_a[] = "01890000-0000-7000-8000-00000000000a";

static const struct rt_statement put = {
    "put", "INSERT INTO things (id, name, count, yes, data, at, day, tags) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
static const struct rt_statement get = {
    "get", "SELECT id, name, count, yes, data, at, day, tags, version FROM things WHERE id = $1"};
static const struct rt_statement bump = {
    "bump", "UPDATE things SET version = CASE WHEN version = $2 THEN version + 1 ELSE rt_conflict() END WHERE id = $1"};
static const struct rt_statement divide = {"divide", "SELECT 1 / $1"};
static const struct rt_statement no_table = {"no_table", "SELECT 1 FROM nothing WHERE a = $1"};
static const struct rt_statement many = {
    "many", "SELECT t, n, i, at, d, b FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::date[],"
            " $6::bytea[]) AS u (t, n, i, at, d, b)"};
static const struct rt_statement sleep_now = {"sleep", "SELECT pg_sleep($1::int)::text"};

static const struct rt_statement nap = {"nap", "SELECT pg_sleep($1::bigint::float8 / 1000)::text"};
static const struct rt_statement settings = {
    "settings", "SELECT concat_ws(' ', current_setting('synchronous_commit'), current_setting('plan_cache_mode'),"
                " current_setting('enable_seqscan'), current_setting('jit'), current_setting('statement_timeout'),"
                " current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout'),"
                " current_setting('timezone'), current_setting('search_path'), current_setting('client_encoding'))"};

struct fixture {
  struct test_pg *pg;
  struct rt_conn *conn;
  struct rt_arena *arena;
};

static struct fixture fixture(void) {
  struct fixture f = {.pg = test_pg_new("intake", things), .arena = rt_arena_new(0)};
  struct rt_error error = {0};
  cr_assert(rt_conn_new(test_pg_dsn(f.pg), "intake", &f.conn, &error), "%s", error.text);
  return f;
}

static void done(struct fixture *f) {
  rt_conn_destroy(&f->conn);
  rt_arena_destroy(&f->arena);
  test_pg_destroy(&f->pg);
}

static struct rt_pipe *pipe_of(struct fixture *f) {
  return rt_pipe_new(f->arena, NULL, NULL);
}

static void put_thing(struct rt_pipe *pipe, const char *id, const char *name) {
  static const char *const tags[] = {"a", "", "便民"};
  rt_pipe_run(pipe, &put, NULL, NULL, RT_P_ID(id), RT_P_TEXT(name), RT_P_INT(-7), RT_P_BOOL(true),
              RT_P_BYTES(((struct rt_bytes){(const uint8_t *)"\0x", 2})), RT_P_TIME(INT64_C(1795000000123456)),
              RT_P_DAY(-1), RT_P_ARRAY(RT_PARAM_TEXTS, tags, 3));
}

struct thing {
  int rows;
  const char *id, *name;
  int64_t count, at, version;
  bool yes, null_name;
  struct rt_bytes data;
  int32_t day;
  const char *const *tags;
  size_t tag_count;
};

static void read_thing(const struct rt_row *row, void *into) {
  struct thing *thing = into;
  thing->rows++;
  thing->id = rt_row_text(row, 0);
  thing->name = rt_row_text(row, 1);
  thing->null_name = rt_row_null(row, 1);
  thing->count = rt_row_int(row, 2);
  thing->yes = rt_row_bool(row, 3);
  thing->data = rt_row_bytes(row, 4);
  thing->at = rt_row_time(row, 5);
  thing->day = rt_row_day(row, 6);
  thing->tags = rt_row_texts(row, 7, &thing->tag_count);
  thing->version = rt_row_int(row, 8);
}

static void get_thing(struct rt_pipe *pipe, const char *id, struct thing *thing) {
  *thing = (struct thing){0};
  rt_pipe_run(pipe, &get, read_thing, thing, RT_P_ID(id));
}

static void run_one(struct fixture *f, struct rt_pipe *pipe, enum rt_wave_result want) {
  rt_wave_run(f->conn, &pipe, 1, RT_WAVE_EACH);
  cr_assert_eq(rt_pipe_outcome(pipe)->result, want, "%s", rt_pipe_outcome(pipe)->sqlstate);
}

Test(pg_wave, types_there_and_back) {
  struct fixture f = fixture();
  struct rt_pipe *pipe = pipe_of(&f);
  struct thing thing;
  put_thing(pipe, id_a, NULL);
  get_thing(pipe, id_a, &thing);
  run_one(&f, pipe, RT_WAVE_DONE);
  cr_assert_eq(thing.rows, 1);
  cr_assert_str_eq(thing.id, id_a);
  cr_assert(thing.null_name && thing.name[0] == '\0');
  cr_assert_eq(thing.count, -7);
  cr_assert(thing.yes);
  cr_assert(thing.data.size == 2 && memcmp(thing.data.data, "\0x", 2) == 0);
  cr_assert_eq(thing.at, INT64_C(1795000000123456));
  cr_assert_eq(thing.day, -1);
  cr_assert_eq(thing.tag_count, 3);
  cr_assert_str_eq(thing.tags[2], "便民");
  cr_assert_null(thing.tags[3]);
  pipe = pipe_of(&f);
  get_thing(pipe, "no uuid at all", &thing);
  run_one(&f, pipe, RT_WAVE_DONE);
  cr_assert_eq(thing.rows, 0);
  done(&f);
}

struct many_rows {
  int rows;
  int nulls;
};

static void read_many(const struct rt_row *row, void *into) {
  struct many_rows *seen = into;
  seen->rows++;
  for (int i = 0; i < 6; i++) {
    seen->nulls += rt_row_null(row, i);
  }
  if (seen->rows == 1) {
    cr_assert_str_eq(rt_row_text(row, 0), "x");
    cr_assert_eq(rt_row_int(row, 1), 5);
    cr_assert_str_eq(rt_row_text(row, 2), id_a);
    cr_assert_eq(rt_row_time(row, 3), 1);
    cr_assert_eq(rt_row_day(row, 4), 20000);
    cr_assert_eq(rt_row_bytes(row, 5).size, 3);
  }
}

Test(pg_wave, arrays_of_every_kind) {
  struct fixture f = fixture();
  const char *const texts[] = {"x", NULL}, *const ids[] = {id_a, NULL};
  const int64_t ints[] = {5, 6}, times[] = {1, RT_NO_TIME};
  const int32_t days[] = {20000, RT_NO_DAY};
  const struct rt_bytes bytes[] = {{(const uint8_t *)"abc", 3}, {NULL, 0}};
  struct many_rows seen = {0};
  for (size_t count = 0; count <= 2; count += 2) {
    struct rt_pipe *pipe = pipe_of(&f);
    rt_pipe_run(pipe, &many, read_many, &seen, RT_P_ARRAY(RT_PARAM_TEXTS, texts, count),
                RT_P_ARRAY(RT_PARAM_INTS, ints, count), RT_P_ARRAY(RT_PARAM_IDS, ids, count),
                RT_P_ARRAY(RT_PARAM_TIMES, times, count), RT_P_ARRAY(RT_PARAM_DAYS, days, count),
                RT_P_ARRAY(RT_PARAM_BYTESES, bytes, count));
    run_one(&f, pipe, RT_WAVE_DONE);
  }
  cr_assert_eq(seen.rows, 2);
  cr_assert_eq(seen.nulls, 5);
  done(&f);
}

/* One load that fails takes nobody along: all are sent again by themselves, and no reader has run twice. */
Test(pg_wave, failing_load_is_isolated) {
  struct fixture f = fixture();
  struct rt_pipe *first = pipe_of(&f);
  put_thing(first, id_a, "a");
  run_one(&f, first, RT_WAVE_DONE);
  struct rt_pipe *pipes[64];
  struct thing things_read[64];
  for (int i = 0; i < 64; i++) {
    pipes[i] = pipe_of(&f);
    get_thing(pipes[i], id_a, &things_read[i]);
    if (i == 20) {
      rt_pipe_run(pipes[i], &divide, NULL, NULL, RT_P_INT(0));
    }
    if (i == 40) {
      rt_pipe_run(pipes[i], &no_table, NULL, NULL, RT_P_INT(0));
    }
  }
  rt_wave_run(f.conn, pipes, 64, RT_WAVE_TOGETHER);
  for (int i = 0; i < 64; i++) {
    bool bad = i == 20 || i == 40;
    cr_assert_eq(rt_pipe_outcome(pipes[i])->result, bad ? RT_WAVE_FAILED : RT_WAVE_DONE, "%d", i);
    cr_assert_eq(things_read[i].rows, bad ? 0 : 1, "%d", i);
  }
  cr_assert_str_eq(rt_pipe_outcome(pipes[20])->sqlstate, "22012");
  cr_assert_eq(rt_pipe_outcome(pipes[20])->statement, &divide);
  cr_assert_str_eq(rt_pipe_outcome(pipes[40])->sqlstate, "42P01");
  done(&f);
}

/* The guard raises: of 64 transactions only the ones that saw the right version leave something behind. */
Test(pg_wave, guard_stops_its_own_transaction_only) {
  struct fixture f = fixture();
  struct rt_pipe *pipes[8];
  struct rt_pipe *first = pipe_of(&f);
  put_thing(first, id_a, "a");
  run_one(&f, first, RT_WAVE_DONE);
  for (int i = 0; i < 8; i++) {
    char id[64];
    snprintf(id, sizeof id, "01890000-0000-7000-8000-0000000001%02d", i);
    pipes[i] = pipe_of(&f);
    put_thing(pipes[i], rt_arena_text(f.arena, id), "trail");
    rt_pipe_run(pipes[i], &bump, NULL, NULL, RT_P_ID(id_a), RT_P_INT(1));
  }
  rt_wave_run(f.conn, pipes, 8, RT_WAVE_EACH);
  for (int i = 0; i < 8; i++) {
    cr_assert_eq(rt_pipe_outcome(pipes[i])->result, i == 0 ? RT_WAVE_DONE : RT_WAVE_FAILED);
    cr_assert(i == 0 || strcmp(rt_pipe_outcome(pipes[i])->sqlstate, "40001") == 0);
  }
  cr_assert_eq(test_pg_number(f.pg, "SELECT count(*) FROM things"), 2);
  cr_assert_eq(test_pg_number(f.pg, "SELECT version FROM things WHERE name = 'a'"), 2);
  done(&f);
}

/* More bytes than both socket buffers hold, both ways: nobody waits for the other. */
Test(pg_wave, full_buffers) {
  struct fixture f = fixture();
  enum { BIG = 400000 };
  char *big = rt_arena_alloc(f.arena, BIG);
  memset(big, 'x', BIG - 1);
  struct rt_pipe *pipes[64];
  struct thing things_read[64];
  for (int i = 0; i < 64; i++) {
    char id[64];
    snprintf(id, sizeof id, "01890000-0000-7000-8000-0000000001%02d", i);
    const char *kept = rt_arena_text(f.arena, id);
    pipes[i] = pipe_of(&f);
    put_thing(pipes[i], kept, big);
    get_thing(pipes[i], kept, &things_read[i]);
  }
  rt_wave_run(f.conn, pipes, 64, RT_WAVE_EACH);
  for (int i = 0; i < 64; i++) {
    cr_assert_eq(rt_pipe_outcome(pipes[i])->result, RT_WAVE_DONE);
    cr_assert_eq(strlen(things_read[i].name), BIG - 1);
  }
  done(&f);
}

Test(pg_wave, connection_comes_back) {
  struct fixture f = fixture();
  struct thing thing;
  test_pg_kick(f.pg);
  struct rt_pipe *pipe = pipe_of(&f);
  get_thing(pipe, id_a, &thing);
  run_one(&f, pipe, RT_WAVE_DONE); /* an idle connection's end is noticed before it is used */
  cr_assert_eq(rt_conn_losses(f.conn), 1);
  test_pg_away(f.pg, true);
  run_one(&f, pipe, RT_WAVE_NOT_RUN);
  cr_assert_not(rt_conn_ready(f.conn)); /* at once, until its time has come */
  test_pg_away(f.pg, false);
  for (int i = 0; i < 100 && !rt_conn_ready(f.conn); i++) {
    struct timespec pause = {.tv_nsec = 20000000};
    nanosleep(&pause, NULL);
  }
  run_one(&f, pipe, RT_WAVE_DONE);
  done(&f);
}

static void count_beat(void *context) {
  (*(int *)context)++;
}

Test(pg_wave, slow_statement_is_cut_and_beats_go_on) {
  struct fixture f = fixture();
  int beats = 0;
  rt_conn_beat(f.conn, count_beat, &beats);
  struct rt_pipe *pipe = pipe_of(&f);
  rt_pipe_run(pipe, &sleep_now, NULL, NULL, RT_P_INT(10));
  run_one(&f, pipe, RT_WAVE_FAILED);
  cr_assert_str_eq(rt_pipe_outcome(pipe)->sqlstate, "57014");
  cr_assert_geq(beats, 6);
  done(&f);
}

struct gap {
  int64_t at_ms, largest_ms;
};

static void measure_beat(void *context) {
  struct gap *gap = context;
  int64_t now_ms = rt_clock_monotonic_ms();
  gap->largest_ms = now_ms - gap->at_ms > gap->largest_ms ? now_ms - gap->at_ms : gap->largest_ms;
  gap->at_ms = now_ms;
}

/* Twelve transactions of 150 ms: each comes before a poll of 250 ms runs out, all of them take most of the 2 s after
 * which a thread is given up. */
Test(pg_wave, beats_between_many_short_waits) {
  struct fixture f = fixture();
  struct gap gap = {.at_ms = rt_clock_monotonic_ms()};
  rt_conn_beat(f.conn, measure_beat, &gap);
  struct rt_pipe *pipes[12];
  for (size_t i = 0; i < 12; i++) {
    pipes[i] = pipe_of(&f);
    rt_pipe_run(pipes[i], &nap, NULL, NULL, RT_P_INT(150));
  }
  rt_wave_run(f.conn, pipes, 12, RT_WAVE_EACH);
  measure_beat(&gap);
  cr_assert_eq(rt_pipe_outcome(pipes[11])->result, RT_WAVE_DONE);
  cr_assert_lt(gap.largest_ms, 1000, "%lld ms without a beat", (long long)gap.largest_ms);
  done(&f);
}

static void read_settings(const struct rt_row *row, void *into) {
  snprintf(into, 200, "%s", rt_row_text(row, 0));
}

Test(pg_wave, settings_in_force) {
  struct fixture f = fixture();
  char got[200] = "";
  struct rt_pipe *pipe = pipe_of(&f);
  rt_pipe_add(pipe, &settings, NULL, 0, read_settings, got);
  run_one(&f, pipe, RT_WAVE_DONE);
  cr_assert_str_eq(got, "off force_generic_plan off off 2s 1s 5s UTC intake UTF8");
  done(&f);
}

Test(pg_wave, numbers_in_blocks) {
  struct fixture f = fixture();
  int64_t got[70] = {0}, other = 0;
  struct rt_pipe *pipe = pipe_of(&f);
  for (int i = 0; i < 70; i++) {
    rt_pipe_number(pipe, "case", "530623", 20780, &got[i]);
  }
  rt_pipe_number(pipe, "receipt", "530623", 20780, &other);
  run_one(&f, pipe, RT_WAVE_DONE);
  for (int i = 0; i < 70; i++) {
    cr_assert_eq(got[i], i + 1);
  }
  cr_assert_eq(other, 1);
  cr_assert_eq(test_pg_number(f.pg, "SELECT next FROM numbers WHERE kind = 'case'"), 129);
  test_pg_kick(f.pg); /* a block does not outlive its connection */
  pipe = pipe_of(&f);
  rt_pipe_number(pipe, "case", "530623", 20780, &other);
  run_one(&f, pipe, RT_WAVE_DONE);
  cr_assert_eq(other, 129);
  done(&f);
}

/* Thousands of counties under one roof: each keeps its block, whoever asked in between. */
Test(pg_wave, numbers_of_many_counties) {
  enum { COUNTIES = 700 };
  struct fixture f = fixture();
  int64_t got[COUNTIES];
  for (int turn = 1; turn <= 3; turn++) {
    struct rt_pipe *pipe = pipe_of(&f);
    for (int i = 0; i < COUNTIES; i++) {
      rt_pipe_number(pipe, i % 2 ? "case" : "SL", rt_arena_printf(f.arena, "%06d", i), 20780, &got[i]);
    }
    run_one(&f, pipe, RT_WAVE_DONE);
    for (int i = 0; i < COUNTIES; i++) {
      cr_assert_eq(got[i], turn);
    }
  }
  cr_assert_eq(test_pg_number(f.pg, "SELECT count(*) FROM numbers WHERE next = 65"), COUNTIES);
  done(&f);
}

Test(pg_wave, barrier_and_durable_commit) {
  struct fixture f = fixture();
  struct rt_pipe *pipe = pipe_of(&f);
  put_thing(pipe, id_a, "a");
  rt_pipe_commit_durably(pipe);
  run_one(&f, pipe, RT_WAVE_DONE);
  cr_assert(rt_wave_barrier(f.conn, f.arena));
  cr_assert_str_eq(test_pg_text(f.pg, "SELECT (pg_current_wal_flush_lsn() > '0/0')::text"), "true");
  test_pg_away(f.pg, true);
  cr_assert_not(rt_wave_barrier(f.conn, f.arena));
  done(&f);
}
