/* What a command of bmctl is, and what all of them share: settings, output, the connection to the brokers. A command is
 * a file and a row of the table in main.c. */
#ifndef BMCTL_COMMAND_H
#define BMCTL_COMMAND_H

#include "runtime/base/arena.h"
#include "runtime/base/buffer.h"
#include "runtime/base/config.h"
#include "runtime/base/status.h"

/* Exit codes. */
enum {
  BMCTL_DONE = 0,
  BMCTL_FAILED = 1,      /* refused, failed, or something was found (a broken trail, a faulty flow) */
  BMCTL_USAGE = 2,       /* the command line, a setting or the JSON given is wrong */
  BMCTL_UNREACHABLE = 3, /* no broker, no worker or no database answers */
};

struct rt_client;

struct bmctl {
  bool json; /* -o json: one JSON value on stdout, errors as one JSON object on stderr */
  struct rt_config *config;
  struct rt_arena *arena;
  struct rt_client *client; /* made by the first call */
};

struct bmctl_command {
  const char *name;      /* "trail" */
  const char *arguments; /* "verify CASE | export CASE DIR" */
  const char *summary;   /* one line */
  const char *help;      /* for `bmctl NAME --help`: the rest, with a newline at the end */
  /* argv[0] is the command's name. Returns an exit code; has said why on stderr when that is not 0. */
  int (*run)(struct bmctl *bmctl, int argc, char **argv);
};

extern const struct bmctl_command bmctl_status, bmctl_call, bmctl_migrate, bmctl_flow, bmctl_trail, bmctl_deadletter,
    bmctl_account, bmctl_import, bmctl_keys, bmctl_sealkeys, bmctl_recompute;

/* Says what is wrong on stderr and returns the code that fits: UNAVAILABLE and DEADLINE_EXCEEDED → unreachable. */
int bmctl_fail(const struct bmctl *bmctl, const struct rt_error *error);
/* Wrong arguments: says what, and how to ask for help. Returns BMCTL_USAGE. */
int bmctl_usage(const struct bmctl *bmctl, const struct bmctl_command *command, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Compact JSON on stdout: as it is with -o json, else indented. */
void bmctl_print_json(const struct bmctl *bmctl, const struct rt_buffer *json);
/* Appends `"name":"text"` (a comma before it unless the buffer ends with an opening bracket). */
void bmctl_member(struct rt_buffer *json, const char *name, const char *text);
void bmctl_member_number(struct rt_buffer *json, const char *name, long long number);
/* Appends `name` as the key of what the caller appends next. */
void bmctl_key(struct rt_buffer *json, const char *name);
/* A comma unless the buffer ends with an opening bracket or a colon. */
void bmctl_comma(struct rt_buffer *json);

#endif
