/* What PutUnits and PutItems share: a put that says what is known already changes nothing, anything else counts the
 * thing's version on and says so by an event of that number. */
#ifndef INTAKE_HANDLERS_DIRECTORY_PUT_H
#define INTAKE_HANDLERS_DIRECTORY_PUT_H

#include "intake/store/directory/directory.h"
#include "runtime/call/call.h"

struct intake_put_row {
  const char *key;
  struct rt_bytes hash; /* SHA-256 of the packed content */
  int32_t expected;     /* the version it was read with */
  int32_t version;      /* the new one; 0: unchanged */
  bool again;           /* it stands already by this very put: only the answer was lost */
};

/* First in the state of both. */
struct intake_put {
  struct intake_put_row *rows;
  size_t count;
  const struct intake_put_row **by_key; /* of equal keys the one further up first */
  struct intake_kept_list kept;         /* by key, once decided */
};

/* Room for `count` rows, and for as many kept ones and `more`. */
void intake_put_start(struct rt_call *call, size_t count, size_t more);
/* Row `i`; `content` without what is answered only. */
void intake_put_row(struct rt_call *call, size_t i, const char *key, int32_t expected, const ProtobufCMessage *content);
/* After the last row: a key that stands twice is a fault at `list`[i].`field`. */
void intake_put_sort(struct rt_call *call, const char *list, const char *field);
/* The first row with that key, or NULL. */
const struct intake_put_row *intake_put_find(const struct intake_put *put, const char *key);
/* The keys, for the load. */
const char **intake_put_keys(const struct rt_call *call, size_t more);
/* NULL if there is none; once decided. */
const struct intake_kept *intake_put_kept(const struct intake_put *put, const char *key);
/* Sorts what is kept, and sets the versions by it. Of somebody signed in: VERSION_CHANGED for a row that is not as they
 * read it, so that two do not overwrite each other; the operator's key loads whatever was there. A row that stands as
 * the version after the one that was read is this put come again: answered as the first time, and not written. */
void intake_put_decide(struct rt_call *call);
/* The row is to be written. */
bool intake_put_writes(const struct intake_put_row *row);
void intake_put_changed(struct rt_call *call, const char *key);

/* An administrator has to do with what is in their unit's path; with what is the whole county's (`unit` "") only at the
 * county. False, and NOT_YOURS. The operator's key may all. */
bool intake_admin_may(struct rt_call *call, const char *unit);
/* How many were added, changed, unchanged. */
void intake_put_reply(struct rt_call *call);

/* The rule's refusal of row `i` as a fault of its field. */
void intake_put_fault(struct rt_call *call, const char *list, size_t i, const struct dom_refusal *refusal);

#endif
