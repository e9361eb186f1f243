/* Preloaded into a PostgreSQL server (LD_PRELOAD): a disk that forgets. Contents of files under the data directory
 * count as written only when fsync or fdatasync has come back; what was written since is kept in journals (journal.h),
 * and bm-power-loss undoes it when all of the server was killed, as a power loss would. Names of files are not undone:
 * they are taken to be durable at once, with whatever contents were. BM_POWER_JOURNAL   directory of the journals
 *   BM_POWER_FLUSH_MS  how long a flush of the log takes on this disk beside what it takes (default 0) */
#include "tests/faults/power/journal.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { FILES_MAX = 4096 };

/* Whether a descriptor is of a file that counts; forked processes inherit it with the descriptors. */
static bool watched[FILES_MAX];
static long flush_ms;

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_truncate)(const char *, off_t);
static int (*real_posix_fallocate)(int, off_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);

static void find(void *into, const char *name) {
  void *symbol = dlsym(RTLD_NEXT, name);
  if (symbol == NULL) {
    dprintf(STDERR_FILENO, "power: no %s\n", name);
    abort();
  }
  memcpy(into, &symbol, sizeof symbol);
}

/* Other libraries may open files before our turn comes: whoever is first begins. */
__attribute__((constructor)) static void begin(void) {
  if (real_open != NULL) {
    return;
  }
  const struct {
    void *into;
    const char *name;
  } all[] = {{&real_open, "open"},         {&real_close, "close"},
             {&real_write, "write"},       {&real_pwrite, "pwrite"},
             {&real_pwritev, "pwritev"},   {&real_ftruncate, "ftruncate"},
             {&real_truncate, "truncate"}, {&real_posix_fallocate, "posix_fallocate"},
             {&real_fsync, "fsync"},       {&real_fdatasync, "fdatasync"},
             {&real_unlink, "unlink"},     {&real_rename, "rename"}};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    find(all[i].into, all[i].name);
  }
  const char *journal = getenv("BM_POWER_JOURNAL"), *flush = getenv("BM_POWER_FLUSH_MS");
  if (journal == NULL) {
    dprintf(STDERR_FILENO, "power: BM_POWER_JOURNAL names no directory\n");
    abort();
  }
  power_journal_at(journal);
  flush_ms = flush == NULL ? 0 : strtol(flush, NULL, 10);
}

/* The server works in its data directory and names its files from there. What it throws away at a crash does not count.
 */
static bool counts(const char *path) {
  static const char *const kept[] = {"base/",         "global/",    "pg_wal/",       "pg_xact/",    "pg_twophase",
                                     "pg_multixact/", "pg_tblspc/", "pg_commit_ts/", "pg_logical/", "pg_replslot/"};
  if (strstr(path, "pgsql_tmp") != NULL || strstr(path, "pg_internal.init") != NULL) {
    return false;
  }
  for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
    if (strncmp(path, kept[i], strlen(kept[i])) == 0) {
      return true;
    }
  }
  return false;
}

/* The inode of a watched file; 0 for all others. */
static ino_t inode_of(int file) {
  struct stat there;
  if (file < 0 || file >= FILES_MAX || !watched[file] || fstat(file, &there) != 0 || !S_ISREG(there.st_mode)) {
    return 0;
  }
  return there.st_ino;
}

static ino_t inode_at(const char *path, nlink_t links) {
  struct stat there;
  bool here = counts(path) && stat(path, &there) == 0 && S_ISREG(there.st_mode) && there.st_nlink <= links;
  return here ? there.st_ino : 0;
}

/* Keeps what setting a file that is not open to another length cuts off. */
static void keep_cut(const char *path, off_t size) {
  ino_t inode = inode_at(path, 100);
  int file = inode == 0 ? -1 : real_open(path, O_RDWR | O_CLOEXEC);
  if (file >= 0) {
    power_lock(inode);
    power_keep_size(file, inode, size);
    power_unlock(inode);
    real_close(file);
  }
}

int open(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  begin();
  if ((flags & O_TRUNC) != 0) {
    keep_cut(path, 0);
  }
  int file = real_open(path, flags, mode);
  if (file >= 0 && file < FILES_MAX) {
    watched[file] = counts(path);
  }
  return file;
}

