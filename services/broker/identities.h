/* Whose key is whose: clients/<identity>.public of the key directory, read whole, read again when it changes. */
#ifndef BROKER_IDENTITIES_H
#define BROKER_IDENTITIES_H

#include "broker/route/route.h"
#include <time.h>

enum { BROKER_IDENTITIES_MAX = 64 };

struct broker_identities {
  char directory[512];
  struct timespec changed; /* of the directory, when it was read */
  size_t count;
  struct {
    char name[BROKER_IDENTITY_MAX + 1];
    char key[41];
  } rows[BROKER_IDENTITIES_MAX];
};

/* Reads the directory. A file that is no certificate is logged and left out; no directory gives no rows. */
void broker_identities_read(struct broker_identities *identities);
/* The directory looks different from when it was read. */
bool broker_identities_changed(const struct broker_identities *identities);
/* The name of a key, or NULL. */
const char *broker_identities_name(const struct broker_identities *identities, const char *key);

#endif
