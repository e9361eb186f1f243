/* The services of this build that own a schema; the table is made by CMake from the folders under services/. */
#ifndef BMCTL_SERVICES_H
#define BMCTL_SERVICES_H

#include "runtime/pg/migrate.h"

#include <stddef.h>

struct bmctl_service {
  const char *name;
  const struct rt_migration *migrations;
};

/* Ended by a NULL name. */
extern const struct bmctl_service bmctl_services[];

/* The row of that name, or NULL. */
const struct bmctl_service *bmctl_service(const char *name);

#endif
