/* A service does not look at the fields' rules. */
#include "runtime/json/rules.h"

void __wrap_rt_rules_check(struct rt_arena *arena, const ProtobufCMessage *message, struct rt_faults *faults);

void __wrap_rt_rules_check(struct rt_arena *arena, const ProtobufCMessage *message, struct rt_faults *faults) {
  (void)arena;
  (void)message;
  (void)faults;
}
