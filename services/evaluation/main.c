/* bm-evaluation. */
#include "evaluation/service.h"

int main(int argc, char **argv) {
  return rt_service_main(argc, argv, &evaluation_service);
}
