/* A seeded fault: two threads, one counter, no lock. tests/run must fail on it (ThreadSanitizer). */
#include <criterion/criterion.h>
#include <pthread.h>

static int counter;

static void *count(void *unused) {
  (void)unused;
  for (int i = 0; i < 1000; i++) {
    counter++;
  }
  return NULL;
}

Test(seeded, race) {
  pthread_t one;
  pthread_t other;
  cr_assert_eq(pthread_create(&one, NULL, count, NULL), 0);
  cr_assert_eq(pthread_create(&other, NULL, count, NULL), 0);
  pthread_join(one, NULL);
  pthread_join(other, NULL);
  cr_assert_gt(counter, 0);
}
