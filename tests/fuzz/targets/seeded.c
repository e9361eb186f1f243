/* A decoder with a bug, so that a run shows that fuzzing finds one: names are cut into a buffer that is a byte too
 * short for the longest, which only a text with the right mark and length shows. */
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 24 };

/* "BM1:" and a length in front of the name. */
static void decode(const char *bytes, size_t size) {
  if (size < 5 || memcmp(bytes, "BM1:", 4) != 0) {
    return;
  }
  size_t length = (unsigned char)bytes[4];
  if (length > LONGEST || size - 5 < length || memchr(bytes + 5, '\0', length)) {
    return;
  }
  char *name = malloc(LONGEST);
  must(name != NULL);
  memcpy(name, bytes + 5, length);
  name[length] = '\0';
  must(strlen(name) == length);
  free(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  decode((const char *)data, size);
  return 0;
}
