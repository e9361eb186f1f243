#include "tests/store/sample/service.h"

#include "bianmin/common.pb-c.h"
#include "bianmin/options.pb-c.h"
#include "runtime/call/delivery/deadletters.h"
#include "runtime/call/delivery/deliver.h"
#include <string.h>
#include <time.h>

static const struct rt_migration migrations[] = {
    {"review/001_things",
     "CREATE TABLE things (thing text PRIMARY KEY, total bigint NOT NULL DEFAULT 0, version bigint NOT NULL DEFAULT 0,"
     " claimed text NOT NULL DEFAULT '');"
     "CREATE TABLE marks (thing text NOT NULL, amount bigint NOT NULL CHECK (amount >= 0), UNIQUE (thing, amount));"
     "CREATE TABLE copies (n bigserial PRIMARY KEY, thing text NOT NULL, amount bigint NOT NULL CHECK (amount >= 0));"
     "CREATE TABLE rings (subject text NOT NULL, at timestamptz NOT NULL)"},
    {0},
};

static const struct rt_statement thing_load = {"thing_load",
                                               "SELECT total, version, claimed FROM things WHERE thing = $1"};
static const struct rt_statement divide = {"divide", "SELECT 1 / $1"};
static const struct rt_statement sleep_load = {"sleep_load", "SELECT pg_sleep(10)::text, $1::text"};
static const struct rt_statement thing_save = {
    "thing_save", "INSERT INTO things AS t (thing, total, version, claimed) VALUES ($1, $2, 1, $4)"
                  " ON CONFLICT (thing) DO UPDATE SET total = $2, claimed = $4,"
                  " version = CASE WHEN t.version = $3 THEN t.version + 1 ELSE rt_conflict() END"};
static const struct rt_statement kill_me = {"kill_me", "SELECT pg_terminate_backend(pg_backend_pid()), $1::text"};
static const struct rt_statement marks_save = {
    "marks_save", "INSERT INTO marks (thing, amount) SELECT t, a FROM unnest($1, $2) AS u (t, a)"};
static const struct rt_statement marks_load = {
    "marks_load", "SELECT u.n FROM unnest($1, $2) WITH ORDINALITY AS u (t, a, n) JOIN marks AS m ON m.thing = u.t AND"
                  " m.amount = u.a"};
static const struct rt_statement copy_save = {"copy_save", "INSERT INTO copies (thing, amount) VALUES ($1, $2)"};
static const struct rt_statement ring_save = {"ring_save", "INSERT INTO rings (subject, at) VALUES ($1, $2)"};

struct add {
  const Sample__Add *request;
  int64_t total, version;
  const char *claimed;
  bool marked;
};

static void decode(struct rt_call *call) {
  struct add *add = call->state;
  add->request = rt_call_request(call, &sample__add__descriptor);
  add->claimed = "";
}

static void validate(struct rt_call *call) {
  const struct add *add = call->state;
  if (add->request->amount == 13) {
    rt_call_fault(call, "amount", "不可以是 13");
  }
}

static bool mode(const struct add *add, const char *name) {
  return strcmp(add->request->mode, name) == 0;
}

static void read_thing(const struct rt_row *row, void *into) {
  struct add *add = into;
  add->total = rt_row_int(row, 0);
  add->version = rt_row_int(row, 1);
  add->claimed = rt_row_text(row, 2);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct add *add = call->state;
  rt_pipe_run(pipe, &thing_load, read_thing, add, RT_P_TEXT(add->request->thing));
  if (mode(add, "divide")) {
    rt_pipe_run(pipe, &divide, NULL, NULL, RT_P_INT(0));
  }
  if (mode(add, "sleep")) {
    rt_pipe_run(pipe, &sleep_load, NULL, NULL, RT_P_TEXT(""));
  }
}

static void decide(struct rt_call *call) {
  struct add *add = call->state;
  if (mode(add, "mark")) {
    rt_call_refuse_and_mark(call, RT_NOT_FOUND, "WRONG_CODE", "查询码不对");
  } else if (mode(add, "hide")) {
    rt_call_refuse(call, RT_NOT_FOUND, "THING_UNKNOWN", "没有这个东西");
  } else if (mode(add, "refuse") || (mode(add, "claim") && add->claimed[0] != '\0')) {
    rt_call_refuse(call, RT_FAILED_PRECONDITION, "CLAIMED", "已被 %s 认领", add->claimed);
    rt_call_refuse_field(call, "thing", "已被认领");
  }
  if (mode(add, "think")) {
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
  }
  add->total += add->request->amount;
}

