/* The fuzz target of tests/fuzz on seeded mutations of its corpus: what a fuzzer does for hours, a little of it every
 * time. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEEDS_MAX = 32, SEED_SIZE = 12000, ROUNDS = 60000 };

static struct {
  uint8_t bytes[SEED_SIZE];
  size_t size;
} seeds[SEEDS_MAX];

static uint64_t state = 20261123;

static uint32_t roll(uint32_t below) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33) % below;
}

static size_t load(const char *folder) {
  size_t count = 0;
  DIR *dir = opendir(folder);
  cr_assert(dir, "%s", folder);
  for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir)) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    FILE *file = entry->d_name[0] != '.' && count < SEEDS_MAX ? fopen(path, "rb") : NULL;
    if (file) {
      seeds[count].size = fread(seeds[count].bytes, 1, SEED_SIZE / 2, file);
      count++;
      fclose(file);
    }
  }
  closedir(dir);
  return count;
}

static size_t mutate(uint8_t *bytes, size_t size) {
  static const char spice[] = "\r\n\r\n :\t\0;,%+0aF\x7f\x80\xff/?&=chunkedHost{}[]\"\\:,.eEu0-1null";
  size_t at = size > 0 ? roll((uint32_t)size) : 0;
  switch (roll(4)) {
  case 0: /* another byte */
    bytes[at] = (uint8_t)spice[roll(sizeof spice)];
    return size > 0 ? size : 1;
  case 1: /* one more */
    memmove(bytes + at + 1, bytes + at, size - at);
    bytes[at] = (uint8_t)spice[roll(sizeof spice)];
    return size + 1;
  case 2: /* a piece less */
    if (size > at + 3) {
      memmove(bytes + at, bytes + at + 2, size - at - 2);
      return size - 2;
    }
    return size;
  default: /* cut off */
    return roll(8) == 0 ? at : size;
  }
}

Test(mutated, decoders_hold) {
  static uint8_t bytes[SEED_SIZE];
  size_t count = load(FUZZ_CORPUS);
  cr_assert_gt(count, 3);
  for (int round = 0; round < ROUNDS; round++) {
    size_t seed = roll((uint32_t)count);
    size_t size = seeds[seed].size;
    memcpy(bytes, seeds[seed].bytes, size);
    for (uint32_t k = roll(6); k > 0 && size < SEED_SIZE - 8; k--) {
      size = mutate(bytes, size);
    }
    LLVMFuzzerTestOneInput(bytes, size);
  }
}
