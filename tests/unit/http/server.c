/* The server against raw sockets: framing, pipelining, refusals as problem+json, deadlines, lingering, back-pressure.
 */
#include "raw.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HOST "Host: a\r\n"

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

Test(http_server, keeps_the_connection_and_the_order) {
  struct raw *raw = raw_start(NULL);
  int fd = raw_connect(raw);
  raw_text(fd, "POST /a HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nfirstPOST /b HTTP/1.1\r\n" HOST
               "Transfer-Encoding: chunked\r\n\r\n3\r\nsec\r\n3\r\nond\r\n0\r\n\r\nGET /c HTTP/1.1\r\n" HOST
               "Connection: close\r\n\r\n");
  const char *all = raw_read(fd, NULL);
  const char *first = strstr(all, "\r\n\r\nfirst");
  const char *second = strstr(all, "\r\n\r\nsecond");
  cr_assert(first && second && first < second, "%s", all);
  cr_assert(strstr(second, "Connection: close\r\nContent-Length: 0") ||
            strstr(second, "Content-Length: 0\r\nConnection: close"));
  cr_assert(strstr(all, "X-Content-Type-Options: nosniff\r\n"));
  close(fd);
  raw_stop(raw);
}

Test(http_server, byte_by_byte) {
  struct raw *raw = raw_start(NULL);
  int fd = raw_connect(raw);
  const char *text =
      "POST /a HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\nslow\r\n0\r\n\r\n";
  for (size_t i = 0; i < strlen(text); i++) {
    raw_send(fd, text + i, 1);
    usleep(500);
  }
  cr_assert(strstr(raw_read(fd, NULL), "\r\n\r\nslow"));
  close(fd);
  raw_stop(raw);
}

static const struct {
  const char *name;
  const char *request;
  const char *status;
  const char *code;
} refused[] = {
    {"bare LF", "GET / HTTP/1.1\nHost: a\n\n", "400 Bad Request", "BAD_HEAD"},
    {"two lengths", "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "400 ",
     "REPEATED_FIELD"},
    {"smuggled", "POST / HTTP/1.1\r\n" HOST "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x",
     "400 ", "TWO_FRAMINGS"},
    {"chunk extension", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1;a\r\nx\r\n0\r\n\r\n", "400 ",
     "BAD_CHUNKED_BODY"},
    {"1.0", "GET / HTTP/1.0\r\n\r\n", "505 ", "HTTP_VERSION"},
    {"too large by its length", "POST / HTTP/1.1\r\n" HOST "Content-Length: 65537\r\n\r\n", "413 ", "BODY_TOO_LARGE"},
    {"far too large", "POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999999999\r\n\r\n", "413 ",
     "BODY_TOO_LARGE"},
};

Test(http_server, refusals_are_problems_and_end_the_connection) {
  struct raw *raw = raw_start(NULL);
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    int fd = raw_connect(raw);
    char code[64];
    raw_text(fd, refused[i].request);
    const char *all = raw_read(fd, NULL);
    snprintf(code, sizeof code, "\"code\":\"%s\"", refused[i].code);
    cr_assert(strncmp(all + 9, refused[i].status, strlen(refused[i].status)) == 0, "%s: %s", refused[i].name, all);
    cr_assert(strstr(all, code) && strstr(all, "application/problem+json"), "%s: %s", refused[i].name, all);
    cr_assert(strstr(all, "Connection: close") && strstr(all, "\"traceId\":\""), "%s", refused[i].name);
    cr_assert_null(strstr(all, "}HTTP/1.1 "), "%s: only one answer", refused[i].name);
    close(fd);
  }
  raw_stop(raw);
}

Test(http_server, head_too_large) {
  struct raw *raw = raw_start(NULL);
  int fd = raw_connect(raw);
  char line[1024];
  memset(line, 'x', sizeof line);
  raw_text(fd, "GET / HTTP/1.1\r\n" HOST);
  for (int i = 0; i < 20; i++) {
    raw_text(fd, "X-A: ");
    raw_send(fd, line, sizeof line);
    raw_text(fd, "\r\n");
  }
  cr_assert(strstr(raw_read(fd, NULL), "HTTP/1.1 431 "));
  close(fd);
  raw_stop(raw);
}

Test(http_server, a_stream_past_the_limit_is_told_before_its_end) {
  struct raw *raw = raw_start(NULL);
  int fd = raw_connect(raw);
  static char data[16384];
  raw_text(fd, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 10; i++) {
    raw_text(fd, "4000\r\n");
    raw_send(fd, data, sizeof data);
    raw_text(fd, "\r\n");
  }
  cr_assert(strstr(raw_read(fd, NULL), "HTTP/1.1 413 "));
  close(fd);
  raw_stop(raw);
}

