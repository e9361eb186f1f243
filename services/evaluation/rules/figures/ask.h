/* E-10: of whom and of when figures are asked, and who may. Pure. */
#ifndef EVALUATION_RULES_ASK_H
#define EVALUATION_RULES_ASK_H

#include "domain/refusal.h"
#include "domain/unitpath.h"
#include <stddef.h>
#include <stdint.h>

/* Who asks. A supervisor sees the subtree of the own unit; who is only an office's head, that office. */
struct evaluation_asker {
  const char *unit_path;
  const char *const *offices;
  size_t office_count;
  bool supervises;
};

/* Of whom: a subtree, of these offices only when `by_office`. */
struct evaluation_scope {
  char path[DOM_UNITPATH_TEXT];
  const char *const *offices;
  size_t office_count;
  bool by_office;
};

/* `unit`: a unit or an office, which must live as long as the scope; "" the asker's own. What is not the asker's to see
 * is hidden.
 */
bool evaluation_scope_of(const struct evaluation_asker *asker, const char *const *unit,
                         struct evaluation_scope *ret_scope, struct dom_refusal *refusal);

/* The numbers of bm.FigurePeriod. */
enum evaluation_period {
  EVALUATION_PERIOD_NONE,
  EVALUATION_PERIOD_DAY,
  EVALUATION_PERIOD_MONTH,
  EVALUATION_PERIOD_QUARTER,
  EVALUATION_PERIOD_YEAR
};

enum { EVALUATION_FIGURE_DAYS = 366 }; /* the longest span */

/* Both ends count. */
struct evaluation_span {
  int32_t from;
  int32_t to;
};

/* From texts, "" if not given: without `to` today, without `from` the first of its month, or the whole period that
 * holds it. */
bool evaluation_span_of(enum evaluation_period period, const char *from, const char *to, int32_t today,
                        struct evaluation_span *ret_span, struct dom_refusal *refusal);

#endif
