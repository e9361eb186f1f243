/* Who is told what (ARCHITECTURE.md, table of events): one row = an event, whom, by which template and channels. */
#ifndef NOTIFICATION_RULES_TELLING_RULE_H
#define NOTIFICATION_RULES_TELLING_RULE_H

#include <stdbool.h>
#include <stddef.h>

enum notification_audience {
  NOTIFICATION_NOBODY,
  NOTIFICATION_APPLICANT,    /* the accounts of the applicant's side, and the address given with the application */
  NOTIFICATION_CENTRE_HEADS, /* of the case's unit, else of the nearest unit above that has one */
  NOTIFICATION_REVIEWERS,    /* of the lead office */
  NOTIFICATION_OFFICE_HEADS, /* of the lead office */
  NOTIFICATION_SUPERVISORS,  /* of the county, and what lies between */
  NOTIFICATION_RATER,        /* if the account is known */
  NOTIFICATION_AUDIENCE__COUNT
};

enum notification_channel { NOTIFICATION_INBOX, NOTIFICATION_EMAIL, NOTIFICATION_CHANNEL__COUNT };

struct notification_rule {
  const char *event; /* "case.decided" */
  const char *field; /* only when this field of the event reads … (NULL: always) */
  const char *value; /* … this: an enum by its name, "true", a text */
  enum notification_audience audience;
  const char *template; /* NULL for nobody */
  bool email;           /* beside the inbox */
  bool urgent;          /* quiet hours do not hold its e-mail */
};

/* Ended by a NULL event. Rows of one event stand together; the first that finds a person counts for them. */
extern const struct notification_rule notification_rules[];

/* The first row of the event; NULL if it has none. */
const struct notification_rule *notification_rules_of(const char *event);
/* The next row of the same event, or NULL. */
const struct notification_rule *notification_rules_next(const struct notification_rule *rule);

/* "inbox", "email": static text. */
const char *notification_channel_name(enum notification_channel channel);

#endif
