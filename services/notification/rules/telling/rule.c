/* The table of who is told what. A row more is all it takes to tell somebody more. */
#include "notification/rules/telling/rule.h"

#include <string.h>

const struct notification_rule notification_rules[] = {
    /* event, only when, whom, template, e-mail, urgent */
    {"case.submitted", NULL, NULL, NOTIFICATION_APPLICANT, "submitted", true, false},
    {"case.correction_asked", NULL, NULL, NOTIFICATION_APPLICANT, "correction_asked", true, false},
    {"case.corrected", NULL, NULL, NOTIFICATION_APPLICANT, "corrected", true, false},
    {"case.refusal_asked", NULL, NULL, NOTIFICATION_CENTRE_HEADS, "refusal_asked", true, true},
    {"case.refused", NULL, NULL, NOTIFICATION_APPLICANT, "refused", true, false},
    {"case.redirected", NULL, NULL, NOTIFICATION_APPLICANT, "redirected", true, false},
    {"case.withdrawn", NULL, NULL, NOTIFICATION_APPLICANT, "withdrawn", true, false},
    {"case.lapsed", NULL, NULL, NOTIFICATION_APPLICANT, "lapsed", true, false},
    {"case.accepted", NULL, NULL, NOTIFICATION_APPLICANT, "accepted", true, false},
    {"case.accepted", NULL, NULL, NOTIFICATION_REVIEWERS, "accepted_office", false, false},
    {"clock.moved", NULL, NULL, NOTIFICATION_APPLICANT, "clock_moved", true, false},
    {"light.crossed", NULL, NULL, NOTIFICATION_OFFICE_HEADS, "light", true, true},
    {"light.crossed", NULL, NULL, NOTIFICATION_SUPERVISORS, "light", true, true},
    {"case.decided", "outcome", "GRANT", NOTIFICATION_APPLICANT, "granted", true, false},
    {"case.decided", "outcome", "DENY", NOTIFICATION_APPLICANT, "denied", true, false},
    {"case.delivered", NULL, NULL, NOTIFICATION_APPLICANT, "delivered", true, false},
    {"delivery.overdue", NULL, NULL, NOTIFICATION_APPLICANT, "delivery_overdue", true, false},
    {"rating.given", NULL, NULL, NOTIFICATION_NOBODY, NULL, false, false},
    {"rating.reminder", NULL, NULL, NOTIFICATION_APPLICANT, "rating_reminder", true, false},
    {"rectification.opened", NULL, NULL, NOTIFICATION_CENTRE_HEADS, "rectification_opened", true, false},
    {"rectification.opened", NULL, NULL, NOTIFICATION_RATER, "rectification_opened_rater", true, false},
    {"rectification.called_back", NULL, NULL, NOTIFICATION_CENTRE_HEADS, "rectification_called_back", true, false},
    {"rectification.called_back", "reached", "true", NOTIFICATION_RATER, "rectification_called_back_rater", true,
     false},
    {"rectification.rectified", NULL, NULL, NOTIFICATION_CENTRE_HEADS, "rectification_rectified", true, false},
    {"rectification.rectified", NULL, NULL, NOTIFICATION_RATER, "rectification_rectified_rater", true, false},
    {"rectification.closed", NULL, NULL, NOTIFICATION_CENTRE_HEADS, "rectification_closed", true, false},
    {"rectification.closed", NULL, NULL, NOTIFICATION_RATER, "rectification_closed_rater", true, false},
    {NULL, NULL, NULL, NOTIFICATION_NOBODY, NULL, false, false},
};

const struct notification_rule *notification_rules_of(const char *event) {
  for (const struct notification_rule *rule = notification_rules; rule->event; rule++)
    if (strcmp(rule->event, event) == 0)
      return rule;
  return NULL;
}

const struct notification_rule *notification_rules_next(const struct notification_rule *rule) {
  const struct notification_rule *next = rule + 1;
  return next->event && strcmp(next->event, rule->event) == 0 ? next : NULL;
}

const char *notification_channel_name(enum notification_channel channel) {
  return channel == NOTIFICATION_EMAIL ? "email" : "inbox";
}
