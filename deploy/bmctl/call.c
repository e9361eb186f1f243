/* bmctl call: any method by its name, its request as JSON. */
#include "bianmin/all_methods.h"
#include "deploy/bmctl/remote.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/file.h"
#include "runtime/json/json.h"

#include <stdio.h>
#include <string.h>

enum { JSON_LIMIT = 1024 * 1024 };

static int list_methods(const struct bmctl *bmctl) {
  RT_AUTO(rt_buffer_free) struct rt_buffer out = {0};
  rt_buffer_text(&out, "[");
  for (const struct rt_method *method = bm_all_methods; method->name; method++) {
    bmctl_comma(&out);
    rt_buffer_text(&out, "{");
    bmctl_member(&out, "method", method->name);
    bmctl_member(&out, "lane", method->lane);
    bmctl_member(&out, "request", method->request->name);
    bmctl_member(&out, "reply", method->reply->name);
    rt_buffer_text(&out, "}");
    if (!bmctl->json) {
      printf("%-34s %-20s %s → %s\n", method->name, method->lane, method->request->short_name,
             method->reply->short_name);
    }
  }
  rt_buffer_text(&out, "]");
  if (bmctl->json) {
    bmctl_print_json(bmctl, &out);
  }
  return BMCTL_DONE;
}

/* The argument itself, "@FILE", or "-" for what stands on stdin. */
static bool json_of(const char *argument, struct rt_buffer *ret_json, struct rt_error *error) {
  if (strcmp(argument, "-") == 0) {
    return rt_file_read("/dev/stdin", JSON_LIMIT, ret_json, error);
  }
  if (*argument == '@') {
    return rt_file_read(argument + 1, JSON_LIMIT, ret_json, error);
  }
  rt_buffer_text(ret_json, argument);
  return true;
}

static int call(struct bmctl *bmctl, const struct rt_method *method, const char *argument, const char *key) {
  RT_AUTO(rt_buffer_free) struct rt_buffer json = {0};
  struct rt_error error = {0};
  if (!json_of(argument, &json, &error)) {
    (void)bmctl_fail(bmctl, &error);
    return BMCTL_USAGE;
  }
  const ProtobufCMessage *request = bmctl_request(bmctl, method->request, json.data, json.used);
  if (!request) {
    return BMCTL_USAGE;
  }
  ProtobufCMessage *reply = NULL;
  int code = bmctl_ask(bmctl, &(struct bmctl_outgoing){.method = method, .request = request, .key = key}, &reply);
  if (code == BMCTL_DONE) {
    rt_buffer_clear(&json);
    rt_json_print(reply, &json);
    bmctl_print_json(bmctl, &json);
  }
  return code;
}

static int run(struct bmctl *bmctl, int argc, char **argv) {
  const char *key = NULL;
  const char *words[2] = {NULL, "{}"};
  int count = 0;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--list") == 0) {
      return list_methods(bmctl);
    }
    if (strcmp(argv[i], "--key") == 0 && i + 1 < argc) {
      key = argv[++i];
    } else if (count < 2 && strncmp(argv[i], "--", 2) != 0) {
      words[count++] = argv[i];
    } else {
      return bmctl_usage(bmctl, &bmctl_call, "unexpected argument %s", argv[i]);
    }
  }
  if (count == 0) {
    return bmctl_usage(bmctl, &bmctl_call, "a method is missing");
  }
  const struct rt_method *method = bmctl_method(words[0]);
  if (!method) {
    return bmctl_usage(bmctl, &bmctl_call, "no method %s (bmctl call --list names all)", words[0]);
  }
  return call(bmctl, method, words[1], key);
}

const struct bmctl_command bmctl_call = {
    .name = "call",
    .arguments = "SERVICE.METHOD [JSON | @FILE | -] [--key UUID] | --list",
    .summary = "Call a method of a service with the operator's key",
    .help = "JSON is the request by the protos' JSON names, {} if left out; @FILE reads it from a file, - from stdin.\n"
            "--key repeats a write under its key; without it, a write that needs one gets a new one.\n"
            "Methods that do not list the role OPERATOR are refused by the service.\n",
    .run = run};
