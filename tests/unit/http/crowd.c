/* The limit of connections, a crowd that connects and says nothing, descriptors that run out. */
#include "raw.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HOST "Host: a\r\n"

enum { PATIENT_MS = 4000 };

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void ask(int fd) {
  raw_text(fd, "GET /x HTTP/1.1\r\n" HOST "\r\n");
}

/* Asked on this connection, it answers; so it was not closed. */
static void answers(int fd, const char *which) {
  ask(fd);
  cr_assert(strstr(raw_read(fd, "\r\n\r\n"), "200 OK"), "%s", which);
}

Test(http_crowd, at_the_limit_idle_connections_make_room) {
  struct raw *raw = raw_start(&(struct rt_http_config){.connections_max = 3});
  int fds[6];
  for (int i = 0; i < 6; i++) {
    fds[i] = raw_connect(raw);
    raw_text(fds[i], "GET /x HTTP/1.1\r\n" HOST "\r\n");
    cr_assert(strstr(raw_read(fds[i], "\r\n\r\n"), "200 OK"), "connection %d", i);
  }
  cr_assert(raw_closed(fds[0]));
  for (int i = 0; i < 6; i++) {
    close(fds[i]);
  }
  raw_stop(raw);
}

Test(http_crowd, at_the_limit_newcomers_wait_for_the_busy) {
  struct raw *raw = raw_start(&(struct rt_http_config){.connections_max = 2, .full_ms = PATIENT_MS});
  int a = raw_connect(raw);
  int b = raw_connect(raw);
  raw_text(a, "GET /never HTTP/1.1\r\n" HOST "\r\n");
  raw_text(b, "GET /never HTTP/1.1\r\n" HOST "\r\n");
  usleep(50000);
  int c = raw_connect(raw);
  raw_text(c, "GET /x HTTP/1.1\r\n" HOST "\r\n");
  usleep(100000);
  struct linger cut = {1, 0};
  setsockopt(a, SOL_SOCKET, SO_LINGER, &cut, sizeof cut);
  close(a);
  cr_assert(strstr(raw_read(c, "\r\n\r\n"), "200 OK"));
  close(b);
  close(c);
  raw_stop(raw);
}

/* A crowd that connects and says nothing neither keeps newcomers out nor takes a place from who has asked before. */
Test(http_crowd, at_the_limit_the_silent_make_room_before_the_kept) {
  enum { LIMIT = 4, CROWD = 12 };
  struct raw *raw = raw_start(&(struct rt_http_config){.connections_max = LIMIT});
  int kept = raw_connect(raw);
  int crowd[CROWD];
  answers(kept, "first");
  for (int i = 0; i < CROWD; i++) {
    crowd[i] = raw_connect(raw);
    usleep(60000); /* so long a newcomer may be about to ask */
  }
  cr_assert(raw_closed(crowd[0]), "the longest silent one");
  int late = raw_connect(raw);
  double before = seconds(CLOCK_MONOTONIC);
  answers(late, "a newcomer");
  answers(kept, "the kept one");
  cr_assert_lt(seconds(CLOCK_MONOTONIC) - before, 2.0);
  for (int i = 0; i < CROWD; i++) {
    close(crowd[i]);
  }
  close(late);
  close(kept);
  raw_stop(raw);
}

Test(http_crowd, at_the_limit_newcomers_wait_only_until_one_is_between_requests) {
  struct raw *raw = raw_start(&(struct rt_http_config){.connections_max = 2, .full_ms = PATIENT_MS});
  int a = raw_connect(raw);
  int b = raw_connect(raw);
  raw_text(a, "GET /never HTTP/1.1\r\n" HOST "\r\n");
  raw_text(b, "POST /pause HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nok");
  raw_wait_begun(raw, 2);
  int c = raw_connect(raw);
  ask(c);
  cr_assert(strstr(raw_read(b, "\r\n\r\nok"), "200 OK"));
  cr_assert(strstr(raw_read(c, "\r\n\r\n"), "200 OK"));
  cr_assert(raw_closed(b));
  close(a);
  close(b);
  close(c);
  raw_stop(raw);
}

static void is_told(int fd, int which) {
  const char *said = raw_read(fd, NULL);
  cr_assert_eq(strncmp(said, "HTTP/1.1 503 ", 13), 0, "newcomer %d: %s", which, said);
  cr_assert(strstr(said, "\r\nRetry-After: 1\r\n"), "newcomer %d: %s", which, said);
  cr_assert(strstr(said, "\r\nConnection: close\r\n"), "newcomer %d: %s", which, said);
  cr_assert(strstr(said, "\r\nContent-Type: application/problem+json\r\n"), "newcomer %d: %s", which, said);
  cr_assert(strstr(said, "OVERLOADED"), "newcomer %d: %s", which, said);
}

