/* The offices' work lists. Whoever waits for a case to appear there is told its task; one list answers for all that
 * wait in a township, and it is asked for again every 100 ms while somebody waits. */
#ifndef DRIVE_DESK_H
#define DRIVE_DESK_H

#include "tests/bench/drive/drive.h"

enum { DRIVE_TASK = 40 };

/* Somebody who waits. The memory is the caller's and stands until `found` is called. */
struct drive_waiting {
  const char *case_number;
  size_t hall;
  void (*found)(struct drive_waiting *waiting, const char *task, size_t reviewer);
  struct drive_waiting *next;
};

void drive_desks_make(struct drive *drive);
void drive_desks_destroy(struct drive *drive);
void drive_desk_wait(struct drive *drive, struct drive_waiting *waiting);

#endif
