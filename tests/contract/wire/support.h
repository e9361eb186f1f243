/* Real brokers, real keys, real sockets, each test in a folder of its own. */
#ifndef CONTRACT_SUPPORT_H
#define CONTRACT_SUPPORT_H

#include "runtime/wire/client.h"
#include "runtime/wire/server.h"
#include <sys/types.h>

enum { RT_PAYLOAD = 256 * 1024 };

struct place {
  char folder[64];
  char keys[96];
  char brokers[256]; /* as BM_BROKERS */
};

struct broker_process {
  pid_t pid;
  char front[128], back[128];
};

/* A new folder with keys for broker, gateway, operator, intake and review. */
void place_make(struct place *place);
void place_remove(struct place *place);
/* The keys of an identity of the place. */
struct rt_keys place_keys(const struct place *place, const char *identity);

/* Starts bm-broker number `number` of the place and adds it to `brokers`. `queue_limit` NULL: the default. */
struct broker_process broker_start(struct place *place, int number, const char *queue_limit);
/* The same process again, after its end. */
void broker_restart(const struct place *place, struct broker_process *broker, const char *queue_limit);
/* Sends a signal and waits for the end (SIGKILL, SIGTERM); SIGSTOP, SIGCONT, SIGHUP only send. Returns the exit status.
 */
int process_signal(pid_t pid, int signal);

/* contract-worker as a process of its own: serves `lane` with `threads`, see worker.c for what it does. */
pid_t worker_start(const struct place *place, const char *identity, const char *lane, int threads);

/* A server in this process that echoes; methods as in worker.c. */
struct rt_server *echo_start(const struct place *place, const char *identity, const char *lane, int threads);
/* The same with a lane whose state opens only at the `tries`-th time. */
struct rt_server *stubborn_start(const struct place *place, const char *identity, const char *lane, int tries);
/* The drain callback of all. */
void echo_drain(void *state, struct rt_beat *beat, struct rt_arena *arena, const struct rt_incoming *requests,
                size_t count, struct rt_outgoing *ret_outgoing);

/* One call and its answer's status; the payload (≤ 255 bytes, as text) goes to `ret_text` if that is not NULL. */
struct asked {
  int status;
  int retry_after_s;
  char code[64];
  char text[256];
  int64_t took_ms;
};
struct asked ask(struct rt_client *client, const char *lane, const char *method, const char *payload, int timeout_ms,
                 bool repeatable);

struct rt_client *client_make(const struct place *place, const char *identity);
/* Until the server is ready, 10 s at most. */
bool wait_ready(const struct rt_server *server);
void pause_ms(int ms);

/* Calls until one is answered by a worker; whether one was, within some 25 s. */
bool wait_for_worker(struct rt_client *client, const char *lane);

/* Many calls of intake.write at once, and what became of them. */
struct tally {
  int answers;
  int by_status[RT_STATUS__COUNT];
  int retry_after_s;
  bool repeatable; /* of the calls started next */
};
void start_many(struct rt_client *client, const char *method, const char *payload, int count, int timeout_ms,
                struct tally *sum);
/* Steps until so many were answered, for about `most_ms` at most. */
void step_until(struct rt_client *client, const struct tally *sum, int answers, int most_ms);

#endif
