/* Units of the county's tree as they are loaded (I-01). A code says where its unit stands, so a unit never moves and
 * the paths kept elsewhere stay true. */
#ifndef INTAKE_RULES_DIRECTORY_UNIT_H
#define INTAKE_RULES_DIRECTORY_UNIT_H

#include "domain/refusal.h"
#include "domain/unitpath.h"

#include <stdint.h>

/* The numbers of bm.UnitKind. */
enum intake_unit_kind {
  INTAKE_UNIT_COUNTY = 1,
  INTAKE_UNIT_TOWNSHIP,
  INTAKE_UNIT_VILLAGE,
  INTAKE_UNIT_OFFICE,
  INTAKE_UNIT_POINT,
  INTAKE_UNIT__COUNT
};

struct intake_unit {
  const char *unit; /* its code; NULL: there is none */
  const char *name;
  enum intake_unit_kind kind;
  const char *parent; /* "" for the county */
  const char *path;
  const char *phone;
  const char *address;
  const char *hours;
  int32_t version;
};

/* The path of a unit whose kind and parent agree with its code; else FIELD_INVALID at unit, kind or parent. That the
 * parent exists is not asked here. */
bool intake_unit_place(const char *code, enum intake_unit_kind kind, const char *parent,
                       char ret_path[DOM_UNITPATH_TEXT], struct dom_refusal *refusal);

#endif
