/* The commands that need no system. */
#include "system.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

TestSuite(bmctl_local, .init = folder_begin, .fini = folder_end);

Test(bmctl_local, every_command_helps) {
  static const char *const names[] = {"status",     "call",    "migrate", "flow", "trail",
                                      "deadletter", "account", "import",  "keys", "sealkeys"};
  cr_assert_eq(bmctl("--help"), 0);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    says(names[i]);
  }
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    cr_assert_eq(bmctl("%s --help", names[i]), 0, "%s", names[i]);
    says("usage: bmctl ");
  }
}

Test(bmctl_local, wrong_command_lines) {
  static const char *const lines[] = {"",
                                      "nonsense",
                                      "--nonsense",
                                      "-o",
                                      "-o xml status",
                                      "--config",
                                      "--config /nonexistent/settings flow lint",
                                      "trail",
                                      "trail verify",
                                      "flow",
                                      "flow lint nonsense",
                                      "keys",
                                      "sealkeys make",
                                      "import",
                                      "migrate",
                                      "migrate nonsense",
                                      "call",
                                      "call --key",
                                      "status",
                                      "account",
                                      "account add",
                                      "deadletter",
                                      "deadletter retry intake"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    cr_assert_eq(bmctl("%s </dev/null", lines[i]), 2, "%s: %s", lines[i], said.data);
    cr_assert_gt(said.used, 0u, "%s", lines[i]);
  }
}

Test(bmctl_local, flows_are_sound_and_printed) {
  cr_assert_eq(bmctl("flow lint"), 0, "%s", said.data);
  cr_assert_eq(bmctl("flow lint -o json"), 0);
  cr_assert_str_eq(said.data, "{\"findings\":[]}\n");
  cr_assert_eq(bmctl("flow print case"), 0);
  says("stateDiagram-v2");
  cr_assert(!strstr(said.data, "(task)"));
}

Test(bmctl_local, seal_keys) {
  cr_assert_eq(bmctl("sealkeys rotate %s/seal", system_folder), 1);
  cr_assert_eq(bmctl("sealkeys make %s/seal", system_folder), 0);
  cr_assert_eq(bmctl("sealkeys make %s/seal", system_folder), 1);
  cr_assert_eq(bmctl("sealkeys rotate %s/seal", system_folder), 0);
  char path[128];
  struct stat state;
  snprintf(path, sizeof path, "%s/seal", system_folder);
  cr_assert_eq(stat(path, &state), 0);
  cr_assert_eq(state.st_mode & 0777, 0600u);
  cr_assert_eq(state.st_size, 2 * (2 + 44 + 1));
}

Test(bmctl_local, keys_are_made_once) {
  cr_assert_eq(bmctl("keys make %s/keys", system_folder), 0);
  char command[256];
  snprintf(command, sizeof command, "cd %s && cat keys/*/*.secret >one", system_folder);
  cr_assert_eq(system(command), 0);
  cr_assert_eq(bmctl("-o json keys make %s/keys", system_folder), 0);
  snprintf(command, sizeof command, "cd %s && cat keys/*/*.secret | cmp - one", system_folder);
  cr_assert_eq(system(command), 0);
}

Test(bmctl_local, a_database_that_is_away) {
  setenv("BM_MIGRATE_DSN", "host=/nonexistent", 1);
  cr_assert_eq(bmctl("migrate"), 3);
  cr_assert_eq(bmctl("-o json migrate"), 3);
  says("\"status\":\"UNAVAILABLE\"");
}

Test(bmctl_local, no_broker_at_all) {
  cr_assert_eq(bmctl("keys make %s/keys operator", system_folder), 0);
  char folder[128];
  snprintf(folder, sizeof folder, "%s/keys/operator", system_folder);
  setenv("BM_KEYS_DIR", folder, 1);
  setenv("BM_BROKERS", "tcp://127.0.0.1:1", 1);
  cr_assert_eq(bmctl("status"), 3);
  says("UNAVAILABLE: UNREACHABLE");
}
