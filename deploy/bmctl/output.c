#include "deploy/bmctl/command.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/text/quote.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int code_of(enum rt_status status) {
  return status == RT_UNAVAILABLE || status == RT_DEADLINE_EXCEEDED ? BMCTL_UNREACHABLE : BMCTL_FAILED;
}

int bmctl_fail(const struct bmctl *bmctl, const struct rt_error *error) {
  if (!bmctl->json) {
    fprintf(stderr, "bmctl: %s: %s\n", rt_status_name(error->status), error->text);
    return code_of(error->status);
  }
  RT_AUTO(rt_buffer_free) struct rt_buffer out = {0};
  rt_buffer_text(&out, "{");
  bmctl_member(&out, "status", rt_status_name(error->status));
  bmctl_member(&out, "message", error->text);
  fprintf(stderr, "%s}\n", out.data);
  return code_of(error->status);
}

int bmctl_usage(const struct bmctl *bmctl, const struct bmctl_command *command, const char *format, ...) {
  struct rt_error error = {.status = RT_INVALID_ARGUMENT};
  va_list args;
  va_start(args, format);
  vsnprintf(error.text, sizeof error.text, format, args);
  va_end(args);
  if (bmctl->json) {
    (void)bmctl_fail(bmctl, &error);
  } else {
    fprintf(stderr, "bmctl %s: %s\nusage: bmctl %s %s\n", command->name, error.text, command->name, command->arguments);
  }
  return BMCTL_USAGE;
}

static void new_line(FILE *out, int depth) {
  fprintf(out, "\n%*s", depth * 2, "");
}

/* The end of the string that begins at `at`, its closing quote included. */
static const char *end_of_string(const char *at) {
  for (at++; *at != '"'; at++) {
    at += *at == '\\';
  }
  return at + 1;
}

static void print_indented(FILE *out, const char *json) {
  int depth = 0;
  for (const char *at = json; *at; at++) {
    if (*at == '"') {
      const char *end = end_of_string(at);
      fwrite(at, 1, (size_t)(end - at), out);
      at = end - 1;
    } else if ((*at == '{' || *at == '[') && (at[1] == '}' || at[1] == ']')) {
      fprintf(out, "%c%c", at[0], at[1]);
      at++;
    } else if (*at == '{' || *at == '[') {
      fputc(*at, out);
      new_line(out, ++depth);
    } else if (*at == '}' || *at == ']') {
      new_line(out, --depth);
      fputc(*at, out);
    } else if (*at == ',') {
      fputc(*at, out);
      new_line(out, depth);
    } else {
      fputs(*at == ':' ? ": " : (char[]){*at, 0}, out);
    }
  }
  fputc('\n', out);
}

void bmctl_print_json(const struct bmctl *bmctl, const struct rt_buffer *json) {
  if (bmctl->json) {
    printf("%s\n", json->data);
  } else {
    print_indented(stdout, json->data);
  }
}

void bmctl_comma(struct rt_buffer *json) {
  if (json->used > 0 && !strchr("{[:", json->data[json->used - 1])) {
    rt_buffer_text(json, ",");
  }
}

void bmctl_key(struct rt_buffer *json, const char *name) {
  bmctl_comma(json);
  rt_quote(json, name, strlen(name));
  rt_buffer_text(json, ":");
}

void bmctl_member(struct rt_buffer *json, const char *name, const char *text) {
  bmctl_key(json, name);
  rt_quote(json, text, strlen(text));
}

void bmctl_member_number(struct rt_buffer *json, const char *name, long long number) {
  bmctl_key(json, name);
  rt_buffer_printf(json, "%lld", number);
}
