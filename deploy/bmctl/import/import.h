/* Loading files by the RPCs that own what is in them. A file's entries go in pieces: as many as the list's rule allows,
 * and no more bytes than fit a frame. */
#ifndef BMCTL_IMPORT_H
#define BMCTL_IMPORT_H

#include "deploy/bmctl/remote.h"

struct import {
  struct bmctl *bmctl;
  const char *path;
  const struct rt_method *method;                   /* its request has one list */
  const ProtobufCMessageDescriptor *entry;          /* of the list */
  size_t most;                                      /* entries of one call */
  struct rt_arena *arena;                           /* of one piece */
  ProtobufCMessage *(*next)(struct import *import); /* the next entry, in the arena; NULL: none left, or `code` */
  void *source;                                     /* what `next` reads */
  bool lines;                                       /* an entry is a line of the file */
  int code;                                         /* why `next` ended the load; it has said so */
  long sent;
  long added, changed, unchanged;
};

/* Sends all that `next` gives. Returns an exit code; has said why, by line or entry and field, when that is not 0. */
int bmctl_import_all(struct import *import);

/* A file of lines, each an entry as JSON, of any length: never more than a piece of it is in memory. */
int bmctl_import_lines(struct import *import);

/* What is wrong with entry `number` (from 1), in text or JSON as asked for. */
int bmctl_import_faults(const struct import *import, long number, const struct rt_faults *faults);

#endif
