#include "intake/rules/directory/grams.h"

#include "domain/utf8.h"

#include <string.h>

static const char blanks[] = " \t\r\n";

void intake_search_fold(char *text) {
  for (; *text; text++)
    if (*text >= 'A' && *text <= 'Z')
      *text = (char)(*text - 'A' + 'a');
}

void intake_words(const char *text, void (*found)(void *context, const char *word, size_t size), void *context) {
  text += strspn(text, blanks);
  while (*text) {
    size_t size = strcspn(text, blanks);
    found(context, text, size);
    text += size;
    text += strspn(text, blanks);
  }
}

/* The size of the character at `text`; what is no UTF-8 (the edge let none in) counts as a byte. */
static size_t character(const char *text, size_t left) {
  size_t size = dom_utf8_length(text, left);
  return size ? size : 1;
}

struct sink {
  void (*found)(void *context, const char *gram, size_t size);
  void *context;
};

static void pieces(void *context, const char *word, size_t size) {
  const struct sink *sink = context;
  for (size_t at = 0; at < size;) {
    size_t first = character(word + at, size - at);
    sink->found(sink->context, word + at, first);
    if (at + first < size)
      sink->found(sink->context, word + at, first + character(word + at + first, size - at - first));
    at += first;
  }
}

void intake_grams(const char *text, void (*found)(void *context, const char *gram, size_t size), void *context) {
  struct sink sink = {found, context};
  intake_words(text, pieces, &sink);
}

void intake_word_grams(const char *word, size_t size, void (*found)(void *context, const char *gram, size_t size),
                       void *context) {
  size_t first = size ? character(word, size) : 0;
  if (first == size) {
    if (size)
      found(context, word, size);
    return;
  }
  for (size_t at = 0; at + first < size;) {
    size_t second = character(word + at + first, size - at - first);
    found(context, word + at, first + second);
    at += first;
    first = second;
  }
}
