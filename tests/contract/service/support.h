/* A county of one service: a broker, a database, processes of the sample service, a caller with the gateway's key, and
 * somebody who takes its events as intake. */
#ifndef TESTS_CONTRACT_SERVICE_SUPPORT_H
#define TESTS_CONTRACT_SERVICE_SUPPORT_H

#include "contract/wire/support.h"
#include "tests/support/pg.h"

struct county {
  struct place place;
  struct broker_process broker;
  struct test_pg *pg;
  char seal_keys[160];
  struct rt_client *client;
};

void county_open(struct county *county);
void county_close(struct county *county);

/* A process of the service; its end is the caller's. */
pid_t county_service(const struct county *county);
/* Until review.Compute is answered, 15 s at most. */
void county_wait(struct county *county);

/* review.Add as clerk "zhang" with key number `key`: the answer's status; on OK the total. */
int county_add(struct county *county, const char *thing, int key, int *ret_total);
/* The same, not waited for: `ret_status` is set by county_step when it is answered (-1 till then). */
void county_add_later(struct county *county, const char *thing, int key, int *ret_status);
void county_step(struct county *county);

/* Takes everything sent to intake; how many events it was offered and how many of them were new. */
struct rt_server *county_intake(const struct county *county);
struct county_events {
  int offered;
  int fresh;
};
struct county_events county_events(void);

#endif
