/* What was written to a file since it was last synced, so that it can be undone: for each change the bytes that were
 * there before. One journal a file (by inode), in a directory of its own; all processes of a server write to the same
 * ones. A record is in the journal before the change is made, so a process may be killed anywhere in between. */
#ifndef TESTS_FAULTS_POWER_JOURNAL_H
#define TESTS_FAULTS_POWER_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* At the front of a journal. Records lie behind it, up to `end`; those below `settled` are on disk. */
struct power_header {
  uint64_t magic;
  uint64_t generation; /* one more each time the journal was emptied */
  uint64_t settled;
  uint64_t end;
};

/* One change: `length` bytes of what was there follow; the file was `size` long. */
struct power_record {
  int64_t offset;
  int64_t length;
  int64_t size;
};

/* Where a journal stood when a sync began: what was written later is not made durable by it. */
struct power_mark {
  uint64_t generation;
  uint64_t end;
};

/* The directory all journals are in; must be called first, and outlives all calls. */
void power_journal_at(const char *directory);

/* Between lock and unlock nobody else changes the file or its journal. Both abort when they can't. */
void power_lock(ino_t inode);
void power_unlock(ino_t inode);

/* The following are for whoever holds the lock. `file` is open for reading and writing, or opened anew to read. */

/* Keeps what a write of `length` bytes at `offset` is going to change. */
void power_keep_write(int file, ino_t inode, off_t offset, size_t length);
/* Keeps what setting the length to `size` is going to cut off. */
void power_keep_size(int file, ino_t inode, off_t size);
struct power_mark power_mark(ino_t inode);
/* What was there at the mark is on disk now. */
void power_settle(ino_t inode, struct power_mark mark);
/* The file is gone: whoever gets its inode next begins with an empty journal. */
void power_forget(ino_t inode);

/* What an undo did. */
struct power_undone {
  long changes;
  long bytes; /* that came to be other than they were before the undo */
};

/* Undoes all that is not settled, last change first, and empties the journal. False: it can't, errno says why. */
bool power_undo(int file, ino_t inode, struct power_undone *ret_undone);

#endif
