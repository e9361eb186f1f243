#include "runtime/base/cleanup.h"

#include <stdlib.h>

void rt_free(void *pointer_address) {
  void **pointer = pointer_address;
  free(*pointer);
  *pointer = NULL;
}
