/* I-03: what people type becomes the words to look for. */
#include "intake/rules/directory/plain.h"
#include "intake/rules/directory/grams.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void add(void *context, const char *word, size_t size) {
  char *text = context;
  size_t used = strlen(text);
  snprintf(text + used, 200 - used, "%s%.*s", used ? "|" : "", (int)size, word);
}

Test(intake_plain, words_that_say_nothing_of_the_matter_are_passed_over) {
  static const struct {
    const char *query, *words;
  } rows[] = {
      {"", ""},
      {"低保", "低保"},
      {"低保怎么办理？", "低保"},
      {"我想给老人办补贴", "老人|补贴"},
      {"请问，换身份证需要什么手续", "换身份证"},
      {"砍树", "砍树"},
      {"法律援助申请", "法律援助"},
      {"申请", "申请"},
      {"怎么办？", "怎么办？"},
      {"zrzy-0101", "zrzy-0101"},
      {"采伐 许可", "采伐|许可"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char query[200], words[200] = "";
    snprintf(query, sizeof query, "%s", rows[i].query);
    intake_plain_query(query);
    intake_words(query, add, words);
    cr_assert_str_eq(words, rows[i].words, "'%s'", rows[i].query);
  }
}
