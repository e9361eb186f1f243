#include "tests/faults/power/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC UINT64_C(0x626d2d706f776572)
enum { PATH_SIZE = 512, OPEN_MAX = 32, CHUNK = 65536 };

static char directory_name[PATH_SIZE - 64];
static int lock_file = -1;

/* Journals this process has open: a few, for a server opens files by the hundred. */
static struct {
  ino_t inode;
  int file;
  bool used;
} open_journals[OPEN_MAX];

static void give_up(const char *what) {
  int code = errno;
  dprintf(STDERR_FILENO, "power: %s: %s\n", what, strerror(code));
  abort();
}

void power_journal_at(const char *directory) {
  snprintf(directory_name, sizeof directory_name, "%s", directory);
}

static void lock_range(ino_t inode, short type) {
  if (lock_file < 0) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/lock", directory_name);
    lock_file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_file < 0) {
      give_up(path);
    }
  }
  /* A process's own, gone with it: whoever is killed holds up nobody. */
  struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)inode, .l_len = 1};
  while (fcntl(lock_file, F_SETLKW, &lock) != 0) {
    if (errno != EINTR) {
      give_up("lock");
    }
  }
}

void power_lock(ino_t inode) {
  lock_range(inode, F_WRLCK);
}

void power_unlock(ino_t inode) {
  lock_range(inode, F_UNLCK);
}

static int journal_of(ino_t inode) {
  size_t place = (size_t)inode % OPEN_MAX;
  if (open_journals[place].used && open_journals[place].inode == inode) {
    return open_journals[place].file;
  }
  if (open_journals[place].used) {
    close(open_journals[place].file);
    open_journals[place].used = false;
  }
  char path[PATH_SIZE];
  snprintf(path, sizeof path, "%s/%lu", directory_name, (unsigned long)inode);
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    give_up(path);
  }
  open_journals[place].inode = inode;
  open_journals[place].file = file;
  open_journals[place].used = true;
  return file;
}

static struct power_header read_header(int journal) {
  struct power_header header;
  if (pread(journal, &header, sizeof header, 0) != (ssize_t)sizeof header || header.magic != MAGIC) {
    header = (struct power_header){.magic = MAGIC, .settled = sizeof header, .end = sizeof header};
  }
  return header;
}

static void write_header(int journal, const struct power_header *header) {
  if (pwrite(journal, header, sizeof *header, 0) != (ssize_t)sizeof *header) {
    give_up("journal");
  }
}

static void copy_old(int file, int journal, const struct power_record *record, off_t at) {
  static char chunk[CHUNK];
  for (int64_t done = 0; done < record->length;) {
    size_t want = record->length - done < CHUNK ? (size_t)(record->length - done) : CHUNK;
    ssize_t got = pread(file, chunk, want, record->offset + done);
    if (got <= 0 || pwrite(journal, chunk, (size_t)got, at + done) != got) {
      give_up("keep");
    }
    done += got;
  }
}

static void keep(int file, ino_t inode, const struct power_record *record) {
  int journal = journal_of(inode);
  struct power_header header = read_header(journal);
  copy_old(file, journal, record, (off_t)(header.end + sizeof *record));
  if (pwrite(journal, record, sizeof *record, (off_t)header.end) != (ssize_t)sizeof *record) {
    give_up("keep");
  }
  header.end += sizeof *record + (uint64_t)record->length;
  write_header(journal, &header); /* now it counts */
}

/* Of the bytes at the place those that the file has. */
static struct power_record record_of(int file, off_t offset, off_t length) {
  struct stat now;
  if (fstat(file, &now) != 0) {
    give_up("stat");
  }
  off_t there = now.st_size > offset ? now.st_size - offset : 0;
  return (struct power_record){.offset = offset, .length = length < there ? length : there, .size = now.st_size};
}

void power_keep_write(int file, ino_t inode, off_t offset, size_t length) {
  struct power_record record = record_of(file, offset, (off_t)length);
  keep(file, inode, &record);
}

void power_keep_size(int file, ino_t inode, off_t size) {
  struct power_record record = record_of(file, size, INT64_MAX);
  keep(file, inode, &record);
}

struct power_mark power_mark(ino_t inode) {
  struct power_header header = read_header(journal_of(inode));
  return (struct power_mark){.generation = header.generation, .end = header.end};
}

static void empty(int journal, struct power_header *header) {
  header->generation++;
  header->settled = header->end = sizeof *header;
  write_header(journal, header);
  if (ftruncate(journal, sizeof *header) != 0) {
    give_up("journal");
  }
}

void power_settle(ino_t inode, struct power_mark mark) {
  int journal = journal_of(inode);
  struct power_header header = read_header(journal);
  if (header.generation != mark.generation || header.settled >= mark.end) {
    return;
  }
  header.settled = mark.end;
  if (header.settled == header.end) {
    empty(journal, &header);
  } else {
    write_header(journal, &header);
  }
}

void power_forget(ino_t inode) {
  int journal = journal_of(inode);
  struct power_header header = read_header(journal);
  empty(journal, &header);
}

static bool put_back(int file, int journal, off_t at, struct power_undone *undone) {
  struct power_record record;
  static char old[CHUNK], now[CHUNK];
  if (pread(journal, &record, sizeof record, at) != (ssize_t)sizeof record) {
    return false;
  }
  for (int64_t done = 0; done < record.length;) {
    size_t want = record.length - done < CHUNK ? (size_t)(record.length - done) : CHUNK;
    ssize_t there = pread(file, now, want, record.offset + done);
    if (pread(journal, old, want, at + (off_t)sizeof record + done) != (ssize_t)want ||
        pwrite(file, old, want, record.offset + done) != (ssize_t)want) {
      return false;
    }
    for (size_t i = 0; i < want; i++) {
      undone->bytes += (ssize_t)i >= there || now[i] != old[i];
    }
    done += (int64_t)want;
  }
  struct stat before;
  if (fstat(file, &before) != 0 || ftruncate(file, record.size) != 0) {
    return false;
  }
  undone->bytes += before.st_size > record.size ? before.st_size - record.size : 0;
  undone->changes++;
  return true;
}

bool power_undo(int file, ino_t inode, struct power_undone *ret_undone) {
  int journal = journal_of(inode);
  struct power_header header = read_header(journal);
  off_t *places = NULL;
  size_t count = 0;
  for (off_t at = (off_t)header.settled; at < (off_t)header.end;) {
    struct power_record record;
    places = realloc(places, (count + 1) * sizeof *places);
    if (places == NULL || pread(journal, &record, sizeof record, at) != (ssize_t)sizeof record) {
      give_up("undo");
    }
    places[count++] = at;
    at += (off_t)sizeof record + record.length;
  }
  bool fine = true;
  while (fine && count > 0) {
    fine = put_back(file, journal, places[--count], ret_undone);
  }
  free(places);
  if (fine) {
    empty(journal, &header);
  }
  return fine;
}
