/* I-03: search by any word of a name, one character or many. */
#include "intake/rules/directory/grams.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct found {
  char text[2000];
};

static void add(void *context, const char *gram, size_t size) {
  struct found *found = context;
  size_t used = strlen(found->text);
  snprintf(found->text + used, sizeof found->text - used, "%s%.*s", used ? "|" : "", (int)size, gram);
}

Test(intake_grams, pieces_of_a_text) {
  static const struct {
    const char *text, *grams, *words;
  } rows[] = {
      {"", "", ""},
      {"  ", "", ""},
      {"林", "林", "林"},
      {"林木a", "林|林木|木|木a|a", "林木a"},
      {"ab 林木", "a|ab|b|林|林木|木", "ab|林木"},
      {" x  y ", "x|y", "x|y"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct found grams = {""}, words = {""};
    intake_grams(rows[i].text, add, &grams);
    intake_words(rows[i].text, add, &words);
    cr_assert_str_eq(grams.text, rows[i].grams, "'%s'", rows[i].text);
    cr_assert_str_eq(words.text, rows[i].words, "'%s'", rows[i].text);
  }
}

Test(intake_grams, pieces_of_a_word) {
  static const struct {
    const char *word, *grams;
  } rows[] = {{"", ""}, {"林", "林"}, {"林木", "林木"}, {"林木采伐", "林木|木采|采伐"}, {"a林", "a林"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct found grams = {""};
    intake_word_grams(rows[i].word, strlen(rows[i].word), add, &grams);
    cr_assert_str_eq(grams.text, rows[i].grams, "'%s'", rows[i].word);
  }
}

Test(intake_grams, folding_is_ascii_only) {
  char text[] = "LYJ-0201 林Ä木Z";
  intake_search_fold(text);
  cr_assert_str_eq(text, "lyj-0201 林Ä木z");
}

/* Whatever stands in a text is found: the pieces of every part of it are among the pieces of the text. */
Test(intake_grams, every_part_of_a_text_is_found) {
  static const char *const characters[] = {"林", "木", "采", "a", "1", "-"};
  srand(7);
  for (int round = 0; round < 2000; round++) {
    char text[64] = "", part[64] = "";
    int length = 1 + rand() % 8, from = rand() % length, size = 1 + rand() % (length - from);
    for (int i = 0; i < length; i++) {
      const char *c = characters[rand() % 6];
      strcat(text, c);
      if (i >= from && i < from + size)
        strcat(part, c);
    }
    struct found all = {"|"}, wanted = {""};
    intake_grams(text, add, &all);
    strcat(all.text, "|");
    intake_word_grams(part, strlen(part), add, &wanted);
    char *rest = NULL;
    for (char *gram = strtok_r(wanted.text, "|", &rest); gram; gram = strtok_r(NULL, "|", &rest)) {
      char bounded[32];
      snprintf(bounded, sizeof bounded, "|%s|", gram);
      cr_assert(strstr(all.text, bounded), "%s of %s", gram, text);
    }
  }
}
