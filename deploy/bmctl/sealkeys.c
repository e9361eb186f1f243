/* bmctl sealkeys: the keys that seal personal data at rest. */
#include "deploy/bmctl/command.h"
#include "runtime/seal/seal.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int run(struct bmctl *bmctl, int argc, char **argv) {
  struct rt_error error = {0};
  if (argc != 3 || (strcmp(argv[1], "make") != 0 && strcmp(argv[1], "rotate") != 0)) {
    return bmctl_usage(bmctl, &bmctl_sealkeys, "make or rotate and a file are wanted");
  }
  bool make = strcmp(argv[1], "make") == 0;
  bool there = access(argv[2], F_OK) == 0;
  if (make && there) {
    (void)rt_fail(&error, RT_ALREADY_EXISTS, "%s is there; rotate adds a key to it", argv[2]);
    return bmctl_fail(bmctl, &error);
  }
  if (!make && !there) {
    (void)rt_fail(&error, RT_NOT_FOUND, "%s is not there; make makes it", argv[2]);
    return bmctl_fail(bmctl, &error);
  }
  if (!rt_seal_make_keys(argv[2], &error)) {
    return bmctl_fail(bmctl, &error);
  }
  printf(bmctl->json ? "{\"%s\":true}\n" : "%s: done\n", make ? "made" : "rotated");
  return BMCTL_DONE;
}

const struct bmctl_command bmctl_sealkeys = {
    .name = "sealkeys",
    .arguments = "make FILE | rotate FILE",
    .summary = "Make a service's key file for personal data, or add a new key to it",
    .help = "The newest key seals, every key opens: restart the service after rotate, and keep the old lines. Look-ups "
            "use\n"
            "the first line; without it nothing is found any more. Losing the file loses the data.\n",
    .run = run};
