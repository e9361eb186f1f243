/* bm-intake. */
#include "intake/service.h"

int main(int argc, char **argv) {
  return rt_service_main(argc, argv, &intake_service);
}
