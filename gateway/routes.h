/* The route table of the API: which call on the web is which RPC. The table itself is generated from the protos
 * (proto/gen), this is its shape. Rows are sorted so that of two that fit a path the one with more literal segments
 * comes first: the first row that fits is the route. */
#ifndef GW_ROUTES_H
#define GW_ROUTES_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

struct gw_segment {
  const char *text; /* the literal ("cases"), or for a variable the JSON name of its request field ("caseNumber") */
  bool variable;    /* takes any one non-empty segment */
};

struct gw_route {
  const char *verb;                  /* "POST" */
  const char *path;                  /* "/v1/cases/{caseNumber}:accept": for logs, metrics and the key's scope */
  const struct gw_segment *segments; /* of the path between the slashes, the action cut off; ended by a NULL text */
  const char *action;                /* "accept": what follows the ':' of the last segment; NULL: there is none */
  const char *const *query;          /* JSON names of the query parameters allowed (GET, DELETE); ended by NULL */
  const char *method;                /* "intake.AcceptCase" */
  const char *lane;                  /* "intake.write" */
  uint32_t roles;                    /* bit 1 << bm.Role.Enum */
  int success;                       /* 200, 201, 204 */
  bool body;                         /* takes a JSON object (POST, PUT; not a stream) */
  bool keyed;                        /* wants an Idempotency-Key */
  bool stream;                       /* raw bytes that move in pieces: own code of the gateway serves the route */
  const ProtobufCMessageDescriptor *request;
  const ProtobufCMessageDescriptor *reply;
  bool live; /* server-sent events: own code of the gateway serves the route, no service is called by it */
};

/* Ended by a row with a NULL verb. */
extern const struct gw_route gw_routes[];

#endif
