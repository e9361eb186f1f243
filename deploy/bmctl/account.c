/* bmctl account: accounts of people. A password never stands on the command line: it is typed, piped in, or made. */
#include "bianmin/intake.pb-c.h"
#include "deploy/bmctl/remote.h"
#include "runtime/base/id.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { ROLES = 8, OFFICES = 50, PASSWORD_ROOM = 256, MADE_BYTES = 12 };

struct arguments {
  Bm__Account account;
  Bm__Role__Enum roles[ROLES];
  char *offices[OFFICES];
  char password[PASSWORD_ROOM];
  bool make; /* --random */
};

static bool read_line(const char *prompt, char ret_line[PASSWORD_ROOM]) {
  bool typed = isatty(STDIN_FILENO);
  struct termios before;
  if (typed && tcgetattr(STDIN_FILENO, &before) == 0) {
    struct termios silent = before;
    silent.c_lflag &= (tcflag_t)~ECHO;
    fprintf(stderr, "%s: ", prompt);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  bool got = fgets(ret_line, PASSWORD_ROOM, stdin) != NULL;
  if (typed) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
  }
  ret_line[strcspn(ret_line, "\n")] = 0;
  return got && *ret_line;
}

static bool get_password(struct arguments *arguments, struct rt_error *error) {
  if (arguments->make) {
    unsigned char random[MADE_BYTES];
    rt_random(random, sizeof random);
    rt_hex(random, sizeof random, arguments->password);
    return true;
  }
  if (!read_line("password", arguments->password)) {
    return rt_fail(error, RT_INVALID_ARGUMENT, "no password: type it, pipe it in, or say --random");
  }
  char again[PASSWORD_ROOM] = "";
  bool same = !isatty(STDIN_FILENO) || (read_line("again", again) && strcmp(again, arguments->password) == 0);
  explicit_bzero(again, sizeof again);
  return same || rt_fail(error, RT_INVALID_ARGUMENT, "the two passwords differ");
}

static bool add_role(struct arguments *arguments, const char *name) {
  char upper[64] = "";
  for (size_t i = 0; i < sizeof upper - 1 && name[i]; i++) {
    upper[i] = (char)(name[i] >= 'a' && name[i] <= 'z' ? name[i] - 'a' + 'A' : name[i]);
  }
  const ProtobufCEnumValue *role = protobuf_c_enum_descriptor_get_value_by_name(&bm__role__enum__descriptor, upper);
  if (!role || role->value == 0 || arguments->account.n_roles == ROLES) {
    return false;
  }
  arguments->roles[arguments->account.n_roles++] = (Bm__Role__Enum)role->value;
  return true;
}

static bool add_office(struct arguments *arguments, char *office) {
  if (arguments->account.n_offices == OFFICES) {
    return false;
  }
  arguments->offices[arguments->account.n_offices++] = office;
  return true;
}

static bool take_option(struct arguments *arguments, const char *name, char *value) {
  const struct {
    const char *name;
    char **place;
  } texts[] = {
      {"--name", &arguments->account.name},
      {"--unit", &arguments->account.unit},
      {"--id-number", &arguments->account.id_number},
      {"--email", &arguments->account.email},
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    if (strcmp(texts[i].name, name) == 0) {
      *texts[i].place = value;
      return true;
    }
  }
  return (strcmp(name, "--role") == 0 && add_role(arguments, value)) ||
         (strcmp(name, "--office") == 0 && add_office(arguments, value));
}

static int said(const struct bmctl *bmctl, const struct arguments *arguments, const char *username, const char *what) {
  struct rt_buffer json = {0};
  rt_buffer_text(&json, "{");
  bmctl_member(&json, "username", username);
  bmctl_member(&json, "done", what);
  if (arguments->make) {
    bmctl_member(&json, "password", arguments->password);
  }
  rt_buffer_text(&json, "}");
  if (bmctl->json) {
    bmctl_print_json(bmctl, &json);
  } else {
    printf("%s %s%s%s\n", username, what, arguments->make ? ", password " : "",
           arguments->make ? arguments->password : "");
  }
  explicit_bzero(json.data, json.used);
  rt_buffer_free(&json);
  return BMCTL_DONE;
}

/* Checks by the field rules, then sends. */
static int send(struct bmctl *bmctl, const char *method, const ProtobufCMessage *request) {
  struct rt_faults faults = {0};
  rt_rules_check(bmctl->arena, request, &faults);
  if (faults.count > 0) {
    return bmctl_faults(bmctl, &faults);
  }
  ProtobufCMessage *reply = NULL;
  return bmctl_ask(bmctl, &(struct bmctl_outgoing){.method = bmctl_method(method), .request = request, .again = true},
                   &reply);
}

static int add(struct bmctl *bmctl, struct arguments *arguments) {
  Bm__PutAccountsRequest request = BM__PUT_ACCOUNTS_REQUEST__INIT;
  Bm__Account *account = &arguments->account;
  account->roles = arguments->roles;
  account->offices = arguments->offices;
  account->password = arguments->password;
  request.accounts = &account;
  request.n_accounts = 1;
  int code = send(bmctl, "intake.PutAccounts", &request.base);
  return code == BMCTL_DONE ? said(bmctl, arguments, account->username, "added") : code;
}

static int passwd(struct bmctl *bmctl, struct arguments *arguments) {
  Bm__SetPasswordRequest request = BM__SET_PASSWORD_REQUEST__INIT;
  request.username = arguments->account.username;
  request.password = arguments->password;
  int code = send(bmctl, "intake.SetPassword", &request.base);
  return code == BMCTL_DONE ? said(bmctl, arguments, request.username, "has a new password") : code;
}

static int run(struct bmctl *bmctl, int argc, char **argv) {
  struct arguments arguments = {.account = BM__ACCOUNT__INIT};
  struct rt_error error = {0};
  bool adding = argc > 1 && strcmp(argv[1], "add") == 0;
  if (argc < 3 || (!adding && strcmp(argv[1], "passwd") != 0)) {
    return bmctl_usage(bmctl, &bmctl_account, "add or passwd and a username are wanted");
  }
  arguments.account.username = argv[2];
  for (int i = 3; i < argc; i++) {
    if (strcmp(argv[i], "--random") == 0) {
      arguments.make = true;
    } else if (!adding || i + 1 == argc || !take_option(&arguments, argv[i], argv[i + 1])) {
      return bmctl_usage(bmctl, &bmctl_account, "unknown option or value: %s", argv[i]);
    } else {
      i++;
    }
  }
  if (!get_password(&arguments, &error)) {
    return bmctl_usage(bmctl, &bmctl_account, "%s", error.text);
  }
  int code = adding ? add(bmctl, &arguments) : passwd(bmctl, &arguments);
  explicit_bzero(arguments.password, sizeof arguments.password);
  return code;
}

const struct bmctl_command bmctl_account = {
    .name = "account",
    .arguments =
        "add USERNAME --name NAME --role ROLE … [--unit U] [--office O] … [--id-number N] [--email E] [--random] | "
        "passwd USERNAME [--random]",
    .summary = "Add an account, or set its password",
    .help = "The password is typed, or read from the first line of stdin, or made and shown (--random). add with a "
            "username\n"
            "that is there changes the account. The first role is the one shown. passwd ends the account's sessions.\n",
    .run = run};
