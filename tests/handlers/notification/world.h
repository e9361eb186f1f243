/* A county with a hall, two towns and people in their roles, as events told notification of them. */
#ifndef TESTS_HANDLERS_NOTIFICATION_WORLD_H
#define TESTS_HANDLERS_NOTIFICATION_WORLD_H

#include "bianmin/events.pb-c.h"
#include "bianmin/notification.pb-c.h"
#include "notification/things.h"
#include "tests/support/engine.h"

#define CASE "530623-20261123-000042-9"
#define RECTIFICATION "01890000-0000-7000-8000-0000000000aa"
#define ADDRESS "zhang.secret@example.cn"

struct world {
  struct test_engine *engine;
  struct notification_things things;
  int64_t case_seq; /* events of the case's stream at intake so far */
};

/* Units 530623, 530623101 (盐井镇, with office -03 林业站), 530623102; accounts zhang (citizen, e-mail ADDRESS), li
 * (closed), head, head2 (of 102), counter (head of the county), reviewer, reviewer2 (another office), officehead,
 * supervisor. */
struct world *world_new(bool email);
void world_destroy(struct world **world);

/* Delivers one event; TAKEN or the test fails. Events of intake about the case are counted; others get a stream each.
 */
void told(struct world *world, const char *sender, const char *type, const ProtobufCMessage *message);
int try_to_tell(struct world *world, const char *sender, const char *stream, int64_t seq, const char *type,
                const ProtobufCMessage *message);

/* The case handed in by zhang with this e-mail address; accepted for office 530623101-03. */
void submit(struct world *world, const char *email);
void accept_case(struct world *world);

/* "account template, …" of all notices since the last call, by account; they are taken away. */
const char *news(struct world *world);

/* The inbox of an account as it reads it. */
const Bm__ListNotificationsReply *inbox(struct world *world, const char *account, int size, const char *token);

int64_t count(struct world *world, const char *table, const char *where);

#define NEW(world, lower) rt_message((world)->engine->arena, &bm__##lower##__descriptor)

#endif
