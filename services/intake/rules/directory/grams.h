/* Search without word boundaries: a text is found by the characters and pairs of characters it holds, which an index
 * can answer for one Chinese character as well as for a whole name (I-03). */
#ifndef INTAKE_RULES_DIRECTORY_GRAMS_H
#define INTAKE_RULES_DIRECTORY_GRAMS_H

#include <stddef.h>

/* A to Z become small; all else stays. In place. */
void intake_search_fold(char *text);

/* Calls `found` with each blank-separated word of the text. */
void intake_words(const char *text, void (*found)(void *context, const char *word, size_t size), void *context);

/* Every character and every pair of neighbours within words: how a text is indexed. Pieces may come twice. */
void intake_grams(const char *text, void (*found)(void *context, const char *gram, size_t size), void *context);

/* The fewest pieces a text that holds this word must have: its pairs, or its one character. */
void intake_word_grams(const char *word, size_t size, void (*found)(void *context, const char *gram, size_t size),
                       void *context);

#endif
