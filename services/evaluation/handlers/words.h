/* What people wrote, sealed: a rating's tags and comment, and the desk's notes, measures and answer. */
#ifndef EVALUATION_HANDLERS_WORDS_H
#define EVALUATION_HANDLERS_WORDS_H

#include "bianmin/evaluation.pb-c.h"
#include "evaluation/store/ratings.h"
#include "runtime/call/call.h"

/* Tags and comment of the request, sealed for the row of `rating`. */
struct rt_bytes evaluation_seal_rating(const struct rt_call *call, const char *rating,
                                       const Bm__CreateRatingRequest *request);
/* Notes, measures and answer of `row->it` → `row->words_sealed`. */
void evaluation_seal_words(const struct rt_call *call, struct evaluation_rectification_row *row);
/* The other way; what cannot be opened reads as empty and is logged. */
void evaluation_open_words(const struct rt_call *call, struct evaluation_rectification_row *row);

/* The rectification as the desk sees it, its words opened. */
Bm__Rectification *evaluation_rectification_message(const struct rt_call *call,
                                                    const struct evaluation_rectification_row *row);

#endif
