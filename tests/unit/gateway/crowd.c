/* More calls than a lane may have under way: who is turned away, how, and who is not. */
#include "live.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LIMIT = 3, SLOW_MS = 600 };

#define POST "POST /v1/cases/x:accept HTTP/1.1\r\nHost: a\r\n" AUTH KEY JSON

static void slow_writes(const struct fake_call *call, struct fake_answer *ret) {
  ret->after_ms = strstr(call->lane, ".write") ? SLOW_MS : 0;
}

static void service(const struct fake_call *call, struct fake_answer *ret) {
  live_sessions(call, ret, slow_writes);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void say(int fd, const char *text) {
  live_send(fd, text, strlen(text));
}

/* Exactly one answer, by its Content-Length; its status. What is behind it stays in the socket. */
static int read_one(int fd, char *answer, size_t size) {
  size_t len = 0;
  size_t want = 0;
  while (want == 0 || len < want) {
    ssize_t got = recv(fd, answer + len, want ? want - len : 1, 0);
    cr_assert_gt(got, 0, "the connection ended after: %.*s", (int)len, answer);
    len += (size_t)got;
    cr_assert_lt(len, size);
    answer[len] = '\0';
    if (want == 0 && strstr(answer, "\r\n\r\n")) {
      const char *length = strcasestr(answer, "\r\nContent-Length: ");
      cr_assert(length, "%s", answer);
      want = len + strtoul(length + strlen("\r\nContent-Length: "), NULL, 10);
    }
  }
  return (int)strtol(answer + strlen("HTTP/1.1 "), NULL, 10);
}

static void is_turned_away(const char *answer) {
  cr_assert(strstr(answer, "\r\nRetry-After: 1\r\n"), "%s", answer);
  cr_assert(strstr(answer, "\r\nContent-Type: application/problem+json\r\n"), "%s", answer);
  cr_assert(strstr(answer, "\"code\":\"OVERLOADED\""), "%s", answer);
  cr_assert(strstr(answer, "\"traceId\":\""), "%s", answer);
  cr_assert_not(strcasestr(answer, "\r\nConnection: close"), "%s", answer);
}

/* So many writes wait for their answers. */
static void fill(struct live *live, int fds[LIMIT]) {
  int before = fake_count("intake.AcceptCase");
  for (int i = 0; i < LIMIT; i++) {
    fds[i] = live_dial(live);
    say(fds[i], POST "Content-Length: 2\r\n\r\n{}");
  }
  for (int i = 0; i < 500 && fake_count("intake.AcceptCase") < before + LIMIT; i++) {
    usleep(1000);
  }
  cr_assert_eq(fake_count("intake.AcceptCase"), before + LIMIT);
}

static void take_answers(int fds[LIMIT]) {
  char answer[4096];
  for (int i = 0; i < LIMIT; i++) {
    cr_assert_eq(read_one(fds[i], answer, sizeof answer), 200, "%s", answer);
    close(fds[i]);
  }
}

Test(gateway_crowd, one_call_too_many_is_told_so_at_once_and_may_come_again) {
  struct live *live = live_start_with(service, LIMIT);
  char answer[4096];
  int fds[LIMIT];
  fill(live, fds);
  int asked = fake_count("intake.ResolveSession");
  int fd = live_dial(live);
  double begun = seconds();
  say(fd, "POST /v1/cases/x:accept HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer another-token-of-whom-nobody-knows\r\n"
          "Content-Length: 1\r\n\r\n{");
  cr_assert_eq(read_one(fd, answer, sizeof answer), 503, "%s", answer);
  cr_assert_lt(seconds() - begun, SLOW_MS / 2000.0, "at once");
  is_turned_away(answer);
  cr_assert_eq(fake_count("intake.ResolveSession"), asked, "before anybody was asked who it is");
  take_answers(fds);
  say(fd, POST "Content-Length: 2\r\n\r\n{}");
  cr_assert_eq(read_one(fd, answer, sizeof answer), 200, "a place is free again: %s", answer);
  cr_assert_eq(fake_most("intake.AcceptCase"), LIMIT);
  close(fd);
  live_stop(live);
}

Test(gateway_crowd, reads_and_pages_are_served_while_writes_are_turned_away) {
  struct live *live = live_start_with(service, LIMIT);
  int fds[LIMIT];
  fill(live, fds);
  double begun = seconds();
  static const char *const paths[] = {"/v1/cases", "/v1/units", "/v1/notifications", "/livez"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    struct live_answer answer = live_ask(live, "GET", paths[i], AUTH, NULL, 0);
    cr_assert_eq(answer.status, 200, "%s: %s", paths[i], answer.body);
    live_free(&answer);
  }
  cr_assert_lt(seconds() - begun, SLOW_MS / 2000.0, "at once");
  take_answers(fds);
  live_stop(live);
}

/* The body comes in pieces, after the head, and another request behind it: the answer stands where it belongs. */
Test(gateway_crowd, a_body_on_its_way_does_not_disturb_the_answer) {
  struct live *live = live_start_with(service, LIMIT);
  char answer[4096];
  static char body[40001];
  int fds[LIMIT];
  fill(live, fds);
  memset(body, ' ', sizeof body - 1);
  int fd = live_dial(live);
  say(fd, POST "Content-Length: 40000\r\n\r\n");
  live_send(fd, body, 100);
  usleep(20000);
  live_send(fd, body + 100, sizeof body - 101);
  say(fd, "GET /v1/units HTTP/1.1\r\nHost: a\r\n\r\n");
  cr_assert_eq(read_one(fd, answer, sizeof answer), 503, "%s", answer);
  is_turned_away(answer);
  cr_assert_eq(read_one(fd, answer, sizeof answer), 200, "%s", answer);
  cr_assert(strstr(answer, "\"units\":[]"), "%s", answer);
  say(fd, POST "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
  cr_assert_eq(read_one(fd, answer, sizeof answer), 503, "%s", answer);
  is_turned_away(answer);
  close(fd);
  take_answers(fds);
  live_stop(live);
}

/* The call goes on when its client has left, and so it keeps its place. */
Test(gateway_crowd, who_leaves_does_not_make_room_for_another_call) {
  struct live *live = live_start_with(service, LIMIT);
  int fds[LIMIT];
  fill(live, fds);
  for (int i = 0; i < LIMIT; i++) {
    close(fds[i]);
  }
  usleep(50000);
  struct live_answer answer = live_ask(live, "POST", "/v1/cases/x:accept", AUTH KEY JSON, "{}", 2);
  cr_assert_eq(answer.status, 503, "%s", answer.body);
  live_free(&answer);
  for (int i = 0; i < 50; i++) {
    answer = live_ask(live, "POST", "/v1/cases/x:accept", AUTH KEY JSON, "{}", 2);
    int status = answer.status;
    live_free(&answer);
    if (status == 200) {
      break;
    }
    cr_assert_lt(i, 49, "no place became free");
    usleep(100000);
  }
  live_stop(live);
}

/* Refusals of the gateway itself take no place for longer than they last. */
Test(gateway_crowd, refused_requests_leave_their_places) {
  struct live *live = live_start_with(service, LIMIT);
  for (int i = 0; i < 5 * LIMIT; i++) {
    struct live_answer answer = live_ask(live, "POST", "/v1/cases/x:accept", JSON, "{}", 2);
    cr_assert_eq(answer.status, 401, "%d: %s", i, answer.body);
    live_free(&answer);
    answer = live_ask(live, "POST", "/v1/cases/x:accept", AUTH JSON, "{}", 2);
    cr_assert_eq(answer.status, 400, "%d: %s", i, answer.body);
    live_free(&answer);
  }
  live_stop(live);
}

/* Asks on and on and reads nothing, until the gateway takes no more: its last answer is stuck. */
static int ask_without_reading(struct live *live) {
  static const char refused[] = "POST /v1/cases/x:accept HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
  const int small = 1024; /* before it connects, so that the gateway hears of no more room */
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct pollfd full = {.fd = socket(AF_INET, SOCK_STREAM, 0), .events = POLLOUT};
  to.sin_port = htons((uint16_t)live_port(live));
  setsockopt(full.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  cr_assert_eq(connect(full.fd, (struct sockaddr *)&to, sizeof to), 0);
  while (poll(&full, 1, 300) == 1) {
    cr_assert(send(full.fd, refused, sizeof refused - 1, MSG_DONTWAIT | MSG_NOSIGNAL) > 0 || errno == EAGAIN);
  }
  return full.fd;
}

Test(gateway_crowd, who_does_not_fetch_a_refusal_keeps_no_place) {
  struct live *live = live_start_with(service, LIMIT);
  int fds[LIMIT + 1];
  for (int i = 0; i < LIMIT + 1; i++) {
    fds[i] = ask_without_reading(live);
  }
  struct live_answer answer = live_ask(live, "POST", "/v1/cases/x:accept", JSON, "{}", 2);
  cr_assert_eq(answer.status, 401, "%s", answer.body);
  live_free(&answer);
  for (int i = 0; i < LIMIT + 1; i++) {
    close(fds[i]);
  }
  live_stop(live);
}
