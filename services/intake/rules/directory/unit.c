#include "intake/rules/directory/unit.h"

#include <string.h>

/* Of a code without office number: what it must be. */
static const enum intake_unit_kind kinds[] = {
    [DOM_LEVEL_COUNTY] = INTAKE_UNIT_COUNTY,
    [DOM_LEVEL_TOWNSHIP] = INTAKE_UNIT_TOWNSHIP,
    [DOM_LEVEL_VILLAGE] = INTAKE_UNIT_VILLAGE,
};

/* A number behind a unit's code is one of its offices or one of its service points. */
static bool kind_fits(const char *path, enum intake_unit_kind kind) {
  if (dom_unitpath_is_office(path))
    return kind == INTAKE_UNIT_OFFICE || kind == INTAKE_UNIT_POINT;
  return kind == kinds[dom_unitpath_level(path)];
}

bool intake_unit_place(const char *code, enum intake_unit_kind kind, const char *parent,
                       char ret_path[DOM_UNITPATH_TEXT], struct dom_refusal *refusal) {
  char above[DOM_UNITPATH_TEXT] = "";
  if (!dom_unitpath_of_code(code, ret_path))
    return dom_refuse(refusal, DOM_LACKS, "FIELD_INVALID", "unit",
                      "单位代码应为 6 位（县）、9 位（乡镇）、12 位（村），科室和服务点再加横线和两位序号");
  if (!kind_fits(ret_path, kind))
    return dom_refuse(refusal, DOM_LACKS, "FIELD_INVALID", "kind", "单位类别与代码的层级不符");
  /* A county has no path above it: its parent is "". */
  if (!dom_unitpath_parent(ret_path, above))
    above[0] = '\0';
  if (strcmp(parent, dom_unitpath_code(above)) != 0)
    return dom_refuse(refusal, DOM_LACKS, "FIELD_INVALID", "parent", "上级单位与代码不符，应为“%s”",
                      dom_unitpath_code(above));
  return true;
}
