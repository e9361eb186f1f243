/* The other outcomes at the window and the end of a case: refusal, redirect, withdrawal, delivery (I-05, R-06). */
#ifndef INTAKE_RULES_CASES_OUTCOME_H
#define INTAKE_RULES_CASES_OUTCOME_H

#include "intake/rules/cases/flow.h"

/* A refusal needs its reason and its law. */
bool intake_refuse_check(const char *reason, const char *law, struct dom_refusal *refusal);
bool intake_reject_check(const char *reason, struct dom_refusal *refusal);
/* A redirect says where to and why. */
bool intake_redirect_check(const char *where, const char *reason, struct dom_refusal *refusal);

enum { INTAKE_REMEDIES_TEXT = 600 };
/* What a refused applicant may do, Chinese, by the item's nature: reconsideration and litigation for administrative
 * acts, a second look for services. Returns ret_text. */
const char *intake_remedies(const char *nature, const char *county_name, char ret_text[INTAKE_REMEDIES_TEXT]);

/* WITHDRAWAL_PENDING when it was asked before and review has not answered. */
bool intake_withdraw_check(bool pending, struct dom_refusal *refusal);

/* bm.DeliveryMethod */
enum intake_delivery { INTAKE_BY_WINDOW = 1, INTAKE_BY_AGENT, INTAKE_BY_POST, INTAKE_ELECTRONIC };
/* Signed for: all but electronic delivery names who received. */
bool intake_deliver_check(enum intake_delivery method, const char *receiver, struct dom_refusal *refusal);

#endif
