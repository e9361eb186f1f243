#include "runtime/wire/curve.h"

#include <czmq.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* czmq catches SIGTERM and SIGINT by itself once it wakes up; a process of ours takes its signals in rt_host. */
static void leave_signals_alone(void) {
  zsys_handler_set(NULL);
}

static zcert_t *load(const char *directory, const char *name, const char *kind, struct rt_error *error) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s.%s", directory, name, kind);
  struct stat about;
  if (stat(path, &about) != 0) {
    (void)rt_fail(error, RT_NOT_FOUND, "key %s: %s", path, strerror(errno));
    return NULL;
  }
  zcert_t *cert = zcert_load(path);
  if (cert == NULL) {
    (void)rt_fail(error, RT_INVALID_ARGUMENT, "key %s: not a certificate", path);
  }
  return cert;
}

bool rt_keys_load(const char *directory, const char *identity, struct rt_keys *ret_keys, struct rt_error *error) {
  leave_signals_alone();
  zcert_t *own = load(directory, identity, "secret", error);
  if (own == NULL) {
    return false;
  }
  zcert_t *broker = load(directory, "broker", "public", error);
  if (broker != NULL) {
    struct rt_keys keys = {0};
    snprintf(keys.identity, sizeof keys.identity, "%s", identity);
    memcpy(keys.public_key, zcert_public_txt(own), sizeof keys.public_key);
    memcpy(keys.secret_key, zcert_secret_txt(own), sizeof keys.secret_key);
    memcpy(keys.broker_key, zcert_public_txt(broker), sizeof keys.broker_key);
    *ret_keys = keys;
  }
  bool loaded = broker != NULL;
  zcert_destroy(&own);
  zcert_destroy(&broker);
  return loaded;
}

static bool make_folder(const char *path, mode_t mode, struct rt_error *error) {
  if (mkdir(path, mode) != 0 && errno != EEXIST) {
    return rt_fail(error, RT_INTERNAL, "folder %s: %s", path, strerror(errno));
  }
  return true;
}

static bool save_public(zcert_t *cert, const char *path, struct rt_error *error) {
  if (zcert_save_public(cert, path) != 0 || chmod(path, 0644) != 0) {
    return rt_fail(error, RT_INTERNAL, "key %s: %s", path, strerror(errno));
  }
  return true;
}

/* The pair of an identity: what is there, or a new one. The secret is written under another name first, so that a run
 * that was cut short leaves no half of a key. */
static zcert_t *pair_of(const char *directory, const char *identity, struct rt_error *error) {
  char folder[512];
  char path[600];
  char draft[600];
  snprintf(folder, sizeof folder, "%s/%s", directory, identity);
  snprintf(path, sizeof path, "%s/%s.secret", folder, identity);
  snprintf(draft, sizeof draft, "%s/.draft", folder);
  if (!make_folder(folder, 0750, error)) {
    return NULL;
  }
  if (access(path, F_OK) == 0) {
    return load(folder, identity, "secret", error);
  }
  zcert_t *cert = zcert_new();
  zcert_set_meta(cert, "identity", "%s", identity);
  if (zcert_save_secret(cert, draft) != 0 || chmod(draft, 0600) != 0 || rename(draft, path) != 0) {
    (void)rt_fail(error, RT_INTERNAL, "key %s: %s", path, strerror(errno));
    zcert_destroy(&cert);
  }
  return cert;
}

static bool make_client(const char *directory, const char *identity, zcert_t *broker, struct rt_error *error) {
  zcert_t *cert = pair_of(directory, identity, error);
  if (cert == NULL) {
    return false;
  }
  char known[600];
  char brokers[600];
  snprintf(known, sizeof known, "%s/broker/clients/%s.public", directory, identity);
  snprintf(brokers, sizeof brokers, "%s/%s/broker.public", directory, identity);
  bool made = access(known, F_OK) == 0 || save_public(cert, known, error);
  made = made && (access(brokers, F_OK) == 0 || save_public(broker, brokers, error));
  zcert_destroy(&cert);
  return made;
}

bool rt_keys_make(const char *directory, const char *const *identities, struct rt_error *error) {
  leave_signals_alone();
  char path[512];
  if (!make_folder(directory, 0755, error)) {
    return false;
  }
  zcert_t *broker = pair_of(directory, "broker", error);
  if (broker == NULL) {
    return false;
  }
  snprintf(path, sizeof path, "%s/broker/clients", directory);
  bool made = make_folder(path, 0755, error);
  snprintf(path, sizeof path, "%s/broker/broker.public", directory);
  made = made && (access(path, F_OK) == 0 || save_public(broker, path, error));
  for (size_t i = 0; made && identities[i] != NULL; i++) {
    made = strcmp(identities[i], "broker") == 0 || make_client(directory, identities[i], broker, error);
  }
  zcert_destroy(&broker);
  return made;
}
