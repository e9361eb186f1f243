/* Files of lines: one entry a line, as JSON. */
#include "deploy/bmctl/import/import.h"
#include "runtime/json/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct lines {
  FILE *file;
  char *line;
  size_t room;
  long number;
};

static ProtobufCMessage *next(struct import *import) {
  struct lines *lines = import->source;
  ssize_t length = getline(&lines->line, &lines->room, lines->file);
  if (length < 0) {
    if (ferror(lines->file)) {
      struct rt_error error = {0};
      (void)rt_fail(&error, RT_UNAVAILABLE, "%s: %s", import->path, strerror(errno));
      import->code = bmctl_fail(import->bmctl, &error);
    }
    return NULL;
  }
  lines->number++;
  struct rt_faults faults = {0};
  ProtobufCMessage *entry = rt_json_parse(import->arena, import->entry, lines->line, (size_t)length, NULL, 0, &faults);
  if (entry == NULL) {
    import->code = bmctl_import_faults(import, lines->number, &faults);
  }
  return entry;
}

int bmctl_import_lines(struct import *import) {
  struct lines *lines = rt_arena_alloc(import->bmctl->arena, sizeof *lines);
  *lines = (struct lines){.file = fopen(import->path, "re")};
  if (lines->file == NULL) {
    struct rt_error error = {0};
    (void)rt_fail(&error, RT_NOT_FOUND, "%s: %s", import->path, strerror(errno));
    (void)bmctl_fail(import->bmctl, &error);
    return BMCTL_USAGE;
  }
  import->next = next;
  import->source = lines;
  import->lines = true;
  int code = bmctl_import_all(import);
  free(lines->line);
  fclose(lines->file);
  return code;
}
