/* Review by itself: its handlers on a fresh database, cases arriving as events of intake. */
#ifndef TESTS_HANDLERS_REVIEW_WORLD_H
#define TESTS_HANDLERS_REVIEW_WORLD_H

#include "bianmin/events.pb-c.h"
#include "bianmin/review.pb-c.h"
#include "domain/calendar.h"
#include "tests/support/engine.h"

#define OFFICE "530623101-04"
#define OTHER_OFFICE "530623101-11"

struct world {
  struct test_engine *engine;
  Bm__Subject *li; /* reviewers of OFFICE */
  Bm__Subject *wang;
  Bm__Subject *zhao; /* of OTHER_OFFICE */
};

struct world world_new(void);
void world_destroy(struct world *world);
/* The calendar review uses: no year is loaded at first. */
struct dom_calendar *world_calendar(void);

/* case.accepted of an item promised in 7 of 20 working days, accepted on 2026-11-23, at OFFICE; claimed_by "": open. */
void world_accepted(struct world *world, const char *case_number, const char *claimed_by);
/* The same, whatever comes of it: Bm__DeliverResult__Enum, or -1. */
int world_try_accepted(struct world *world, const char *case_number, const char *claimed_by);
/* The task of a case, from the table. */
const char *world_task(struct world *world, const char *case_number);

struct test_answer world_claim(struct world *world, const Bm__Subject *who, const char *task, int key);
struct test_answer world_release(struct world *world, const Bm__Subject *who, const char *task, const char *reason,
                                 int key);
struct test_answer world_decide(struct world *world, const Bm__Subject *who, const char *task,
                                Bm__Outcome__Enum outcome, const char *law, int key);
const Bm__ListTasksReply *world_list(struct world *world, const Bm__Subject *who, Bm__TaskState__Enum state, int size,
                                     const char *token);
/* How many events of a type wait in the outbox. */
int64_t world_events(struct world *world, const char *type);

#endif
