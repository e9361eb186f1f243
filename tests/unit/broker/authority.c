#include "broker/route/authority.h"

#include <criterion/criterion.h>

static const struct {
  const char *identity;
  const char *lane;
  bool call;
  bool serve;
} rows[] = {
    {"gateway", "intake.write", true, false},
    {"gateway", "review.read", true, false},
    {"gateway", "review.event", false, false},
    {"gateway", "broker.status", true, false},
    {"gateway", "gateway.read", true, false},
    {"operator", "broker.status", true, false},
    {"operator", "intake.account", true, false},
    {"operator", "intake.event", false, false},
    {"operator", "operator.read", true, false},
    {"intake", "review.event", true, false},
    {"intake", "intake.event", true, true},
    {"intake", "intake.write", false, true},
    {"intake", "review.write", false, false},
    {"intake", "intakes.write", false, false},
    {"intake", "broker.status", false, false},
    {"review", "intake.write", false, false},
    {"review", "review.read", false, true},
    {"broker", "broker.status", false, false},
    {"", ".event", true, false},
    {"in", "intake.write", false, false},
};

Test(authority, table) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    cr_expect_eq(broker_may_call(rows[i].identity, rows[i].lane), rows[i].call, "%s calls %s", rows[i].identity,
                 rows[i].lane);
    cr_expect_eq(broker_may_serve(rows[i].identity, rows[i].lane), rows[i].serve, "%s serves %s", rows[i].identity,
                 rows[i].lane);
  }
}