Test(http_server, an_early_answer_is_seen_though_the_client_still_sends) {
  struct raw *raw = raw_start(&(struct rt_http_config){.body_max = 100u << 20});
  int fd = raw_connect(raw);
  static char data[65536];
  raw_text(fd, "PUT /early HTTP/1.1\r\n" HOST "Content-Length: 20971520\r\n\r\n");
  for (int i = 0; i < 320; i++) {
    raw_send(fd, data, sizeof data);
  }
  const char *all = raw_read(fd, NULL);
  cr_assert(strstr(all, "HTTP/1.1 401 ") && strstr(all, "\r\n\r\nno"), "%s", all);
  close(fd);
  raw_stop(raw);
}

Test(http_server, continue_comes_when_the_body_is_wanted) {
  struct raw *raw = raw_start(NULL);
  int fd = raw_connect(raw);
  raw_text(fd, "PUT /pause HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  double before = seconds();
  cr_assert(strstr(raw_read(fd, "\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n"));
  cr_assert_gt(seconds() - before, 0.2);
  raw_text(fd, "ok");
  cr_assert(strstr(raw_read(fd, "ok"), "HTTP/1.1 200 OK"));
  raw_text(fd, "PUT /early HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  const char *all = raw_read(fd, NULL);
  cr_assert(strstr(all, "HTTP/1.1 401 ") && !strstr(all, "100 Continue"));
  close(fd);
  raw_stop(raw);
}

Test(http_server, head_has_no_body) {
  struct raw *raw = raw_start(NULL);
  int fd = raw_connect(raw);
  raw_text(fd, "HEAD /stream HTTP/1.1\r\n" HOST "\r\nHEAD /x HTTP/1.1\r\n" HOST
               "Content-Length: 3\r\nConnection: close\r\n\r\nabc");
  const char *all = raw_read(fd, NULL);
  cr_assert(strstr(all, "Content-Length: 8388608\r\n\r\nHTTP/1.1 200"), "%s", all);
  cr_assert(strstr(all, "Content-Length: 3\r\n"));
  /* not just "abc", which the trace id of an answer may hold */
  cr_assert_str_eq(all + strlen(all) - 4, "\r\n\r\n");
  cr_assert_null(strstr(all, "\r\n\r\nabc"));
  close(fd);
  raw_stop(raw);
}

Test(http_server, streams_with_back_pressure) {
  struct raw *raw = raw_start(NULL);
  int fd = raw_connect(raw);
  raw_text(fd, "GET /stream HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
  usleep(300000);
  const char *body = strstr(raw_read(fd, NULL), "\r\n\r\n");
  cr_assert(body);
  cr_assert_eq(strspn(body + 4, "s"), 8388608u);
  close(fd);
  raw_stop(raw);
}

Test(http_server, a_broken_stream_is_seen_as_broken) {
  struct raw *raw = raw_start(NULL);
  int fd = raw_connect(raw);
  raw_text(fd, "GET /cut HTTP/1.1\r\n" HOST "\r\n");
  const char *body = strstr(raw_read(fd, NULL), "\r\n\r\n");
  cr_assert(!body || strlen(body) < 100);
  cr_assert_eq(raw_gone(raw), 1);
  close(fd);
  raw_stop(raw);
}

static int asked(struct raw *raw, const char *path) {
  char text[100];
  int fd = raw_connect(raw);
  snprintf(text, sizeof text, "GET %s HTTP/1.1\r\n" HOST "\r\n", path);
  raw_text(fd, text);
  return fd;
}

static void wait_gone(struct raw *raw) {
  double until = seconds() + 5;
  while (raw_gone(raw) == 0) {
    cr_assert_lt(seconds(), until, "the exchange is still there");
    usleep(10000);
  }
}

Test(http_server, a_stream_without_an_end_outlives_an_answers_time_and_ends_with_its_connection) {
  struct raw *raw = raw_start(&(struct rt_http_config){.body_ms = 200, .idle_ms = 200});
  int fd = asked(raw, "/ticks");
  const char *all = raw_read(fd, NULL);
  cr_assert_null(strstr(all, "Content-Length"));
  cr_assert(strstr(all, "Connection: close\r\n"));
  cr_assert_str_eq(strstr(all, "\r\n\r\n") + 4, "tick\ntick\ntick\ntick\ntick\ntick\ntick\ntick\ntick\ntick\n",
                   "half a second, in 200 ms of patience");
  close(fd);
  raw_stop(raw);
}

Test(http_server, who_takes_nothing_of_a_stream_without_an_end_is_cut) {
  struct raw *raw = raw_start(&(struct rt_http_config){.body_ms = 200, .body_ms_each_64k = 1});
  int fd = asked(raw, "/flood");
  wait_gone(raw);
  close(fd);
  raw_stop(raw);
}

Test(http_server, a_stream_without_an_end_ends_when_the_client_says_no_more) {
  struct raw *raw = raw_start(NULL);
  int fd = asked(raw, "/still");
  raw_read(fd, "\r\n\r\nhi");
  cr_assert_eq(raw_gone(raw), 0);
  shutdown(fd, SHUT_WR);
  wait_gone(raw);
  close(fd);
  raw_stop(raw);
}

Test(http_server, one_byte_a_second_does_not_live_for_ever) {
  struct raw *raw = raw_start(&(struct rt_http_config){.head_ms = 400, .body_ms = 400, .linger_ms = 200});
  int silent = raw_connect(raw);
  int head = raw_connect(raw);
  int body = raw_connect(raw);
  raw_text(head, "GET / HT");
  raw_text(body, "POST / HTTP/1.1\r\n" HOST "Content-Length: 100\r\n\r\n");
  for (int i = 0; i < 5; i++) {
    usleep(120000);
    raw_send(head, "x", 1);
    raw_send(body, "x", 1);
  }
  cr_assert(strstr(raw_read(head, NULL), "HTTP/1.1 408 "));
  cr_assert(strstr(raw_read(body, NULL), "HTTP/1.1 408 "));
  cr_assert(raw_closed(silent));
  close(silent);
  close(head);
  close(body);
  raw_stop(raw);
}

Test(http_server, a_client_that_does_not_read_is_cut_off) {
  struct raw *raw = raw_start(&(struct rt_http_config){.body_ms = 300, .body_ms_each_64k = 1});
  int fd = raw_connect(raw);
  raw_text(fd, "GET /stream HTTP/1.1\r\n" HOST "\r\n");
  double before = seconds();
  while (raw_gone(raw) == 0 && seconds() - before < 5) {
    usleep(10000);
  }
  cr_assert_eq(raw_gone(raw), 1);
  close(fd);
  raw_stop(raw);
}

Test(http_server, a_client_that_does_not_read_a_late_body_is_cut_off) {
  struct raw *raw = raw_start(&(struct rt_http_config){.head_ms = 100, .body_ms = 300, .body_ms_each_64k = 1});
  int fd = raw_connect(raw);
  raw_text(fd, "GET /late HTTP/1.1\r\n" HOST "\r\n");
  double before = seconds();
  while (raw_gone(raw) == 0 && seconds() - before < 5) {
    usleep(10000);
  }
  cr_assert_eq(raw_gone(raw), 1);
  close(fd);
  raw_stop(raw);
}

Test(http_server, waits_for_the_handler_for_as_long_as_it_takes) {
  struct raw *raw = raw_start(&(struct rt_http_config){.body_ms = 100, .idle_ms = 100});
  int fd = raw_connect(raw);
  raw_text(fd, "POST /pause HTTP/1.1\r\n" HOST "Content-Length: 2\r\nConnection: close\r\n\r\nok");
  cr_assert(strstr(raw_read(fd, NULL), "HTTP/1.1 200 OK"));
  close(fd);
  raw_stop(raw);
}

Test(http_server, trace_of_the_caller_is_kept_if_well_formed) {
  struct raw *raw = raw_start(NULL);
  int fd = raw_connect(raw);
  raw_text(fd,
           "GET /x HTTP/1.1\r\n" HOST "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n");
  cr_assert(strstr(raw_read(fd, "\r\n\r\n"), "X-Trace: 0af7651916cd43dd8448eb211c80319c\r\n"));
  raw_text(fd,
           "GET /x HTTP/1.1\r\n" HOST "traceparent: 00-00000000000000000000000000000000-b7ad6b7169203331-01\r\n\r\n");
  cr_assert_null(strstr(raw_read(fd, "\r\n\r\n"), "X-Trace: 00000000000000000000000000000000"));
  close(fd);
  raw_stop(raw);
}

Test(http_server, drains) {
  struct raw *raw = raw_start(NULL);
  int idle = raw_connect(raw);
  int busy = raw_connect(raw);
  raw_text(idle, "GET /x HTTP/1.1\r\n" HOST "\r\n");
  raw_read(idle, "\r\n\r\n");
  raw_text(busy, "POST /pause HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nok");
  usleep(100000);
  raw_drain(raw);
  cr_assert(raw_closed(idle));
  cr_assert_eq(raw_connect(raw), -1);
  const char *all = raw_read(busy, NULL);
  cr_assert(strstr(all, "200 OK") && strstr(all, "Connection: close"), "%s", all);
  close(idle);
  close(busy);
  raw_stop(raw);
}
