#include "broker/identities.h"

#include "runtime/base/log.h"
#include "runtime/wire/curve.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static struct timespec changed_at(const char *directory) {
  struct stat about;
  return stat(directory, &about) == 0 ? about.st_mtim : (struct timespec){0};
}

static void read_row(struct broker_identities *identities, const char *file) {
  char path[800];
  const char *dot = strrchr(file, '.');
  size_t length = dot == NULL ? 0 : (size_t)(dot - file);
  if (length == 0 || length > BROKER_IDENTITY_MAX || strcmp(dot, ".public") != 0 ||
      identities->count == BROKER_IDENTITIES_MAX) {
    return;
  }
  snprintf(path, sizeof path, "%s/%s", identities->directory, file);
  struct rt_key_pair pair;
  struct rt_error error = {0};
  if (!rt_key_read(path, false, &pair, &error)) {
    rt_log(RT_LOG_WARN, "key unreadable", RT_TEXT("why", error.text));
    return;
  }
  size_t row = identities->count++;
  memcpy(identities->rows[row].name, file, length);
  identities->rows[row].name[length] = '\0';
  memcpy(identities->rows[row].key, pair.public_key, sizeof identities->rows[row].key);
}

void broker_identities_read(struct broker_identities *identities) {
  identities->count = 0;
  identities->changed = changed_at(identities->directory);
  DIR *directory = opendir(identities->directory);
  if (directory == NULL) {
    rt_log(RT_LOG_ERROR, "no folder of client keys", RT_TEXT("folder", identities->directory));
    return;
  }
  for (const struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
    read_row(identities, entry->d_name);
  }
  closedir(directory);
}

bool broker_identities_changed(const struct broker_identities *identities) {
  struct timespec now = changed_at(identities->directory);
  return now.tv_sec != identities->changed.tv_sec || now.tv_nsec != identities->changed.tv_nsec;
}

const char *broker_identities_name(const struct broker_identities *identities, const char *key) {
  for (size_t i = 0; i < identities->count; i++) {
    if (strcmp(identities->rows[i].key, key) == 0) {
      return identities->rows[i].name;
    }
  }
  return NULL;
}
