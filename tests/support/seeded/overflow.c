/* A seeded fault: one byte past the end. tests/run must fail on it (AddressSanitizer). */
#include <criterion/criterion.h>
#include <stdlib.h>

Test(seeded, overflow) {
  volatile size_t size = 42;
  volatile char *bytes = malloc(size);
  cr_assert_not_null((const void *)bytes);
  bytes[size] = 1;
  free((void *)bytes);
}