int close(int file) {
  begin();
  if (file >= 0 && file < FILES_MAX) {
    watched[file] = false;
  }
  return real_close(file);
}

/* A file opened to write through: each write is a sync. */
static void write_through(int file, ino_t inode) {
  int flags = fcntl(file, F_GETFL);
  if (flags >= 0 && (flags & (O_DSYNC | O_SYNC)) != 0) {
    power_settle(inode, power_mark(inode));
  }
}

ssize_t write(int file, const void *bytes, size_t size) {
  begin();
  ino_t inode = inode_of(file);
  if (inode == 0) {
    return real_write(file, bytes, size);
  }
  power_lock(inode);
  off_t at = (fcntl(file, F_GETFL) & O_APPEND) != 0 ? lseek(file, 0, SEEK_END) : lseek(file, 0, SEEK_CUR);
  power_keep_write(file, inode, at, size);
  ssize_t written = real_write(file, bytes, size);
  write_through(file, inode);
  power_unlock(inode);
  return written;
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
  ino_t inode = inode_of(file);
  if (inode == 0) {
    return real_pwrite(file, bytes, size, at);
  }
  power_lock(inode);
  power_keep_write(file, inode, at, size);
  ssize_t written = real_pwrite(file, bytes, size, at);
  write_through(file, inode);
  power_unlock(inode);
  return written;
}

ssize_t pwritev(int file, const struct iovec *pieces, int count, off_t at) {
  ino_t inode = inode_of(file);
  if (inode == 0) {
    return real_pwritev(file, pieces, count, at);
  }
  size_t size = 0;
  for (int i = 0; i < count; i++) {
    size += pieces[i].iov_len;
  }
  power_lock(inode);
  power_keep_write(file, inode, at, size);
  ssize_t written = real_pwritev(file, pieces, count, at);
  write_through(file, inode);
  power_unlock(inode);
  return written;
}

int ftruncate(int file, off_t size) {
  ino_t inode = inode_of(file);
  if (inode == 0) {
    return real_ftruncate(file, size);
  }
  power_lock(inode);
  power_keep_size(file, inode, size);
  int code = real_ftruncate(file, size);
  power_unlock(inode);
  return code;
}

int truncate(const char *path, off_t size) {
  keep_cut(path, size);
  return real_truncate(path, size);
}

int posix_fallocate(int file, off_t at, off_t size) {
  ino_t inode = inode_of(file);
  if (inode == 0) {
    return real_posix_fallocate(file, at, size);
  }
  power_lock(inode);
  power_keep_write(file, inode, at, 0); /* it may grow, nothing else */
  int code = real_posix_fallocate(file, at, size);
  power_unlock(inode);
  return code;
}

/* What was written before the sync began is durable when it has come back. */
static int sync_with(int (*real)(int), int file, long wait_ms) {
  ino_t inode = inode_of(file);
  if (inode == 0) {
    return real(file);
  }
  power_lock(inode);
  struct power_mark mark = power_mark(inode);
  power_unlock(inode);
  if (wait_ms > 0) {
    nanosleep(&(struct timespec){.tv_sec = wait_ms / 1000, .tv_nsec = wait_ms % 1000 * 1000000L}, NULL);
  }
  int code = real(file);
  if (code == 0) {
    power_lock(inode);
    power_settle(inode, mark);
    power_unlock(inode);
  }
  return code;
}

int fsync(int file) {
  return sync_with(real_fsync, file, 0);
}

/* The server flushes its log by fdatasync, and nothing else of weight. */
int fdatasync(int file) {
  return sync_with(real_fdatasync, file, flush_ms);
}

/* A file's last name goes: its inode may be another's in a moment. */
static void forget(ino_t inode) {
  power_lock(inode);
  power_forget(inode);
  power_unlock(inode);
}

int unlink(const char *path) {
  ino_t inode = inode_at(path, 1);
  if (inode != 0) {
    forget(inode);
  }
  return real_unlink(path);
}

int rename(const char *from, const char *to) {
  ino_t inode = inode_at(to, 1);
  if (inode != 0) {
    forget(inode);
  }
  return real_rename(from, to);
}

/* A sync of everything is not modelled: nobody may believe in it. */
int syncfs(int file) {
  (void)file;
  dprintf(STDERR_FILENO, "power: syncfs is not modelled\n");
  abort();
}
