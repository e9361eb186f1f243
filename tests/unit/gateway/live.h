/* A gateway on its own thread, and one request to it over a raw socket. */
#ifndef TEST_GATEWAY_LIVE_H
#define TEST_GATEWAY_LIVE_H

#include "fakes.h"

#include <stddef.h>

struct live;

struct live *live_start(fake_service service);
/* … with the built pages of a directory. */
struct live *live_start_pages(fake_service service, const char *web_dir);
/* With so many calls under way to one lane at most. */
struct live *live_start_with(fake_service service, int calls_max);
void live_stop(struct live *live);

struct live_answer {
  int status;
  char *head;
  char *body; /* NUL behind */
  size_t size;
};

#define TOKEN "token-of-a-clerk-0123456789abcdefghijklmnop"
#define AUTH "Authorization: Bearer " TOKEN "\r\n"
#define KEY "Idempotency-Key: 01890a5d-ac96-774b-bcce-b302099a8057\r\n"
#define JSON "Content-Type: application/json\r\n"

/* Sends "verb path", the fields given (each ended by CRLF), Host, Content-Length (if there is a body) and Connection:
 * close. The answer is the caller's to free with live_free. */
struct live_answer live_ask(struct live *live, const char *verb, const char *path, const char *fields, const void *body,
                            size_t len);
void live_free(struct live_answer *answer);
/* Value of a header field of the answer (static storage), NULL if it is not there. */
const char *live_field(const struct live_answer *answer, const char *name);
int live_port(struct live *live);

/* A connection of the test's own, reads time out after 5 s; and bytes on it. */
int live_dial(struct live *live);
void live_send(int fd, const char *bytes, size_t len);

/* Answers ResolveSession: TOKEN is the clerk 李梅 of 530623101, others are unknown; everything else goes to `rest`. */
void live_sessions(const struct fake_call *call, struct fake_answer *ret, fake_service rest);

#endif
