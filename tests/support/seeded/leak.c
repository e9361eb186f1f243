/* A seeded fault: memory nobody frees. tests/run must fail on it (LeakSanitizer). */
#include <criterion/criterion.h>
#include <stdlib.h>

static char *volatile forgotten;

Test(seeded, leak) {
  forgotten = malloc(42);
  cr_assert_not_null(forgotten);
  forgotten = NULL;
}
