/* Who may call and who may serve which lane; the one table of the broker's rights. `identity` is the name of the CURVE
 * key as the broker looked it up, never what a message says. ARCHITECTURE.md "Who checks what". */
#ifndef BROKER_AUTHORITY_H
#define BROKER_AUTHORITY_H

#include <stdbool.h>

/* The gateway and the operator call every lane but `*.event`; a service calls `*.event` lanes only. */
bool broker_may_call(const char *identity, const char *lane);
/* A service serves the lanes that bear its name (`intake` serves `intake.*`), nobody serves another's. */
bool broker_may_serve(const char *identity, const char *lane);

#endif
