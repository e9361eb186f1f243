#include "intake/handlers/papers/magic.h"

#include <assert.h>
#include <magic.h>
#include <pthread.h>
#include <stdlib.h>

struct intake_magic {
  pthread_mutex_t one; /* a cookie is for one thread at a time */
  magic_t cookie;
};

bool intake_magic_new(struct intake_magic **ret_magic, struct rt_error *error) {
  struct intake_magic *magic = calloc(1, sizeof *magic);
  assert(magic);
  pthread_mutex_init(&magic->one, NULL);
  magic->cookie = magic_open(MAGIC_MIME_TYPE);
  if (!magic->cookie || magic_load(magic->cookie, NULL) != 0) {
    rt_fail(error, RT_FAILED_PRECONDITION, "libmagic: %s",
            magic->cookie ? magic_error(magic->cookie) : "cannot be opened");
    intake_magic_destroy(&magic);
    return false;
  }
  *ret_magic = magic;
  return true;
}

void intake_magic_destroy(struct intake_magic **magic) {
  if (!*magic)
    return;
  if ((*magic)->cookie)
    magic_close((*magic)->cookie);
  pthread_mutex_destroy(&(*magic)->one);
  free(*magic);
  *magic = NULL;
}

const char *intake_magic_type(struct intake_magic *magic, struct rt_arena *arena, const void *content, size_t size) {
  pthread_mutex_lock(&magic->one);
  const char *found = magic_buffer(magic->cookie, content, size);
  const char *type = rt_arena_text(arena, found ? found : "application/octet-stream");
  pthread_mutex_unlock(&magic->one);
  return type;
}
