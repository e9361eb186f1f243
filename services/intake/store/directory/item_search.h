/* Finding items (I-03): by words, best fit first; by life event; by the office or the window that has to do with them.
 */
#ifndef INTAKE_STORE_ITEM_SEARCH_H
#define INTAKE_STORE_ITEM_SEARCH_H

#include "intake/store/directory/directory.h"

/* No words: all, in the order of codes. The grams are those of the words: they find, the words are looked for again. */
struct intake_search {
  const char *whole; /* the words with one blank between them */
  const char *const *words;
  size_t word_count;
  const char *const *grams;
  size_t gram_count;
  int life_event;     /* 0: any */
  const char *office; /* unit of an office that leads or joins; "": any */
  const char *path;   /* of a unit whose windows take it; "": any */
  bool in_force;      /* without abolished ones */
  int64_t after_rank; /* keyset: behind this fit and code; 0 and "" at first */
  const char *after;
  int limit;
};

struct intake_found_list {
  struct intake_guide *guides; /* room for `limit` of each */
  int64_t *ranks;
  size_t count;
};

/* Ranks: 0 is the name or code itself, 1 a name that begins with the query, 2 all words in name or code, 3 all words
 * with the aliases; only when nothing holds all words, those that hold more than half of their pieces follow, the
 * nearest first. */
void intake_items_search(struct rt_pipe *pipe, const struct intake_search *search, struct intake_found_list *into);

#endif
