/* Statements on the copies of intake's directory, and who is found by them. */
#ifndef NOTIFICATION_STORE_DIRECTORY_H
#define NOTIFICATION_STORE_DIRECTORY_H

#include "notification/rules/telling/rule.h"
#include "runtime/pg/pipe.h"

extern const char notification_accounts_table[];

struct notification_account {
  const char *username;
  const char *name;
  int64_t roles; /* bits 1 << bm.Role */
  const char *unit;
  const char *unit_path;
  const char *const *offices;
  size_t office_count;
  struct rt_bytes email_sealed; /* NULL data: none */
  bool active;
};
void notification_accounts_put(struct rt_pipe *pipe, const struct notification_account *account);
struct notification_unit {
  const char *unit, *name, *path;
};
/* No unit twice. */
void notification_units_put(struct rt_pipe *pipe, const struct notification_unit *units, size_t count);
/* Names of units; `*ret_name` stays as it was for one that is not known. */
struct notification_naming {
  const char *unit;
  const char **ret_name;
};
void notification_units_name(struct rt_pipe *pipe, const struct notification_naming *units, size_t count);

/* What an audience is looked for by. What is empty is taken from the stored case. */
struct notification_about {
  const char *case_number;
  const char *unit_path;
  const char *office;
  const char *const *accounts;
  size_t account_count;
  const char *rectification;
  const char *rater;
};

/* Somebody to be told; a list in the arena of the drain. */
struct notification_person {
  const char *account;
  struct rt_bytes email_sealed; /* empty: none, or the account is closed */
  struct notification_person *next;
};
struct notification_people {
  struct notification_person *first;
  struct notification_person *last;
};

/* Who of an audience is to be told of one event. */
struct notification_search {
  const struct notification_about *about;
  struct notification_people *into;
};

/* Appends each search's people to its `into`, by name. NOTIFICATION_NOBODY finds nobody. */
void notification_people_load(struct rt_pipe *pipe, enum notification_audience audience,
                              const struct notification_search *searches, size_t count);

#endif
