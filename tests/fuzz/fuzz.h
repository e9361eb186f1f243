/* What the fuzz targets share. A target is LLVMFuzzerTestOneInput in a file of its own and a check of what the decoder
 * promises; whatever the bytes, a promise that does not hold ends the process, and libFuzzer keeps the bytes. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The promise, or the end: says the place on stderr and aborts. */
#define must(holds) ((holds) ? (void)0 : fuzz_broken(#holds, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *promise, const char *file, int line);

/* The input, taken from its front. What is not there any more reads as zeros or as shorter. */
struct fuzz_input {
  const uint8_t *at;
  size_t left;
};
uint8_t fuzz_byte(struct fuzz_input *input);
/* Two bytes, big endian. */
uint16_t fuzz_u16(struct fuzz_input *input);
/* At most `size` bytes. */
struct fuzz_input fuzz_part(struct fuzz_input *input, size_t size);
/* A malloc of exactly the part's size (at least 1), so that one byte too far is seen; the caller's to free. With a NUL
 * behind when `text`. */
char *fuzz_copy(struct fuzz_input part, bool text);

/* A number that depends on all bytes: chooses what a name that nobody knows is to mean. */
uint32_t fuzz_hash(const void *data, size_t size);

/* A file that holds the bytes, mode 0600, the same one at every call. Its path. */
const char *fuzz_file(const void *data, size_t size);

#endif
