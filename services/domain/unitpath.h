/* Unit paths: where a unit stands in the county's tree, by codes (I-01). `530623/530623101/530623101201` is county,
 * township, village; an office hangs under its unit as one more segment of the unit's code and a number:
 * `530623/530623101/530623101-03`. Scope is a question of prefixes: supervision runs down the subtree. */
#ifndef DOM_UNITPATH_H
#define DOM_UNITPATH_H

#include "domain/must.h"

#include <stdbool.h>

enum {
  DOM_UNITPATH_TEXT = 48, /* the longest path with its NUL */
  DOM_UNITCODE_TEXT = 17  /* the longest code ("530623101201-003") with its NUL */
};

enum dom_unit_level { DOM_LEVEL_COUNTY = 1, DOM_LEVEL_TOWNSHIP, DOM_LEVEL_VILLAGE };

/* True if every segment is a code and continues the one before it. */
bool dom_unitpath_valid(const char *path);

/* Segments of a valid path: a county is 1, an office one more than its unit. */
int dom_unitpath_depth(const char *path);

/* True if the path's last segment is an office. */
bool dom_unitpath_is_office(const char *path);

/* The level of the unit the path names, of an office the level of the unit it hangs under. */
enum dom_unit_level dom_unitpath_level(const char *path);

/* True if path is root or lies under it. An empty path or root holds and lies in nothing. */
bool dom_unitpath_within(const char *path, const char *root);

/* The path one segment up; false (ret untouched) for a county. */
DOM_MUST_CHECK bool dom_unitpath_parent(const char *path, char ret_path[DOM_UNITPATH_TEXT]);

/* The last segment, inside path: the unit's code. */
const char *dom_unitpath_code(const char *path);

/* The whole path of a code ("530623101-03" → "530623/530623101/530623101-03"); false (ret untouched) if it is none. */
DOM_MUST_CHECK bool dom_unitpath_of_code(const char *code, char ret_path[DOM_UNITPATH_TEXT]);

#endif
