#include "intake/store/papers/pieces.h"

#include "runtime/base/cleanup.h"
#include "runtime/base/file.h"
#include "runtime/base/id.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_LIMIT = 256 * 1024, NUMBER_TEXT = 12 };

static void close_directory(DIR **directory) {
  if (*directory)
    closedir(*directory);
}

static bool fail(struct rt_error *error, const char *what) {
  char reason[128];
  return rt_fail(error, RT_UNAVAILABLE, "papers: cannot %s: %s", what, strerror_r(errno, reason, sizeof reason));
}

static bool path_of(const char *papers, const char *paper_id, const char *name, char ret_path[PATH_MAX],
                    struct rt_error *error) {
  assert(rt_id_valid(paper_id));
  int length = snprintf(ret_path, PATH_MAX, "%s/%s%s%s", papers, paper_id, *name ? "/" : "", name);
  return length < PATH_MAX || rt_fail(error, RT_INTERNAL, "papers: BM_PAPERS_DIR is too long");
}

/* The place a piece is sealed for: it opens as no other piece and in no other paper. */
static struct rt_seal_place place_of(const char *paper_id, const char *number) {
  return (struct rt_seal_place){"papers", number, paper_id};
}

/* A new directory is on disk only when the one above it is. */
static bool sync_directory(const char *path, struct rt_error *error) {
  int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0)
    return fail(error, "open the directory");
  bool done = fsync(directory) == 0;
  close(directory);
  return done || fail(error, "sync the directory");
}

static bool make_directory(const char *papers, const char *paper_id, struct rt_error *error) {
  char path[PATH_MAX];
  if (!path_of(papers, paper_id, "", path, error))
    return false;
  if (mkdir(path, 0700) == 0)
    return sync_directory(papers, error);
  return errno == EEXIST || fail(error, "make a directory");
}

bool intake_piece_write(const char *papers, const struct rt_seal *seal, struct rt_arena *arena, const char *paper_id,
                        int number, struct rt_bytes data, struct rt_error *error) {
  char path[PATH_MAX], name[NUMBER_TEXT];
  snprintf(name, sizeof name, "%d", number);
  if (!make_directory(papers, paper_id, error) || !path_of(papers, paper_id, name, path, error))
    return false;
  struct rt_bytes sealed = rt_seal_close(seal, arena, place_of(paper_id, name), data.data, data.size);
  return rt_file_write(path, sealed.data, sealed.size, 0600, error);
}

bool intake_piece_read(const char *papers, const struct rt_seal *seal, struct rt_arena *arena, const char *paper_id,
                       int number, struct rt_bytes *ret_data, struct rt_error *error) {
  char path[PATH_MAX], name[NUMBER_TEXT];
  RT_AUTO(rt_buffer_free) struct rt_buffer sealed = {0};
  snprintf(name, sizeof name, "%d", number);
  if (!path_of(papers, paper_id, name, path, error) || !rt_file_read(path, PIECE_LIMIT, &sealed, error))
    return false;
  struct rt_bytes view = {(const uint8_t *)sealed.data, sealed.used};
  return rt_seal_open(seal, arena, place_of(paper_id, name), view, ret_data, error);
}

bool intake_pieces_remove(const char *papers, const char *paper_id, struct rt_error *error) {
  char path[PATH_MAX];
  if (!path_of(papers, paper_id, "", path, error))
    return false;
  RT_AUTO(close_directory) DIR *directory = opendir(path);
  if (!directory)
    return errno == ENOENT || fail(error, "open a directory");
  for (struct dirent *entry; (entry = readdir(directory));)
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
        unlinkat(dirfd(directory), entry->d_name, 0) != 0 && errno != ENOENT)
      return fail(error, "remove a piece");
  return rmdir(path) == 0 || errno == ENOENT || fail(error, "remove a directory");
}

bool intake_pieces_each(const char *papers, void (*found)(void *context, const char *paper_id), void *context,
                        struct rt_error *error) {
  RT_AUTO(close_directory) DIR *directory = opendir(papers);
  if (!directory)
    return fail(error, "open BM_PAPERS_DIR");
  for (struct dirent *entry; (entry = readdir(directory));)
    if (rt_id_valid(entry->d_name))
      found(context, entry->d_name);
  return true;
}
