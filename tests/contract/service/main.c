/* The sample service as a process. */
#include "tests/store/sample/service.h"

int main(int argc, char **argv) {
  return rt_service_main(argc, argv, &sample_service);
}
