/* The doors of the broker: ROUTER sockets that let nobody in whose key the authenticator does not know, and let in
 * nobody at all when there is no authenticator. */
#ifndef BROKER_DOOR_H
#define BROKER_DOOR_H

#include "runtime/wire/curve.h"
#include <czmq.h>

/* Starts the process's authenticator over a folder of public keys. Before any door; destroyed after all of them. */
zactor_t *broker_auth_new(const char *clients_directory);

/* Binds. NULL on failure. */
zsock_t *broker_door_new(const char *endpoint, const char *secret_key, struct rt_error *error);
/* From now on the end of a connection comes as a message: its peer and one empty frame. Before connections are made. */
void broker_door_tell_losses(zsock_t *door);

#endif
