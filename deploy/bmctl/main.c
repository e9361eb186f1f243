/* bmctl: what an operator does with a running system. One table of commands; each is a file of its own. */
#include "bianmin/rules_table.h"
#include "deploy/bmctl/command.h"
#include "deploy/bmctl/remote.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/log.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct bmctl_command *const commands[] = {
    &bmctl_status,  &bmctl_call,   &bmctl_migrate, &bmctl_flow,      &bmctl_trail,    &bmctl_deadletter,
    &bmctl_account, &bmctl_import, &bmctl_keys,    &bmctl_recompute, &bmctl_sealkeys,
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static const struct rt_setting settings[] = {
    {"BM_BROKERS", "", "brokers to ask, separated by commas (tcp://127.0.0.1:5550)", false},
    {"BM_KEYS_DIR", "", "folder with the operator's CURVE keys (keys make DIR writes DIR/operator)", false},
    {"BM_MIGRATE_DSN", "", "database of role bm_migrate, for migrate (host=… dbname=… user=bm_migrate)", true},
    {NULL, NULL, NULL, false},
};

/* What stands before the command. */
struct options {
  bool json;
  const char *config_file;
  int next; /* argv of the command */
  int code; /* of an exit now; -1: go on */
};

static void help(void) {
  printf("usage: bmctl [-o json] [--config FILE] COMMAND [ARGUMENTS]\n       bmctl COMMAND --help\n\nCommands:\n");
  for (size_t i = 0; i < COMMANDS; i++) {
    printf("  %-11s %s\n", commands[i]->name, commands[i]->summary);
  }
  printf("\nSettings, from the environment, else from FILE (KEY=VALUE lines):\n");
  rt_config_help(settings);
  printf("\nExit codes: 0 done; 1 failed, refused, or something was found; 2 wrong command line, settings or JSON;\n"
         "3 no broker, worker or database answers.\n");
}

static int unknown(const char *what, const char *text) {
  fprintf(stderr, "bmctl: %s %s (see bmctl --help)\n", what, text);
  return BMCTL_USAGE;
}

static struct options read_options(int argc, char **argv) {
  struct options options = {.next = 1, .code = -1};
  while (options.code < 0 && options.next < argc && argv[options.next][0] == '-') {
    const char *option = argv[options.next++];
    const char *value = options.next < argc ? argv[options.next] : "";
    if (strcmp(option, "--help") == 0) {
      help();
      options.code = BMCTL_DONE;
    } else if (strcmp(option, "--version") == 0) {
      printf("bmctl %s\n", BM_VERSION);
      options.code = BMCTL_DONE;
    } else if (strcmp(option, "-o") == 0 && (strcmp(value, "json") == 0 || strcmp(value, "text") == 0)) {
      options.json = strcmp(value, "json") == 0;
      options.next++;
    } else if (strcmp(option, "--config") == 0 && *value) {
      options.config_file = value;
      options.next++;
    } else {
      options.code = unknown("unknown option or value missing:", option);
    }
  }
  if (options.code < 0 && options.next == argc) {
    options.code = unknown("a command is missing", "");
  }
  return options;
}

/* `-o json` is also taken behind the command, where people put it. */
static int take_output(struct bmctl *bmctl, int argc, char **argv) {
  int kept = 0;
  for (int i = 0; i < argc; i++) {
    if (i + 1 < argc && strcmp(argv[i], "-o") == 0 && strcmp(argv[i + 1], "json") == 0) {
      bmctl->json = true;
      i++;
    } else {
      argv[kept++] = argv[i];
    }
  }
  argv[kept] = NULL;
  return kept;
}

static const struct bmctl_command *find(const char *name) {
  for (size_t i = 0; i < COMMANDS; i++) {
    if (strcmp(commands[i]->name, name) == 0) {
      return commands[i];
    }
  }
  return NULL;
}

static bool asks_for_help(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--help") == 0) {
      return true;
    }
  }
  return false;
}

static int run(struct bmctl *bmctl, const struct options *options, int argc, char **argv) {
  const struct bmctl_command *command = find(argv[0]);
  if (!command) {
    return unknown("unknown command", argv[0]);
  }
  argc = take_output(bmctl, argc, argv);
  if (asks_for_help(argc, argv)) {
    printf("usage: bmctl %s %s\n%s.\n\n%s", command->name, command->arguments, command->summary, command->help);
    return BMCTL_DONE;
  }
  struct rt_error error = {0};
  if (!rt_config_new(settings, options->config_file, &bmctl->config, &error)) {
    (void)bmctl_fail(bmctl, &error);
    return BMCTL_USAGE;
  }
  int code = command->run(bmctl, argc, argv);
  if (fflush(stdout) != 0 && code == BMCTL_DONE) {
    code = BMCTL_FAILED;
  }
  return code;
}

int main(int argc, char **argv) {
  struct options options = read_options(argc, argv);
  if (options.code >= 0) {
    return options.code;
  }
  signal(SIGPIPE, SIG_IGN);
  rt_log_open("bmctl", RT_LOG_ERROR);
  rt_rules_use(bm_rules);
  struct bmctl bmctl = {.json = options.json, .arena = rt_arena_new(0)};
  int code = run(&bmctl, &options, argc - options.next, argv + options.next);
  bmctl_disconnect(&bmctl);
  rt_config_destroy(&bmctl.config);
  rt_arena_destroy(&bmctl.arena);
  return code;
}
