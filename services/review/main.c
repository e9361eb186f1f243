/* bm-review. */
#include "review/service.h"

int main(int argc, char **argv) {
  return rt_service_main(argc, argv, &review_service);
}
