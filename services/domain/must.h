/* The mark of results that a caller must look at. */
#ifndef DOM_MUST_H
#define DOM_MUST_H

#define DOM_MUST_CHECK __attribute__((warn_unused_result))

#endif
