/* Calling methods of services with the operator's key. */
#ifndef BMCTL_REMOTE_H
#define BMCTL_REMOTE_H

#include "deploy/bmctl/command.h"
#include "runtime/call/call.h"
#include "runtime/wire/curve.h"

enum { BMCTL_TIMEOUT_MS = 15000 };

/* The method by its name, "intake.GetCase" (case does not count), or NULL. */
const struct rt_method *bmctl_method(const char *name);
/* The method `rpc` of `service`; NULL if it has none. */
const struct rt_method *bmctl_method_of(const char *service, const char *rpc);

/* The services there are (all have dead letters), in the order of their names, ended by NULL; lives in bmctl's arena.
 */
const char *const *bmctl_service_names(struct bmctl *bmctl);
bool bmctl_is_service(struct bmctl *bmctl, const char *name);

/* The operator's keys and the list of brokers, from the settings. */
RT_MUST_CHECK bool bmctl_identity(const struct bmctl *bmctl, struct rt_keys *ret_keys, const char **ret_brokers,
                                  struct rt_error *error);

/* One call. `key`: the idempotency key, NULL: a new one where the method needs one. `again`: it may be repeated though
 * it has no key. Returns an exit code; has said why when that is not 0. The reply lives in bmctl's arena. */
struct bmctl_outgoing {
  const struct rt_method *method;
  const ProtobufCMessage *request;
  const char *key;
  bool again;
  int timeout_ms; /* 0: BMCTL_TIMEOUT_MS */
  /* What to call a field that was refused, for those who know it by another name; NULL: as it is. */
  const char *(*name_field)(const void *context, struct rt_arena *arena, const char *field);
  const void *context;
};
int bmctl_ask(struct bmctl *bmctl, const struct bmctl_outgoing *call, ProtobufCMessage **ret_reply);

/* The same through a client of the caller's. */
int bmctl_ask_through(struct bmctl *bmctl, struct rt_client *client, const struct bmctl_outgoing *call,
                      ProtobufCMessage **ret_reply);

/* A request from JSON text; NULL (and said why) when it breaks the field rules. */
ProtobufCMessage *bmctl_request(struct bmctl *bmctl, const ProtobufCMessageDescriptor *type, const char *json,
                                size_t bytes);
/* Says the faults, each with its field; returns BMCTL_USAGE. */
int bmctl_faults(const struct bmctl *bmctl, const struct rt_faults *faults);

void bmctl_disconnect(struct bmctl *bmctl);

#endif
