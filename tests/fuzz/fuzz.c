#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

_Noreturn void fuzz_broken(const char *promise, const char *file, int line) {
  fprintf(stderr, "broken promise: %s (%s:%d)\n", promise, file, line);
  abort();
}

struct fuzz_input fuzz_part(struct fuzz_input *input, size_t size) {
  struct fuzz_input part = {input->at, size < input->left ? size : input->left};
  input->at += part.left;
  input->left -= part.left;
  return part;
}

uint8_t fuzz_byte(struct fuzz_input *input) {
  struct fuzz_input one = fuzz_part(input, 1);
  return one.left == 1 ? one.at[0] : 0;
}

uint16_t fuzz_u16(struct fuzz_input *input) {
  uint16_t high = fuzz_byte(input);
  return (uint16_t)(high << 8 | fuzz_byte(input));
}

char *fuzz_copy(struct fuzz_input part, bool text) {
  char *copy = malloc(part.left + (text ? 1 : part.left == 0));
  must(copy != NULL);
  if (part.left > 0) {
    memcpy(copy, part.at, part.left);
  }
  if (text) {
    copy[part.left] = '\0';
  }
  return copy;
}

uint32_t fuzz_hash(const void *data, size_t size) {
  const uint8_t *bytes = data;
  uint32_t hash = 2166136261U;
  for (size_t i = 0; i < size; i++) {
    hash = (hash ^ bytes[i]) * 16777619U;
  }
  return hash ^ hash >> 15;
}

const char *fuzz_file(const void *data, size_t size) {
  static char path[64];
  static int fd = -1;
  if (fd < 0) {
    fd = memfd_create("fuzz", MFD_CLOEXEC);
    must(fd >= 0 && fchmod(fd, 0600) == 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  }
  must(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size);
  return path;
}
