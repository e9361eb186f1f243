#include "runtime/base/file.h"
#include "runtime/base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail_errno(struct rt_error *error, const char *what, const char *path) {
  int number = errno;
  char reason[128];
  return rt_fail(error, number == ENOENT ? RT_NOT_FOUND : RT_INTERNAL, "%s: cannot %s: %s", path, what,
                 strerror_r(number, reason, sizeof reason));
}

static bool read_all(int file, const char *path, size_t limit, struct rt_buffer *content, struct rt_error *error) {
  for (;;) {
    char *end = rt_buffer_reserve(content, 4096);
    ssize_t got = read(file, end, 4096);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return fail_errno(error, "read", path);
    }
    content->used += (size_t)got;
    content->data[content->used] = 0;
    if (content->used > limit) {
      return rt_fail(error, RT_OUT_OF_RANGE, "%s: longer than %zu bytes", path, limit);
    }
    if (got == 0) {
      return true;
    }
  }
}

bool rt_file_read(const char *path, size_t limit, struct rt_buffer *ret_content, struct rt_error *error) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return fail_errno(error, "open", path);
  }
  RT_AUTO(rt_buffer_free) struct rt_buffer content = {0};
  bool done = read_all(file, path, limit, &content, error);
  close(file);
  if (done) {
    *ret_content = content;
    content = (struct rt_buffer){0};
  }
  return done;
}

static bool write_all(int file, const char *data, size_t bytes) {
  while (bytes > 0) {
    ssize_t wrote = write(file, data, bytes);
    if (wrote < 0 && errno != EINTR) {
      return false;
    }
    data += wrote > 0 ? wrote : 0;
    bytes -= wrote > 0 ? (size_t)wrote : 0;
  }
  return true;
}

/* The rename itself is on disk only when the folder is. */
static bool sync_folder(const char *path, struct rt_error *error) {
  char copy[PATH_MAX]; /* its length was looked at before */
  snprintf(copy, sizeof copy, "%s", path);
  int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) {
    return fail_errno(error, "open the folder of", path);
  }
  bool done = fsync(folder) == 0;
  close(folder);
  return done || fail_errno(error, "sync the folder of", path);
}

bool rt_file_write(const char *path, const void *data, size_t bytes, unsigned mode, struct rt_error *error) {
  char beside[PATH_MAX];
  if (snprintf(beside, sizeof beside, "%s.new.XXXXXX", path) >= (int)sizeof beside) {
    return rt_fail(error, RT_INVALID_ARGUMENT, "%s: path too long", path);
  }
  int file = mkostemp(beside, O_CLOEXEC);
  if (file < 0) {
    return fail_errno(error, "make a file beside", path);
  }
  bool done = fchmod(file, (mode_t)mode) == 0 && write_all(file, data, bytes) && fsync(file) == 0;
  if (!done) {
    fail_errno(error, "write", path);
  }
  if (close(file) != 0 && done) {
    done = fail_errno(error, "close", path);
  }
  if (done && rename(beside, path) != 0) {
    done = fail_errno(error, "rename to", path);
  }
  if (!done) {
    unlink(beside);
    return false;
  }
  return sync_folder(path, error);
}
