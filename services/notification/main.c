/* bm-notification. */
#include "notification/service.h"

int main(int argc, char **argv) {
  return rt_service_main(argc, argv, &notification_service);
}