/* Found by F13: they waited in the kernel's queue and were told nothing. */
Test(http_crowd, at_the_limit_with_all_at_work_newcomers_are_told_so) {
  enum { LIMIT = 4, CROWD = 40 };
  struct raw *raw = raw_start(&(struct rt_http_config){.connections_max = LIMIT});
  int busy[LIMIT];
  int crowd[CROWD];
  for (int i = 0; i < LIMIT; i++) {
    busy[i] = raw_connect(raw);
    raw_text(busy[i], "POST /x HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\n");
  }
  raw_wait_begun(raw, LIMIT);
  for (int i = 0; i < CROWD; i++) {
    crowd[i] = raw_connect(raw);
    ask(crowd[i]);
  }
  for (int i = 0; i < CROWD; i++) {
    is_told(crowd[i], i);
  }
  raw_text(busy[0], "ok");
  cr_assert(strstr(raw_read(busy[0], "\r\n\r\nok"), "200 OK"));
  int late = raw_connect(raw);
  answers(late, "there is a place again");
  for (int i = 0; i < CROWD; i++) {
    close(crowd[i]);
  }
  for (int i = 0; i < LIMIT; i++) {
    close(busy[i]);
  }
  close(late);
  raw_stop(raw);
}

/* One falls idle, and has its next request at hand before the newcomer is looked at: that was one over the limit, at
 * each turn one more. */
Test(http_crowd, at_the_limit_a_newcomer_is_not_let_in_beside_all) {
  struct raw *raw = raw_start(&(struct rt_http_config){.connections_max = 2, .full_ms = 500});
  int a = raw_connect(raw);
  int b = raw_connect(raw);
  raw_text(a, "GET /never HTTP/1.1\r\n" HOST "\r\n");
  raw_text(b, "POST /pause HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nokGET /never HTTP/1.1\r\n" HOST "\r\n");
  raw_wait_begun(raw, 2);
  int c = raw_connect(raw);
  ask(c);
  raw_wait_begun(raw, 3); /* the second of b */
  is_told(c, 0);
  close(a);
  close(b);
  close(c);
  raw_stop(raw);
}

Test(http_crowd, at_most_half_of_the_descriptors_are_connections) {
  struct rlimit before;
  getrlimit(RLIMIT_NOFILE, &before);
  setrlimit(RLIMIT_NOFILE, &(struct rlimit){16, before.rlim_max});
  struct raw *raw = raw_start(NULL);
  setrlimit(RLIMIT_NOFILE, &before);
  int fds[9];
  for (int i = 0; i < 9; i++) {
    fds[i] = raw_connect(raw);
    answers(fds[i], "connection");
  }
  cr_assert(raw_closed(fds[0]));
  for (int i = 0; i < 9; i++) {
    close(fds[i]);
  }
  raw_stop(raw);
}

/* They come in one turn of the loop: the first has asked already when room is made for those behind it. */
Test(http_crowd, a_request_that_is_here_but_not_read_keeps_its_connection) {
  enum { COUNT = 8 };
  struct raw *raw = raw_start(&(struct rt_http_config){.connections_max = 2, .full_ms = PATIENT_MS});
  int fds[COUNT];
  raw_hold(raw, true);
  for (int i = 0; i < COUNT; i++) {
    fds[i] = raw_connect(raw);
    ask(fds[i]);
  }
  raw_hold(raw, false);
  for (int i = 0; i < COUNT; i++) {
    cr_assert(strstr(raw_read(fds[i], "\r\n\r\n"), "200 OK"), "connection %d", i);
    close(fds[i]);
  }
  raw_stop(raw);
}

/* The process may open one descriptor more, and the client takes that one. */
static rlim_t leave_one_descriptor(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  rlim_t before = files.rlim_cur;
  int free_one = dup(0);
  close(free_one);
  files.rlim_cur = (rlim_t)free_one + 1;
  setrlimit(RLIMIT_NOFILE, &files);
  return before;
}

Test(http_crowd, without_descriptors_an_idle_connection_makes_room) {
  struct raw *raw = raw_start(NULL);
  int idle = raw_connect(raw);
  answers(idle, "first");
  leave_one_descriptor();
  int late = raw_connect(raw);
  answers(late, "a newcomer");
  cr_assert(raw_closed(idle));
  close(idle);
  close(late);
  raw_stop(raw);
}

Test(http_crowd, without_descriptors_newcomers_wait_and_the_loop_rests) {
  struct raw *raw = raw_start(NULL);
  int busy = raw_connect(raw);
  raw_text(busy, "GET /never HTTP/1.1\r\n" HOST "\r\n");
  usleep(50000);
  rlim_t before = leave_one_descriptor();
  int late = raw_connect(raw);
  ask(late);
  double used = seconds(CLOCK_PROCESS_CPUTIME_ID);
  usleep(500000);
  cr_assert_lt(seconds(CLOCK_PROCESS_CPUTIME_ID) - used, 0.2);
  setrlimit(RLIMIT_NOFILE, &(struct rlimit){before, before});
  cr_assert(strstr(raw_read(late, "\r\n\r\n"), "200 OK"));
  close(busy);
  close(late);
  raw_stop(raw);
}
