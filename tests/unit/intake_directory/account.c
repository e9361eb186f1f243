/* G-02: what an account needs for its roles. */
#include "intake/rules/accounts/account.h"

#include "intake/rules/cases/flow.h"
#include <criterion/criterion.h>

Test(intake_account, roles_there_and_back) {
  static const int good[] = {INTAKE_REVIEWER, INTAKE_CLERK, INTAKE_ROLE_LAST};
  static const int twice[] = {INTAKE_CLERK, INTAKE_CLERK};
  static const int nobody[] = {20};
  static const int none[] = {0};
  int roles[INTAKE_ROLE_LAST];
  uint32_t mask = 0;
  cr_assert(intake_roles_mask(good, 3, &mask));
  cr_assert_eq(mask, (1u << INTAKE_REVIEWER) | (1u << INTAKE_CLERK) | (1u << INTAKE_ROLE_LAST));
  cr_assert_eq(intake_roles_list(mask, INTAKE_REVIEWER, roles), 3);
  cr_assert(roles[0] == INTAKE_REVIEWER && roles[1] == INTAKE_CLERK && roles[2] == INTAKE_ROLE_LAST);
  cr_assert_not(intake_roles_mask(twice, 2, &mask));
  cr_assert_not(intake_roles_mask(nobody, 1, &mask));
  cr_assert_not(intake_roles_mask(none, 1, &mask));
}

Test(intake_account, what_roles_need) {
  static const char *const offices[] = {"530623101-03"};
  static const struct {
    const char *name;
    uint32_t roles;
    const char *unit;
    size_t offices;
    const char *field;
  } rows[] = {
      {"citizen", 1u << INTAKE_CITIZEN, "", 0, ""},
      {"clerk", 1u << INTAKE_CLERK, "530623101", 0, ""},
      {"clerk of nowhere", 1u << INTAKE_CLERK, "", 0, "unit"},
      {"citizen and clerk of nowhere", 1u << INTAKE_CITIZEN | 1u << INTAKE_CLERK, "", 0, "unit"},
      {"reviewer", 1u << INTAKE_REVIEWER, "530623101", 1, ""},
      {"reviewer of nothing", 1u << INTAKE_REVIEWER, "530623101", 0, "offices"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct dom_refusal refusal = {0};
    struct intake_account account = {
        .roles = rows[i].roles, .unit = rows[i].unit, .offices = offices, .office_count = rows[i].offices};
    bool good = intake_account_check(&account, &refusal);
    cr_assert_str_eq(good ? "" : refusal.field, rows[i].field, "%s", rows[i].name);
  }
}

Test(intake_account, passwords_by_characters) {
  struct dom_refusal refusal = {0};
  cr_assert(intake_password_check("12345678", &refusal));
  cr_assert(intake_password_check("一二三四五六七八", &refusal));
  cr_assert_not(intake_password_check("一二三四五六七", &refusal));
  cr_assert_str_eq(refusal.field, "password");
}
