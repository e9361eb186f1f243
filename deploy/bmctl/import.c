/* bmctl import: directory data, by the RPCs that own it, so that its events reach all services. */
#include "deploy/bmctl/remote.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/file.h"
#include "runtime/json/json.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bianmin/intake.pb-c.h"

enum { FILE_LIMIT = 16 * 1024 * 1024, LIST_MAX = 100 };

/* A kind of file: its request has one list, sent in pieces that the field's rule allows. In the order of loading. */
static const struct kind {
  const char *file;
  const char *method;
} kinds[] = {
    {"units.json", "intake.PutUnits"},
    {"items.json", "intake.PutItems"},
    {"accounts.json", "intake.PutAccounts"},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

struct totals {
  long added, changed, unchanged;
};

static size_t piece_size(const ProtobufCMessageDescriptor *type) {
  int most = rt_rules_of(type, type->fields[0].name)->max;
  return most > 0 ? (size_t)most : LIST_MAX;
}

static int send_piece(struct bmctl *bmctl, const struct rt_method *method, const ProtobufCMessage *request,
                      struct totals *totals) {
  struct rt_faults faults = {0};
  rt_rules_check(bmctl->arena, request, &faults);
  if (faults.count > 0) {
    return bmctl_faults(bmctl, &faults);
  }
  ProtobufCMessage *reply = NULL;
  int code = bmctl_ask(bmctl, &(struct bmctl_outgoing){.method = method, .request = request, .again = true}, &reply);
  if (code == BMCTL_DONE) {
    const Bm__PutReply *put = (const Bm__PutReply *)reply;
    totals->added += put->added;
    totals->changed += put->changed;
    totals->unchanged += put->unchanged;
  }
  return code;
}

/* The whole list stands in `request`; its count and first entry are moved along it. */
static int send_pieces(struct bmctl *bmctl, const struct rt_method *method, ProtobufCMessage *request,
                       struct totals *totals) {
  const ProtobufCFieldDescriptor *field = &method->request->fields[0];
  size_t *count = (size_t *)(void *)((char *)request + field->quantifier_offset);
  ProtobufCMessage ***entries = (ProtobufCMessage ***)(void *)((char *)request + field->offset);
  ProtobufCMessage **all = *entries;
  size_t total = *count;
  size_t most = piece_size(method->request);
  for (size_t at = 0; at < total; at += most) {
    *entries = all + at;
    *count = total - at < most ? total - at : most;
    int code = send_piece(bmctl, method, request, totals);
    if (code != BMCTL_DONE) {
      if (!bmctl->json) {
        fprintf(stderr, "bmctl: that was among entries %zu to %zu\n", at + 1, at + *count);
      }
      return code;
    }
  }
  return BMCTL_DONE;
}

static void report(const struct bmctl *bmctl, const char *path, const struct totals *totals, struct rt_buffer *json) {
  bmctl_comma(json);
  rt_buffer_text(json, "{");
  bmctl_member(json, "file", path);
  bmctl_member_number(json, "added", totals->added);
  bmctl_member_number(json, "changed", totals->changed);
  bmctl_member_number(json, "unchanged", totals->unchanged);
  rt_buffer_text(json, "}");
  if (!bmctl->json) {
    printf("%s: %ld added, %ld changed, %ld unchanged\n", path, totals->added, totals->changed, totals->unchanged);
  }
}

static int import_file(struct bmctl *bmctl, const char *path, const struct kind *kind, struct rt_buffer *json) {
  RT_AUTO(rt_buffer_free) struct rt_buffer content = {0};
  struct rt_error error = {0};
  if (!rt_file_read(path, FILE_LIMIT, &content, &error)) {
    (void)bmctl_fail(bmctl, &error);
    return BMCTL_USAGE;
  }
  const struct rt_method *method = bmctl_method(kind->method);
  struct rt_faults faults = {0};
  ProtobufCMessage *request =
      rt_json_parse(bmctl->arena, method->request, content.data, content.used, NULL, 0, &faults);
  if (!request) {
    return bmctl_faults(bmctl, &faults);
  }
  struct totals totals = {0};
  int code = send_pieces(bmctl, method, request, &totals);
  if (code == BMCTL_DONE) {
    report(bmctl, path, &totals, json);
  }
  return code;
}

static const struct kind *kind_of(const char *path) {
  char copy[PATH_MAX];
  snprintf(copy, sizeof copy, "%s", path);
  const char *name = basename(copy);
  for (size_t i = 0; i < KINDS; i++) {
    if (strcmp(kinds[i].file, name) == 0) {
      return &kinds[i];
    }
  }
  return NULL;
}

/* A folder: the kinds it holds, in the order of the table. */
static int import_path(struct bmctl *bmctl, const char *path, struct rt_buffer *json) {
  const struct kind *kind = kind_of(path);
  if (kind) {
    return import_file(bmctl, path, kind, json);
  }
  size_t found = 0;
  int code = BMCTL_DONE;
  for (size_t i = 0; code == BMCTL_DONE && i < KINDS; i++) {
    char file[PATH_MAX];
    if (snprintf(file, sizeof file, "%s/%s", path, kinds[i].file) < (int)sizeof file && access(file, F_OK) == 0) {
      found++;
      code = import_file(bmctl, file, &kinds[i], json);
    }
  }
  return found > 0 ? code : bmctl_usage(bmctl, &bmctl_import, "%s is none of the files known and holds none", path);
}

static int run(struct bmctl *bmctl, int argc, char **argv) {
  if (argc < 2) {
    return bmctl_usage(bmctl, &bmctl_import, "a folder or a file is missing");
  }
  RT_AUTO(rt_buffer_free) struct rt_buffer json = {0};
  rt_buffer_text(&json, "[");
  int code = BMCTL_DONE;
  for (int i = 1; code == BMCTL_DONE && i < argc; i++) {
    code = import_path(bmctl, argv[i], &json);
  }
  rt_buffer_text(&json, "]");
  if (code == BMCTL_DONE && bmctl->json) {
    bmctl_print_json(bmctl, &json);
  }
  return code;
}

const struct bmctl_command bmctl_import = {.name = "import",
                                           .arguments = "DIR | FILE …",
                                           .summary = "Load units, items and accounts; again is harmless",
                                           .help = "Files are known by their names: units.json (PutUnits), items.json "
                                                   "(PutItems), accounts.json (PutAccounts); each\n"
                                                   "holds the request as JSON, of any length: it is sent in pieces. A "
                                                   "folder gives those it holds, in this order.\n",
                                           .run = run};
