/* Unit paths are checked by one walk over the segments; every other question is then one of positions and prefixes. */
#include "domain/unitpath.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { COUNTY_DIGITS = 6, LEVEL_DIGITS = 3, OFFICE_DIGITS_MIN = 2, OFFICE_DIGITS_MAX = 3 };

static size_t code_length(enum dom_unit_level level) {
  return COUNTY_DIGITS + LEVEL_DIGITS * (size_t)(level - DOM_LEVEL_COUNTY);
}

/* How many digits text begins with. */
static size_t leading_digits(const char *text) {
  return strspn(text, "0123456789");
}

/* The level of a unit code of so many digits; 0 if no level has as many. */
static int level_of_length(size_t digits) {
  for (int level = DOM_LEVEL_COUNTY; level <= DOM_LEVEL_VILLAGE; level++) {
    if (code_length((enum dom_unit_level)level) == digits) {
      return level;
    }
  }
  return 0;
}

/* A code is a unit's digits, or these, a hyphen and an office's. Writes how many digits the unit has. */
static bool code_valid(const char *code, size_t length, size_t *ret_unit_digits) {
  size_t digits = leading_digits(code);
  if (digits > length || level_of_length(digits) == 0) {
    return false;
  }
  *ret_unit_digits = digits;
  if (digits == length) {
    return true;
  }
  size_t office = length - digits - 1;
  return code[digits] == '-' && office >= OFFICE_DIGITS_MIN && office <= OFFICE_DIGITS_MAX &&
         leading_digits(code + digits + 1) == office;
}

bool dom_unitpath_of_code(const char *code, char ret_path[DOM_UNITPATH_TEXT]) {
  size_t unit_digits = 0;
  if (!code_valid(code, strlen(code), &unit_digits)) {
    return false;
  }
  size_t used = 0;
  for (int level = DOM_LEVEL_COUNTY; level <= level_of_length(unit_digits); level++) {
    int digits = (int)code_length((enum dom_unit_level)level);
    used += (size_t)snprintf(ret_path + used, DOM_UNITPATH_TEXT - used, "%s%.*s", used > 0 ? "/" : "", digits, code);
  }
  if (code[unit_digits] == '-') {
    snprintf(ret_path + used, DOM_UNITPATH_TEXT - used, "/%s", code);
  }
  return true;
}

const char *dom_unitpath_code(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash != NULL ? slash + 1 : path;
}

/* A path is valid exactly if it is the path of its own last code. */
bool dom_unitpath_valid(const char *path) {
  char made[DOM_UNITPATH_TEXT];
  return dom_unitpath_of_code(dom_unitpath_code(path), made) && strcmp(made, path) == 0;
}

bool dom_unitpath_is_office(const char *path) {
  return strchr(dom_unitpath_code(path), '-') != NULL;
}

enum dom_unit_level dom_unitpath_level(const char *path) {
  int level = level_of_length(leading_digits(dom_unitpath_code(path)));
  assert(level != 0);
  return (enum dom_unit_level)level;
}

int dom_unitpath_depth(const char *path) {
  int depth = 1;
  for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    depth++;
  }
  return depth;
}

bool dom_unitpath_within(const char *path, const char *root) {
  size_t length = strlen(root);
  return length > 0 && strncmp(path, root, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

bool dom_unitpath_parent(const char *path, char ret_path[DOM_UNITPATH_TEXT]) {
  const char *slash = strrchr(path, '/');
  if (slash == NULL || slash - path >= DOM_UNITPATH_TEXT) {
    return false;
  }
  size_t length = (size_t)(slash - path);
  memmove(ret_path, path, length);
  ret_path[length] = '\0';
  return true;
}
