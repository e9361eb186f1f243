/* All four services as their tables, with the things their handlers look at: what an envelope's method may name. */
#ifndef TESTS_FUZZ_SERVICES_H
#define TESTS_FUZZ_SERVICES_H

#include "runtime/call/service.h"

enum { FUZZ_SERVICES = 4 };

struct fuzz_service {
  const struct rt_service *service;
  const void *things;
};

/* Makes things and keys at the first call; the field rules are in force then. */
const struct fuzz_service *fuzz_services(void);

/* The keys of all of them. */
const struct rt_seal *fuzz_seal(void);

/* The method of that name of any service, or for a name that nobody knows one that its bytes choose. */
const struct rt_method *fuzz_method(const char *name, size_t size, const struct fuzz_service **ret_service);

#endif
