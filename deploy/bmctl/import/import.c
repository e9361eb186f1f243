/* bmctl import: directory data, by the RPCs that own it, so that its events reach all services. */
#include "deploy/bmctl/import/import.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/file.h"
#include "runtime/json/json.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILE_LIMIT = 16 * 1024 * 1024, LIST_MAX = 100 };

/* A kind of file. In the order of loading. */
static const struct kind {
  const char *file;
  const char *method;
  bool lines;
} kinds[] = {
    {"units.json", "intake.PutUnits", false},       {"units.jsonl", "intake.PutUnits", true},
    {"items.json", "intake.PutItems", false},       {"items.jsonl", "intake.PutItems", true},
    {"accounts.json", "intake.PutAccounts", false}, {"accounts.jsonl", "intake.PutAccounts", true},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* The list of a request that was parsed whole. */
struct list {
  ProtobufCMessage **entries;
  size_t count;
  size_t at;
};

static ProtobufCMessage *next_of_list(struct import *import) {
  struct list *list = import->source;
  return list->at < list->count ? list->entries[list->at++] : NULL;
}

static int import_whole(struct import *import) {
  RT_AUTO(rt_buffer_free) struct rt_buffer content = {0};
  struct rt_error error = {0};
  if (!rt_file_read(import->path, FILE_LIMIT, &content, &error)) {
    (void)bmctl_fail(import->bmctl, &error);
    return BMCTL_USAGE;
  }
  const ProtobufCMessageDescriptor *type = import->method->request;
  struct rt_faults faults = {0};
  ProtobufCMessage *request = rt_json_parse(import->bmctl->arena, type, content.data, content.used, NULL, 0, &faults);
  if (!request) {
    return bmctl_faults(import->bmctl, &faults);
  }
  struct list *list = rt_arena_alloc(import->bmctl->arena, sizeof *list);
  *list = (struct list){.entries = *(ProtobufCMessage ***)(void *)((char *)request + type->fields[0].offset),
                        .count = *(size_t *)(void *)((char *)request + type->fields[0].quantifier_offset)};
  import->next = next_of_list;
  import->source = list;
  return bmctl_import_all(import);
}

static void report(const struct import *import, struct rt_buffer *json) {
  bmctl_comma(json);
  rt_buffer_text(json, "{");
  bmctl_member(json, "file", import->path);
  bmctl_member_number(json, "added", import->added);
  bmctl_member_number(json, "changed", import->changed);
  bmctl_member_number(json, "unchanged", import->unchanged);
  rt_buffer_text(json, "}");
  if (!import->bmctl->json) {
    printf("%s: %ld added, %ld changed, %ld unchanged\n", import->path, import->added, import->changed,
           import->unchanged);
  }
}

static int import_file(struct bmctl *bmctl, const char *path, const struct kind *kind, struct rt_buffer *json) {
  struct import import = {.bmctl = bmctl, .path = path, .method = bmctl_method(kind->method)};
  const ProtobufCFieldDescriptor *list = &import.method->request->fields[0];
  int most = rt_rules_of(import.method->request, list->name)->max;
  import.most = most > 0 ? (size_t)most : LIST_MAX;
  import.entry = list->descriptor;
  int code = kind->lines ? bmctl_import_lines(&import) : import_whole(&import);
  if (code == BMCTL_DONE) {
    report(&import, json);
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
                                           .help =
                                               "Files are known by their names: units (PutUnits), items (PutItems), "
                                               "accounts (PutAccounts). A .json holds the\n"
                                               "request as JSON, up to 16 MiB; a .jsonl one entry of its list a "
                                               "line, of any length. Both are sent in pieces.\n"
                                               "A folder gives those it holds, in this order. A load that ended "
                                               "early may be run again.\n",
                                           .run = run};