static void save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct add *add = call->state;
  const char *thing = add->request->thing;
  if (call->refusal != NULL) {
    rt_pipe_run(pipe, &copy_save, NULL, NULL, RT_P_TEXT(thing), RT_P_INT(0));
    return;
  }
  const char *claimed = mode(add, "claim") ? call->subject->account : add->claimed;
  rt_pipe_run(pipe, &thing_save, NULL, NULL, RT_P_TEXT(thing), RT_P_INT(add->total), RT_P_INT(add->version),
              RT_P_TEXT(claimed));
  Sample__ThingAdded *event = rt_message(call->arena, &sample__thing_added__descriptor);
  event->thing = rt_arena_text(call->arena, thing);
  event->amount = add->request->amount;
  rt_outbox_add(pipe, &(struct rt_send){thing, add->version + 1, "thing.added", &event->base, call->now_us}, 1);
  if (mode(add, "timer")) {
    rt_timers_set(pipe, &(struct rt_timer_set){"ring", thing, call->now_us}, 1);
  }
  if (mode(add, "clear")) {
    rt_timers_clear(pipe, thing, NULL);
  }
  if (mode(add, "kill")) {
    rt_pipe_run(pipe, &kill_me, NULL, NULL, RT_P_TEXT(""));
  }
}

static void reply(struct rt_call *call) {
  const struct add *add = call->state;
  Sample__Added *added = rt_message(call->arena, &sample__added__descriptor);
  added->thing = add->request->thing;
  added->total = (int32_t)add->total;
  added->by = call->subject == NULL ? added->by : call->subject->account;
  call->reply = &added->base;
}

static const struct rt_handler add_handler = {.state_size = sizeof(struct add),
                                              .decode = decode,
                                              .validate = validate,
                                              .load = load,
                                              .decide = decide,
                                              .save = save,
                                              .reply = reply};
static const struct rt_handler get_handler = {
    .state_size = sizeof(struct add), .decode = decode, .load = load, .reply = reply};
static const struct rt_handler compute_handler = {.state_size = sizeof(struct add), .decode = decode, .reply = reply};

static void read_mark(const struct rt_row *row, void *into) {
  struct rt_call *const *calls = into;
  ((struct add *)calls[rt_row_int(row, 0) - 1]->state)->marked = true;
}

struct marks {
  const char **names;
  int64_t *amounts;
};

static struct marks marks_of(struct rt_call *const *calls, size_t count, struct rt_arena *arena) {
  struct marks marks = {rt_arena_array(arena, count, sizeof *marks.names),
                        rt_arena_array(arena, count, sizeof *marks.amounts)};
  for (size_t i = 0; i < count; i++) {
    const struct add *add = calls[i]->state;
    marks.names[i] = add->request->thing;
    marks.amounts[i] = add->request->amount;
  }
  return marks;
}

static void load_marks(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct marks marks = marks_of(calls, count, rt_pipe_arena(pipe));
  struct rt_call **list = rt_arena_array(rt_pipe_arena(pipe), count, sizeof *list);
  memcpy(list, calls, count * sizeof *list);
  rt_pipe_run(pipe, &marks_load, read_mark, list, RT_P_ARRAY(RT_PARAM_TEXTS, marks.names, count),
              RT_P_ARRAY(RT_PARAM_INTS, marks.amounts, count));
  for (size_t i = 0; i < count; i++) {
    if (mode(calls[i]->state, "divide")) {
      rt_pipe_run(pipe, &divide, NULL, NULL, RT_P_INT(0));
    }
  }
}

static void decide_mark(struct rt_call *call) {
  const struct add *add = call->state;
  if (add->marked) {
    rt_call_refuse(call, RT_FAILED_PRECONDITION, "MARKED", "已经有了");
  }
}

static void save_marks(struct rt_call *const *calls, size_t count, struct rt_pipe *pipe) {
  struct marks marks = marks_of(calls, count, rt_pipe_arena(pipe));
  rt_pipe_run(pipe, &marks_save, NULL, NULL, RT_P_ARRAY(RT_PARAM_TEXTS, marks.names, count),
              RT_P_ARRAY(RT_PARAM_INTS, marks.amounts, count));
}

