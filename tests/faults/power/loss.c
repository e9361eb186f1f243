/* The power goes: what a server under libbm_power had written and not synced is undone. All of the server's processes
 * must have been killed before (SIGKILL). Prints what it did in one line of JSON. */
#include "tests/faults/power/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 1024, WALK_FILES = 16 };

static const char *journals;
static long files, changes, bytes, log_bytes;

static int undo_one(const char *path, const struct stat *there, int kind, struct FTW *place) {
  (void)place;
  char journal[PATH_SIZE];
  snprintf(journal, sizeof journal, "%s/%lu", journals, (unsigned long)there->st_ino);
  if (kind != FTW_F || access(journal, F_OK) != 0) {
    return 0;
  }
  struct power_undone undone = {0};
  int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0 || !power_undo(file, there->st_ino, &undone)) {
    fprintf(stderr, "bm-power-loss: %s: %s\n", path, strerror(errno));
    return 1;
  }
  close(file);
  files += undone.changes > 0;
  changes += undone.changes;
  bytes += undone.bytes;
  log_bytes += strstr(path, "/pg_wal/") != NULL ? undone.bytes : 0;
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: bm-power-loss JOURNALS DATA_DIRECTORY\n");
    return 2;
  }
  journals = argv[1];
  power_journal_at(journals);
  if (nftw(argv[2], undo_one, WALK_FILES, FTW_PHYS) != 0) {
    return 1;
  }
  printf("{\"files\": %ld, \"changes\": %ld, \"bytes\": %ld, \"log_bytes\": %ld}\n", files, changes, bytes, log_bytes);
  return 0;
}
