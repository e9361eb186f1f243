/* Field rules of the protos, checked alike for JSON and RPC: UTF-8, no NUL, lengths in characters, list sizes, enums in
 * range and not zero, required, patterns. The generator writes the tables from `(bm.rule)` options. */
#ifndef RT_JSON_RULES_H
#define RT_JSON_RULES_H

#include "runtime/base/arena.h"
#include <stdbool.h>

enum { RT_FAULTS_MAX = 20 };

struct rt_fault {
  const char *field;   /* "applicant.idNumber"; "" = the whole body */
  const char *message; /* for people, Chinese: what is wrong and what to do */
};

struct rt_faults {
  struct rt_fault list[RT_FAULTS_MAX];
  size_t count;
};

/* Adds a fault; texts are copied into the arena; beyond the maximum it is dropped. */
void rt_fault_add(struct rt_faults *faults, struct rt_arena *arena, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Row of the generated table: one field of one message type. */
struct rt_field_rule {
  const char *field; /* proto name */
  bool required;     /* present in JSON; for text and messages: not empty */
  int min;           /* numbers: smallest; lists: fewest */
  int max;           /* text: characters; lists: entries; numbers: largest; maps: entries */
  const char *like;  /* extended regular expression the text must match whole, or NULL */
  const char *hint;  /* Chinese: what a right value looks like, or NULL */
};

struct rt_message_rules {
  const ProtobufCMessageDescriptor *type;
  const struct rt_field_rule *fields;
  size_t count;
};

/* The generated table of all messages, ended by a NULL type; set once at start by the process (host or main). */
void rt_rules_use(const struct rt_message_rules *table);

/* The rule of a field; without one, a rule of zeros. */
const struct rt_field_rule *rt_rules_of(const ProtobufCMessageDescriptor *type, const char *field);

/* Checks the message and what it holds against the table: what has no rule gets the defaults (text ≤ 2 000 characters,
 * lists ≤ 100 entries, map keys ≤ 100 characters, enums known and in lists
 * not zero). A number that is not required may be 0 whatever `min` says: 0 is "not said". Used on every request that is
 * unpacked from the wire. */
void rt_rules_check(struct rt_arena *arena, const ProtobufCMessage *message, struct rt_faults *faults);

#endif
