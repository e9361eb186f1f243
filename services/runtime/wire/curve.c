#include "runtime/wire/curve.h"

#include "runtime/base/cleanup.h"
#include "runtime/base/file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

enum { KEY_FILE_MAX = 4096 };

/* The text between quotes behind `name =`, 40 characters. */
static bool find_key(const char *content, const char *name, char ret_key[41]) {
  const char *line = strstr(content, name);
  const char *quote = line == NULL ? NULL : strchr(line, '"');
  if (quote == NULL || quote[1 + strcspn(quote + 1, "\"\n")] != '"' || strcspn(quote + 1, "\"") != 40) {
    return false;
  }
  memcpy(ret_key, quote + 1, 40);
  ret_key[40] = '\0';
  return true;
}

bool rt_key_read(const char *path, bool secret, struct rt_key_pair *ret_pair, struct rt_error *error) {
  RT_AUTO(rt_buffer_free) struct rt_buffer content = {0};
  struct rt_key_pair pair = {0};
  if (!rt_file_read(path, KEY_FILE_MAX, &content, error)) {
    return rt_wrap(error, "key %s", path);
  }
  if (!find_key(content.data, "public-key", pair.public_key) ||
      (secret && !find_key(content.data, "secret-key", pair.secret_key))) {
    return rt_fail(error, RT_INVALID_ARGUMENT, "key %s: not a certificate", path);
  }
  *ret_pair = pair;
  return true;
}

bool rt_keys_load(const char *directory, const char *identity, struct rt_keys *ret_keys, struct rt_error *error) {
  char own[PATH_MAX];
  char broker[PATH_MAX];
  struct rt_key_pair mine, theirs;
  snprintf(own, sizeof own, "%s/%s.secret", directory, identity);
  snprintf(broker, sizeof broker, "%s/broker.public", directory);
  if (!rt_key_read(own, true, &mine, error) || !rt_key_read(broker, false, &theirs, error)) {
    return false;
  }
  struct rt_keys keys = {0};
  snprintf(keys.identity, sizeof keys.identity, "%s", identity);
  memcpy(keys.public_key, mine.public_key, sizeof keys.public_key);
  memcpy(keys.secret_key, mine.secret_key, sizeof keys.secret_key);
  memcpy(keys.broker_key, theirs.public_key, sizeof keys.broker_key);
  *ret_keys = keys;
  return true;
}

static bool make_folder(const char *path, mode_t mode, struct rt_error *error) {
  if (mkdir(path, mode) != 0 && errno != EEXIST) {
    return rt_fail(error, RT_INTERNAL, "folder %s: %s", path, strerror(errno));
  }
  return true;
}

/* As zauth reads it (ZPL); written whole or not at all. */
static bool save(const char *path, const char *identity, const struct rt_key_pair *pair, bool secret,
                 struct rt_error *error) {
  RT_AUTO(rt_buffer_free) struct rt_buffer content = {0};
  rt_buffer_printf(&content, "metadata\n    identity = \"%s\"\ncurve\n    public-key = \"%s\"\n", identity,
                   pair->public_key);
  if (secret) {
    rt_buffer_printf(&content, "    secret-key = \"%s\"\n", pair->secret_key);
  }
  return rt_file_write(path, content.data, content.used, secret ? 0600 : 0644, error);
}

static bool save_public(const char *path, const char *identity, const struct rt_key_pair *pair,
                        struct rt_error *error) {
  return access(path, F_OK) == 0 || save(path, identity, pair, false, error);
}

/* The pair of an identity: what is there, or a new one. */
static bool pair_of(const char *directory, const char *identity, struct rt_key_pair *ret_pair, struct rt_error *error) {
  char folder[PATH_MAX];
  char path[PATH_MAX + 64];
  snprintf(folder, sizeof folder, "%s/%s", directory, identity);
  snprintf(path, sizeof path, "%s/%s.secret", folder, identity);
  if (!make_folder(folder, 0750, error)) {
    return false;
  }
  if (access(path, F_OK) == 0) {
    return rt_key_read(path, true, ret_pair, error);
  }
  if (zmq_curve_keypair(ret_pair->public_key, ret_pair->secret_key) != 0) {
    return rt_fail(error, RT_INTERNAL, "CURVE keys: %s", zmq_strerror(errno));
  }
  return save(path, identity, ret_pair, true, error);
}

static bool make_client(const char *directory, const char *identity, const struct rt_key_pair *broker,
                        struct rt_error *error) {
  struct rt_key_pair own;
  char known[PATH_MAX];
  char brokers[PATH_MAX];
  snprintf(known, sizeof known, "%s/broker/clients/%s.public", directory, identity);
  snprintf(brokers, sizeof brokers, "%s/%s/broker.public", directory, identity);
  return pair_of(directory, identity, &own, error) && save_public(known, identity, &own, error) &&
         save_public(brokers, "broker", broker, error);
}

bool rt_keys_make(const char *directory, const char *const *identities, struct rt_error *error) {
  char clients[PATH_MAX];
  char public[PATH_MAX];
  struct rt_key_pair broker;
  snprintf(clients, sizeof clients, "%s/broker/clients", directory);
  snprintf(public, sizeof public, "%s/broker/broker.public", directory);
  bool made = make_folder(directory, 0755, error) && pair_of(directory, "broker", &broker, error) &&
              make_folder(clients, 0755, error) && save_public(public, "broker", &broker, error);
  for (size_t i = 0; made && identities[i] != NULL; i++) {
    made = strcmp(identities[i], "broker") == 0 || make_client(directory, identities[i], &broker, error);
  }
  return made;
}
