/* Accounts as they are loaded (G-02): which roles an account may hold and what they need. */
#ifndef INTAKE_RULES_ACCOUNTS_ACCOUNT_H
#define INTAKE_RULES_ACCOUNTS_ACCOUNT_H

#include "domain/refusal.h"
#include <stddef.h>
#include <stdint.h>

enum {
  INTAKE_ROLE_LAST = 11, /* bm.Role OPERATOR: those above are nobody's account */
  INTAKE_PASSWORD_MIN = 8
};

/* What is said of an account, without its secrets. */
struct intake_account {
  const char *username; /* NULL: there is none */
  const char *name;
  int role;       /* the one shown */
  uint32_t roles; /* bit 1 << bm.Role */
  const char *unit;
  const char *const *offices;
  size_t office_count;
  bool closed;
};

/* The bit mask of a list of roles; false when one is no account's or stands twice. */
bool intake_roles_mask(const int *roles, size_t count, uint32_t *ret_mask);

/* The roles of a mask, the shown one first; returns how many. `ret_roles` holds INTAKE_ROLE_LAST. */
size_t intake_roles_list(uint32_t mask, int shown, int *ret_roles);

/* Who acts for a unit names it, who decides names the offices. That they exist is not asked here. */
bool intake_account_check(const struct intake_account *account, struct dom_refusal *refusal);

/* Long enough; characters, not bytes. */
bool intake_password_check(const char *password, struct dom_refusal *refusal);

#endif
