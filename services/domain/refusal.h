/* What a pure rule says when an act is not to be: a value, never an exit. Handlers turn it into an answer. */
#ifndef DOM_REFUSAL_H
#define DOM_REFUSAL_H

#include <stdbool.h>

enum dom_refusal_kind {
  DOM_ALLOWED,
  DOM_HIDDEN,    /* the caller may not know that the thing exists: 404 */
  DOM_FORBIDDEN, /* the caller sees it but may not do this: 403 */
  DOM_CONFLICT,  /* not in this state: 409 */
  DOM_LACKS,     /* the act lacks something: 400 */
  DOM_TOO_MANY,  /* tried too often: 429 */
  DOM_REFUSAL__COUNT
};

struct dom_refusal {
  enum dom_refusal_kind kind;
  const char *code;  /* static, for programs: "ACTION_NOT_IN_STATE" */
  const char *field; /* static, JSON spelling, or NULL */
  char text[400];    /* Chinese: what is wrong and what to do */
};

/* Sets the first refusal (a later one changes nothing) and returns false: `return dom_refuse(…)`.
 * NULL: the caller does not care why. */
bool dom_refuse(struct dom_refusal *refusal, enum dom_refusal_kind kind, const char *code, const char *field,
                const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
