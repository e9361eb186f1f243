/* bmctl keys: the CURVE identities of a county's processes. */
#include "deploy/bmctl/command.h"
#include "deploy/bmctl/remote.h"

#include <stdio.h>
#include <string.h>

enum { IDENTITIES = 32 };

/* All that a county has, when none is named. */
static size_t all_identities(struct bmctl *bmctl, const char **identities) {
  size_t count = 0;
  identities[count++] = "gateway";
  identities[count++] = "operator";
  for (const char *const *service = bmctl_service_names(bmctl); *service && count < IDENTITIES; service++) {
    identities[count++] = *service;
  }
  return count;
}

static int run(struct bmctl *bmctl, int argc, char **argv) {
  const char *identities[IDENTITIES + 1] = {NULL};
  struct rt_error error = {0};
  if (argc < 3 || strcmp(argv[1], "make") != 0 || argc - 3 > IDENTITIES) {
    return bmctl_usage(bmctl, &bmctl_keys, "make and a folder are wanted");
  }
  size_t count = argc > 3 ? (size_t)(argc - 3) : all_identities(bmctl, identities);
  if (argc > 3) {
    memcpy(identities, argv + 3, count * sizeof *identities);
  }
  if (!rt_keys_make(argv[2], identities, &error)) {
    return bmctl_fail(bmctl, &error);
  }
  if (bmctl->json) {
    printf("{\"identities\":%zu}\n", count);
  } else {
    printf("keys of the broker and of %zu others are in %s\n", count, argv[2]);
  }
  return BMCTL_DONE;
}

const struct bmctl_command bmctl_keys = {
    .name = "keys",
    .arguments = "make DIR [IDENTITY …]",
    .summary = "Make the CURVE keys of brokers, gateway, services and operator",
    .help =
        "DIR gets a folder for each identity, holding only what that process may see: its own secret key (0600) and "
        "the\n"
        "brokers' public key. What is there stays; a second run adds what is missing. To replace a key, delete its\n"
        "folder and DIR/broker/clients/IDENTITY.public and run it again.\n",
    .run = run};
