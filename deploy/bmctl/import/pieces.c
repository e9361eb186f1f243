/* Entries, one behind the other, as calls of the method that takes a list of them. */
#include "deploy/bmctl/import/import.h"
#include "runtime/base/clock.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bianmin/intake.pb-c.h"

/* A frame holds 256 KiB; the rest is room for the last entry and what stands around. */
enum { PIECE_BYTES = 192 * 1024, PROGRESS_MS = 5000 };

static const char *place(const struct import *import, struct rt_arena *arena, long number, const char *field) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s", import->path);
  const char *dot = *field ? " " : "";
  return rt_arena_printf(arena, "%s %s %ld%s%s", basename(path), import->lines ? "line" : "entry", number, dot, field);
}

int bmctl_import_faults(const struct import *import, long number, const struct rt_faults *faults) {
  struct rt_faults placed = {0};
  for (size_t i = 0; i < faults->count; i++) {
    rt_fault_add(&placed, import->arena, place(import, import->arena, number, faults->list[i].field), "%s",
                 faults->list[i].message);
  }
  return bmctl_faults(import->bmctl, &placed);
}

/* "units[3].parent" of a call that begins behind `sent` entries. */
static const char *name_field(const void *context, struct rt_arena *arena, const char *field) {
  const struct import *import = context;
  const char *bracket = strchr(field, '[');
  char *end = NULL;
  long index = bracket ? strtol(bracket + 1, &end, 10) : -1;
  if (index < 0 || end == NULL || *end != ']') {
    return field;
  }
  return place(import, arena, import->sent + index + 1, end[1] == '.' ? end + 2 : "");
}

static int send(struct import *import, ProtobufCMessage **entries, size_t count) {
  const ProtobufCMessageDescriptor *type = import->method->request;
  ProtobufCMessage *request = rt_arena_alloc(import->arena, type->sizeof_message);
  protobuf_c_message_init(type, request);
  *(size_t *)(void *)((char *)request + type->fields[0].quantifier_offset) = count;
  *(ProtobufCMessage ***)(void *)((char *)request + type->fields[0].offset) = entries;
  ProtobufCMessage *reply = NULL;
  int code = bmctl_ask(
      import->bmctl,
      &(struct bmctl_outgoing){
          .method = import->method, .request = request, .again = true, .name_field = name_field, .context = import},
      &reply);
  if (code == BMCTL_DONE) {
    const Bm__PutReply *put = (const Bm__PutReply *)reply;
    import->added += put->added;
    import->changed += put->changed;
    import->unchanged += put->unchanged;
  } else if (!import->bmctl->json) {
    const char *what = import->lines ? "lines" : "entries";
    fprintf(stderr, "bmctl: that was among %s %ld to %ld of %s; those before are loaded\n", what, import->sent + 1,
            import->sent + (long)count, import->path);
  }
  import->sent += (long)count;
  return code;
}

/* An entry that breaks a rule of its own ends the load, before its piece is sent. */
static bool sound(struct import *import, const ProtobufCMessage *entry, long number) {
  struct rt_faults faults = {0};
  rt_rules_check(import->arena, entry, &faults);
  if (faults.count > 0) {
    import->code = bmctl_import_faults(import, number, &faults);
  }
  return faults.count == 0;
}

static size_t fill(struct import *import, ProtobufCMessage **entries) {
  size_t bytes = 0, count = 0;
  while (count < import->most && bytes < PIECE_BYTES && import->code == BMCTL_DONE) {
    ProtobufCMessage *entry = import->next(import);
    if (entry == NULL || !sound(import, entry, import->sent + (long)count + 1)) {
      break;
    }
    bytes += protobuf_c_message_get_packed_size(entry) + 8;
    entries[count++] = entry;
  }
  return count;
}

static void tell(const struct import *import, int64_t began_ms, int64_t *told_ms) {
  int64_t now = rt_clock_monotonic_ms();
  if (!import->bmctl->json && now - *told_ms >= PROGRESS_MS) {
    *told_ms = now;
    fprintf(stderr, "%s: %ld so far, %ld a second\n", import->path, import->sent,
            import->sent * 1000 / (long)(now - began_ms));
  }
}

int bmctl_import_all(struct import *import) {
  struct rt_arena *whole = import->bmctl->arena;
  int64_t began_ms = rt_clock_monotonic_ms(), told_ms = began_ms;
  import->arena = import->bmctl->arena = rt_arena_new(0);
  size_t count = 0;
  int code = BMCTL_DONE;
  do {
    rt_arena_reset(import->arena);
    ProtobufCMessage **entries = rt_arena_array(import->arena, import->most, sizeof(ProtobufCMessage *));
    count = fill(import, entries);
    code = import->code != BMCTL_DONE ? import->code : count > 0 ? send(import, entries, count) : BMCTL_DONE;
    tell(import, began_ms, &told_ms);
  } while (count > 0 && code == BMCTL_DONE);
  import->bmctl->arena = whole;
  rt_arena_destroy(&import->arena);
  return code;
}