static const struct rt_handler mark_handler = {.state_size = sizeof(struct add),
                                               .decode = decode,
                                               .load_all = load_marks,
                                               .decide = decide_mark,
                                               .save_all = save_marks,
                                               .reply = reply};

struct taken {
  const Sample__ThingAdded *event;
  struct add thing;
};

static void decode_event(struct rt_call *call) {
  ((struct taken *)call->state)->event = rt_call_request(call, &sample__thing_added__descriptor);
}

static void load_event(struct rt_call *call, struct rt_pipe *pipe) {
  struct taken *taken = call->state;
  taken->thing.claimed = "";
  rt_pipe_run(pipe, &thing_load, read_thing, &taken->thing, RT_P_TEXT(taken->event->thing));
}

/* 404 needs the thing to be here first; 500 can never be taken. */
static void decide_event(struct rt_call *call) {
  const struct taken *taken = call->state;
  if (taken->event->amount == 404 && taken->thing.version == 0) {
    rt_call_not_yet(call, "the thing");
  }
  if (taken->event->amount == 500) {
    rt_call_refuse(call, RT_FAILED_PRECONDITION, "NEVER", "不收");
  }
}

static void save_event(struct rt_call *call, struct rt_pipe *pipe) {
  const struct taken *taken = call->state;
  rt_pipe_run(pipe, &copy_save, NULL, NULL, RT_P_TEXT(taken->event->thing), RT_P_INT(taken->event->amount));
}

static const struct rt_handler event_handler = {.state_size = sizeof(struct taken),
                                                .decode = decode_event,
                                                .load = load_event,
                                                .decide = decide_event,
                                                .save = save_event};

static void save_ring(struct rt_call *call, struct rt_pipe *pipe) {
  rt_pipe_run(pipe, &ring_save, NULL, NULL, RT_P_TEXT(call->timer->subject), RT_P_TIME(call->timer->due_us));
}

static const struct rt_handler ring_handler = {.save = save_ring};

#define BIT(role) (UINT32_C(1) << BM__ROLE__ENUM__##role)

static const struct rt_method methods[] = {
    {"review.Add", "review.write", BIT(CLERK), true, NULL, &sample__add__descriptor, &sample__added__descriptor,
     &add_handler},
    {"review.AddOpen", "review.write", BIT(ANYONE), true, "thing", &sample__add__descriptor, &sample__added__descriptor,
     &add_handler},
    {"review.Mark", "review.write", BIT(CLERK), true, NULL, &sample__add__descriptor, &sample__added__descriptor,
     &mark_handler},
    {"review.Get", "review.read", BIT(SIGNED_IN), false, NULL, &sample__add__descriptor, &sample__added__descriptor,
     &get_handler},
    {"review.Compute", "review.read", BIT(ANYONE), false, NULL, &sample__add__descriptor, &sample__added__descriptor,
     &compute_handler},
    {"review.ForGateway", "review.read", BIT(GATEWAY), false, NULL, &sample__add__descriptor,
     &sample__added__descriptor, &compute_handler},
    {"review.ForOperator", "review.read", BIT(OPERATOR), false, NULL, &sample__add__descriptor,
     &sample__added__descriptor, &compute_handler},
    {"review.Deliver", "review.event", BIT(SERVICE), false, NULL, &bm__deliver_request__descriptor,
     &bm__deliver_reply__descriptor, &rt_deliver},
    {"review.ListDeadLetters", "review.read", BIT(OPERATOR), false, NULL, &bm__list_dead_letters_request__descriptor,
     &bm__list_dead_letters_reply__descriptor, &rt_list_dead_letters},
    {"review.RetryDeadLetter", "review.write", BIT(OPERATOR), false, NULL, &bm__retry_dead_letter_request__descriptor,
     &bm__empty__descriptor, &rt_retry_dead_letter},
    {0},
};

static const struct rt_taker takers[] = {{"thing.added", &sample__thing_added__descriptor, &event_handler}, {0}};
static const struct rt_timer_kind timers[] = {{"ring", &ring_handler}, {0}};
static const struct rt_lane_row lanes[] = {{"review.write", 1, 64}, {"review.read", 1, 64}, {0}};
static const char *const sends_to[] = {"intake", "notification", NULL};

const struct rt_service sample_service = {.name = "review",
                                          .methods = methods,
                                          .takers = takers,
                                          .timers = timers,
                                          .lanes = lanes,
                                          .sends_to = sends_to,
                                          .migrations = migrations};
