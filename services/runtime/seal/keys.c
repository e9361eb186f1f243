#include "runtime/seal/keys.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/file.h"
#include "runtime/seal/seal.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_LIMIT = 64 * 1024, LINE_ROOM = 64 };

static void wiped_free(struct rt_buffer *buffer) {
  if (buffer->data) {
    sodium_memzero(buffer->data, buffer->room);
  }
  rt_buffer_free(buffer);
}

static bool readable_by_us_alone(const char *path, struct rt_error *error) {
  struct stat state;
  if (stat(path, &state) != 0) {
    return rt_fail(error, errno == ENOENT ? RT_NOT_FOUND : RT_INTERNAL, "%s: cannot look at the key file", path);
  }
  if (state.st_mode & 0027) {
    return rt_fail(error, RT_PERMISSION_DENIED, "%s: mode %03o lets others at the keys; make it 0600", path,
                   (unsigned)state.st_mode & 0777);
  }
  return true;
}

/* "7 BASE64" behind a version smaller than 7. */
static bool take_key(struct rt_seal_keys *keys, const char *line) {
  char *rest = NULL;
  unsigned long version = strtoul(line, &rest, 10);
  unsigned long last = keys->count ? keys->list[keys->count - 1].version : 0;
  if (rest == line || *rest != ' ' || version <= last || version > 65535 || keys->count == RT_SEAL_KEYS_MAX) {
    return false;
  }
  struct rt_seal_key *key = &keys->list[keys->count];
  size_t size = 0;
  const char *end = NULL;
  if (sodium_base642bin(key->master, sizeof key->master, rest + 1, strlen(rest + 1), NULL, &size, &end,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      *end != 0 || size != sizeof key->master) {
    return false;
  }
  key->version = (unsigned)version;
  keys->count++;
  return true;
}

bool rt_seal_keys_read(const char *path, struct rt_seal_keys *ret_keys, struct rt_error *error) {
  ret_keys->count = 0;
  RT_AUTO(wiped_free) struct rt_buffer content = {0};
  rt_buffer_reserve(&content, FILE_LIMIT); /* so that it never moves and leaves a copy of the keys behind */
  struct rt_buffer file = {0};
  if (!readable_by_us_alone(path, error) || !rt_file_read(path, FILE_LIMIT, &file, error)) {
    return false;
  }
  rt_buffer_add(&content, file.data, file.used);
  wiped_free(&file);
  char *rest = content.data;
  for (int number = 1; rest && *rest; number++) {
    const char *line = strsep(&rest, "\n");
    if (*line && !take_key(ret_keys, line)) {
      return rt_fail(error, RT_INVALID_ARGUMENT, "%s line %d is no key (VERSION BASE64, versions growing)", path,
                     number);
    }
  }
  return ret_keys->count > 0 || rt_fail(error, RT_INVALID_ARGUMENT, "%s holds no key", path);
}

static void print_key(struct rt_buffer *out, const struct rt_seal_key *key) {
  char base64[LINE_ROOM];
  sodium_bin2base64(base64, sizeof base64, key->master, sizeof key->master, sodium_base64_VARIANT_ORIGINAL);
  rt_buffer_printf(out, "%u %s\n", key->version, base64);
  sodium_memzero(base64, sizeof base64);
}

static bool add_key(const char *path, struct rt_seal_keys *keys, struct rt_error *error) {
  struct rt_error reading = {0};
  if (!rt_seal_keys_read(path, keys, &reading) && reading.status != RT_NOT_FOUND) {
    return rt_fail(error, reading.status, "%s", reading.text);
  }
  unsigned last = keys->count ? keys->list[keys->count - 1].version : 0;
  if (keys->count == RT_SEAL_KEYS_MAX || last == 65535) {
    return rt_fail(error, RT_OUT_OF_RANGE, "%s holds as many keys as it may", path);
  }
  struct rt_seal_key *key = &keys->list[keys->count++];
  key->version = last + 1;
  randombytes_buf(key->master, sizeof key->master);
  RT_AUTO(wiped_free) struct rt_buffer text = {0};
  rt_buffer_reserve(&text, keys->count * LINE_ROOM);
  for (size_t i = 0; i < keys->count; i++) {
    print_key(&text, &keys->list[i]);
  }
  return rt_file_write(path, text.data, text.used, 0600, error);
}

bool rt_seal_make_keys(const char *key_file, struct rt_error *error) {
  if (sodium_init() < 0) {
    return rt_fail(error, RT_INTERNAL, "libsodium does not start");
  }
  struct rt_seal_keys keys = {0};
  bool done = add_key(key_file, &keys, error);
  sodium_memzero(&keys, sizeof keys);
  return done;
}
