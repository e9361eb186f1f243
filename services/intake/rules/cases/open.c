#include "intake/rules/cases/open.h"

#define WAY(source) (1u << INTAKE_FROM_##source)

enum intake_role intake_hands_in_as(const struct intake_viewer *viewer) {
  if (viewer->roles & DOM_WHO(INTAKE_CLERK))
    return INTAKE_CLERK;
  return viewer->roles & DOM_WHO(INTAKE_AGENT) ? INTAKE_AGENT : INTAKE_CITIZEN;
}

bool intake_source_fits(enum intake_role role, enum intake_source said) {
  unsigned ways = WAY(ONLINE);
  if (role == INTAKE_CLERK)
    ways = WAY(WINDOW) | WAY(HOME_VISIT) | WAY(MOBILE_STOP) | WAY(HOTLINE);
  else if (role == INTAKE_AGENT)
    ways = WAY(AGENT) | WAY(HOME_VISIT) | WAY(MOBILE_STOP);
  return !said || (ways & 1u << said);
}

enum intake_source intake_source_of(enum intake_role role, enum intake_source said) {
  if (said)
    return said;
  if (role == INTAKE_CLERK)
    return INTAKE_FROM_WINDOW;
  return role == INTAKE_AGENT ? INTAKE_FROM_AGENT : INTAKE_FROM_ONLINE;
}

bool intake_opens(const struct intake_item *item, bool unit_is_office, const char *lead_office,
                  struct dom_refusal *refusal) {
  if (!intake_item_in_force(item, refusal))
    return false;
  if (unit_is_office)
    return dom_refuse(refusal, DOM_LACKS, "UNIT_IS_OFFICE", "unit", "科室没有窗口；请填写县、乡镇或者村的代码");
  if (!*lead_office)
    return dom_refuse(refusal, DOM_CONFLICT, "NO_LEAD_OFFICE", "unit",
                      "该单位以上没有办理该事项的科室；请选择其他单位");
  return true;
}
