/* Acceptance: what an item must be for it, both due days, deemed acceptance (I-05, R-01, R-02; art. 32). */
#ifndef INTAKE_RULES_CASES_ACCEPT_H
#define INTAKE_RULES_CASES_ACCEPT_H

#include "domain/deadline.h"
#include "intake/rules/cases/scope.h"

/* The numbers of bm.ItemKind. */
enum intake_kind { INTAKE_IMMEDIATE = 1, INTAKE_PROMISED, INTAKE_JOINT, INTAKE_ESCALATED };

/* What the rules ask of an item. */
struct intake_item {
  bool abolished;
  enum intake_kind kind;
  struct dom_limits limits;
};

/* ITEM_ABOLISHED for an item that is not in force. */
bool intake_item_in_force(const struct intake_item *item, struct dom_refusal *refusal);
/* ITEM_KIND_NOT_OPEN for joint and escalated items: they can be handed in, not yet accepted. */
bool intake_kind_open(const struct intake_item *item, struct dom_refusal *refusal);

struct intake_acceptance {
  int32_t accepted_on;
  struct dom_dues dues;
};

/* Accepted as of the time given (of the act; deemed: of the receipt of the papers), for the item as it is. */
bool intake_accept(const struct dom_calendar *calendar, const struct intake_item *item, int64_t as_of_us,
                   int office_end_minute, struct intake_acceptance *ret_acceptance, struct dom_refusal *refusal);

/* An immediate case opens claimed by the accepting clerk who holds the reviewer's role for its office. */
bool intake_opens_claimed(const struct intake_item *item, const struct intake_viewer *clerk, const char *lead_office);

/* When a case is deemed accepted: the start of the day after the 5th working day after the receipt of the papers; 0 for
 * an item that can't be accepted yet. */
int64_t intake_deem_at(const struct dom_calendar *calendar, const struct intake_item *item, int64_t papers_at_us);

#endif
