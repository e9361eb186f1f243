/* Criterion keeps its tests' memory at an address it draws with rand_r, mostly one ThreadSanitizer forbids. In builds
 * with TSan this rand_r draws only from 0x5500'0000'0000 … 0x5680'0000'0000, which TSan leaves to the program. */
#include <stdlib.h>

int rand_r(unsigned *seed) {
  *seed = *seed * 1664525U + 1013904223U;
  return 0x350000 + (int)(*seed >> 8) % 0x18000;
}
