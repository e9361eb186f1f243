/* A county of its own for each test: intake's handlers on a real PostgreSQL, papers in a directory of its own. */
#ifndef TESTS_HANDLERS_COUNTY_H
#define TESTS_HANDLERS_COUNTY_H

#include "bianmin/intake.pb-c.h"
#include "intake/things.h"
#include "tests/support/engine.h"

#define PASSWORD "correct horse"

struct county {
  struct test_engine *engine;
  struct rt_arena *arena; /* the engine's */
  struct intake_things things;
  struct dom_calendar calendar;
  char papers[64];
  int keys; /* given so far */
};

struct county *county_new(void);
void county_destroy(struct county **county);

/* As the operator's key. */
struct test_answer county_load(struct county *county, const char *method, const ProtobufCMessage *message);
/* As somebody at the gateway, with a new key; nobody for NULL. */
struct test_answer county_as(struct county *county, const Bm__Subject *subject, const char *method,
                             const ProtobufCMessage *message);

/* A unit as PutUnits takes it. */
Bm__Unit *county_unit(struct county *county, const char *unit, const char *name, Bm__UnitKind__Enum kind,
                      const char *parent);
struct test_answer county_put_units(struct county *county, Bm__Unit **units, size_t count);
/* County 530623, townships 101 and 102, office 530623101-03. Fails the test unless they are taken. */
void county_put_tree(struct county *county);

Bm__Item *county_item(struct county *county, const char *item, const char *name);
struct test_answer county_put_items(struct county *county, Bm__Item **items, size_t count);

/* An account with one role and PASSWORD. */
Bm__Account *county_account(struct county *county, const char *username, Bm__Role__Enum role, const char *unit);
struct test_answer county_put_account(struct county *county, Bm__Account *account);
struct test_answer county_sign_in(struct county *county, const char *username, const char *password);
/* The session's subject; fails the test when there is none. */
const Bm__ResolveSessionReply *county_resolve(struct county *county, const char *token);
enum rt_status county_resolve_status(struct county *county, const char *token);

/* How many events of the type, and the last payload's count. */
int64_t county_events(struct county *county, const char *type);

#endif
