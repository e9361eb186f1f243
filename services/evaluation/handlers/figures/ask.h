/* What both readings of figures share: of whom and of when, checked. */
#ifndef EVALUATION_HANDLERS_FIGURES_ASK_H
#define EVALUATION_HANDLERS_FIGURES_ASK_H

#include "bianmin/evaluation.pb-c.h"
#include "evaluation/store/figures.h"
#include "runtime/call/call.h"

/* The head of an office, who supervises no unit, learns how satisfied people were, not which case was rated (E-01). */
bool evaluation_supervises(const struct rt_call *call);

struct evaluation_asked {
  char **unit;
  const char *item;
  Bm__FigurePeriod__Enum period;
  const char *from, *to;
};

/* False: refused. */
bool evaluation_ask(struct rt_call *call, const struct evaluation_asked *asked,
                    struct evaluation_question *ret_question);

#endif
