/* I-01: a unit stands where its code says. */
#include "intake/rules/directory/unit.h"

#include <criterion/criterion.h>

struct place_case {
  const char *name;
  const char *code;
  enum intake_unit_kind kind;
  const char *parent;
  const char *path;  /* NULL: refused */
  const char *field; /* that is named then */
};

static const struct place_case place_cases[] = {
    {"county", "530623", INTAKE_UNIT_COUNTY, "", "530623", NULL},
    {"township", "530623101", INTAKE_UNIT_TOWNSHIP, "530623", "530623/530623101", NULL},
    {"village", "530623101201", INTAKE_UNIT_VILLAGE, "530623101", "530623/530623101/530623101201", NULL},
    {"office of a township", "530623101-03", INTAKE_UNIT_OFFICE, "530623101", "530623/530623101/530623101-03", NULL},
    {"office of the county", "530623-11", INTAKE_UNIT_OFFICE, "530623", "530623/530623-11", NULL},
    {"point of a village", "530623101201-01", INTAKE_UNIT_POINT, "530623101201",
     "530623/530623101/530623101201/530623101201-01", NULL},
    {"seven digits", "5306231", INTAKE_UNIT_TOWNSHIP, "530623", NULL, "unit"},
    {"a township that says village", "530623101", INTAKE_UNIT_VILLAGE, "530623", NULL, "kind"},
    {"a village that says office", "530623101201", INTAKE_UNIT_OFFICE, "530623101", NULL, "kind"},
    {"an office that says township", "530623101-03", INTAKE_UNIT_TOWNSHIP, "530623101", NULL, "kind"},
    {"another township's village", "530623101201", INTAKE_UNIT_VILLAGE, "530623102", NULL, "parent"},
    {"a township without parent", "530623101", INTAKE_UNIT_TOWNSHIP, "", NULL, "parent"},
    {"a county below one", "530623", INTAKE_UNIT_COUNTY, "530600", NULL, "parent"},
};

Test(intake_unit, I01_where_a_code_stands) {
  for (size_t i = 0; i < sizeof place_cases / sizeof *place_cases; i++) {
    const struct place_case *c = &place_cases[i];
    struct dom_refusal refusal = {0};
    char path[DOM_UNITPATH_TEXT] = "";
    bool placed = intake_unit_place(c->code, c->kind, c->parent, path, &refusal);
    cr_assert_eq(placed, c->path != NULL, "%s: %s", c->name, refusal.text);
    if (placed)
      cr_assert_str_eq(path, c->path, "%s", c->name);
    else
      cr_assert_str_eq(refusal.field, c->field, "%s", c->name);
  }
}
