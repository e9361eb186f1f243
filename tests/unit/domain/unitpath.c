#include "domain/unitpath.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct {
  const char *code;
  const char *path;
  int depth;
  enum dom_unit_level level;
  bool office;
  const char *parent; /* NULL: none */
} units[] = {
    {"530623", "530623", 1, DOM_LEVEL_COUNTY, false, NULL},
    {"530623101", "530623/530623101", 2, DOM_LEVEL_TOWNSHIP, false, "530623"},
    {"530623101201", "530623/530623101/530623101201", 3, DOM_LEVEL_VILLAGE, false, "530623/530623101"},
    {"530623-05", "530623/530623-05", 2, DOM_LEVEL_COUNTY, true, "530623"},
    {"530623101-03", "530623/530623101/530623101-03", 3, DOM_LEVEL_TOWNSHIP, true, "530623/530623101"},
    {"530623101201-003", "530623/530623101/530623101201/530623101201-003", 4, DOM_LEVEL_VILLAGE, true,
     "530623/530623101/530623101201"},
};
enum { UNITS = sizeof units / sizeof units[0] };

Test(unitpath, codes_make_paths_and_paths_hold_them_I01) {
  for (int i = 0; i < UNITS; i++) {
    char path[DOM_UNITPATH_TEXT] = "untouched";
    cr_expect(dom_unitpath_of_code(units[i].code, path), "%s", units[i].code);
    cr_expect_str_eq(path, units[i].path);
    cr_expect(dom_unitpath_valid(path), "%s", path);
    cr_expect_eq(dom_unitpath_depth(path), units[i].depth, "%s", path);
    cr_expect_eq(dom_unitpath_level(path), units[i].level, "%s", path);
    cr_expect_eq(dom_unitpath_is_office(path), units[i].office, "%s", path);
    cr_expect_str_eq(dom_unitpath_code(path), units[i].code);
    char parent[DOM_UNITPATH_TEXT] = "untouched";
    cr_expect_eq(dom_unitpath_parent(path, parent), units[i].parent != NULL, "%s", path);
    cr_expect_str_eq(parent, units[i].parent != NULL ? units[i].parent : "untouched");
  }
}

Test(unitpath, what_is_no_path_is_refused) {
  static const char *const bad[] = {
      "",
      "/",
      "53062",
      "5306231",
      "530623/",
      "/530623",
      "530623//530623101",
      "530623101",                     /* a township without its county */
      "530623/530624101",              /* another county's township */
      "530623/530623101201",           /* a village without its township */
      "530623/530623101/530623102201", /* another township's village */
      "530623/530623101-3",            /* an office has two or three digits */
      "530623/530623101/530623101-0003",
      "530623/530623101/530623102-03", /* another township's office */
      "530623/530623-05/530623-05-01", /* nothing under an office */
      "530623/530623101/530623101201/530623101201001",
      "53062x",
      "530623/530623101 ",
      "530623/530623101/530623101-",
      "530623/530623101/530623101-0a",
      "５３０６２３",
      "530623/530623101/530623101201/530623101201-003/530623101201-003",
  };
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    cr_expect_not(dom_unitpath_valid(bad[i]), "'%s'", bad[i]);
  }
  char path[DOM_UNITPATH_TEXT] = "untouched";
  cr_expect_not(dom_unitpath_of_code("530623/530623101", path));
  cr_expect_not(dom_unitpath_of_code("53062310", path));
  cr_expect_str_eq(path, "untouched");
}

Test(unitpath, a_subtree_is_the_unit_and_what_hangs_under_it) {
  for (int i = 0; i < UNITS; i++) {
    for (int j = 0; j < UNITS; j++) {
      /* Walking up from one must meet the other. */
      char at[DOM_UNITPATH_TEXT];
      cr_assert(dom_unitpath_of_code(units[i].code, at));
      bool met = strcmp(at, units[j].path) == 0;
      while (!met && dom_unitpath_parent(at, at)) {
        met = strcmp(at, units[j].path) == 0;
      }
      cr_expect_eq(dom_unitpath_within(units[i].path, units[j].path), met, "%s in %s", units[i].path, units[j].path);
    }
  }
  cr_expect_not(dom_unitpath_within("530623/530623101", "530623/53062310"), "a prefix that ends within a code");
  cr_expect_not(dom_unitpath_within("530623", ""));
  cr_expect_not(dom_unitpath_within("", "530623"));
  cr_expect_not(dom_unitpath_within("", ""));
}
