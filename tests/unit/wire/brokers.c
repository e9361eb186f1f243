#include "runtime/wire/socket.h"

#include <criterion/criterion.h>
#include <string.h>

/* A name may take long to be looked up, so it has an I/O thread of its own; numbers and paths never do and share one.
 */
Test(brokers, names_have_threads_of_their_own) {
  static const struct {
    const char *text;
    int threads[3];
  } rows[] = {
      {"ipc:///a/front,ipc:///b/front,tcp://127.0.0.1:1", {0, 0, 0}},
      {"tcp://a:1,tcp://b:1,tcp://c.d:1", {0, 1, 2}},
      {"tcp://[::1]:1,tcp://broker-1:1,tcp://10.0.0.1:1", {1, 0, 1}},
      {"tcp://1a:1,tcp://10.0.0.1:1|tcp://a:2,ipc:///a/front", {0, 1, 2}},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct rt_endpoint brokers[RT_BROKERS_MAX];
    size_t count = 0;
    struct rt_error error = {0};
    cr_assert(rt_brokers_read(rows[i].text, brokers, &count, &error));
    cr_assert_eq(count, 3);
    for (size_t b = 0; b < count; b++) {
      cr_expect_eq(brokers[b].io_thread, rows[i].threads[b], "%s, broker %zu", rows[i].text, b);
    }
  }
}

Test(brokers, lists) {
  static const struct {
    const char *text;
    size_t count; /* 0: refused */
    const char *last_front, *last_back;
  } rows[] = {
      {"tcp://a:5555", 1, "tcp://a:5555", "tcp://a:5556"},
      {"tcp://a:5555,tcp://b:7000", 2, "tcp://b:7000", "tcp://b:7001"},
      {" tcp://a:5555 , tcp://[::1]:5555 ,", 2, "tcp://[::1]:5555", "tcp://[::1]:5556"},
      {"ipc:///run/bm/1/front", 1, "ipc:///run/bm/1/front", "ipc:///run/bm/1/back"},
      {"tcp://a:1|tcp://b:9", 1, "tcp://a:1", "tcp://b:9"},
      {"", 0, NULL, NULL},
      {" , ", 0, NULL, NULL},
      {"a:5555", 0, NULL, NULL},
      {"tcp://a", 0, NULL, NULL},
      {"tcp://a:65535", 0, NULL, NULL},
      {"tcp://a:55x", 0, NULL, NULL},
      {"ipc:///run/bm/1", 0, NULL, NULL},
      {"tcp://a:1,tcp://a:2,tcp://a:3,tcp://a:4,tcp://a:5,tcp://a:6,tcp://a:7,tcp://a:8,tcp://a:9", 0, NULL, NULL},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct rt_endpoint brokers[RT_BROKERS_MAX];
    size_t count = 0;
    struct rt_error error = {0};
    bool read = rt_brokers_read(rows[i].text, brokers, &count, &error);
    cr_expect_eq(count, rows[i].count, "\"%s\" gives %zu", rows[i].text, count);
    cr_expect_eq(read, rows[i].count > 0);
    if (read) {
      cr_expect_str_eq(brokers[count - 1].front, rows[i].last_front);
      cr_expect_str_eq(brokers[count - 1].back, rows[i].last_back);
    } else {
      cr_expect_eq(error.status, RT_INVALID_ARGUMENT);
    }
  }
}

Test(brokers, an_endpoint_too_long) {
  char text[300];
  memset(text, 'x', sizeof text);
  memcpy(text, "tcp://", 6);
  memcpy(text + 290, ":5555", 6);
  struct rt_endpoint brokers[RT_BROKERS_MAX];
  size_t count = 0;
  cr_expect_not(rt_brokers_read(text, brokers, &count, NULL));
}
