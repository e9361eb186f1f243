/* The pure half must stay pure: what it asks of the C library is memory and text, nothing that sees the world. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(pure, asks_for_memory_and_text_only) {
  static const char *const allowed[] = {"broker_", "mem",    "str",           "calloc",           "realloc",
                                        "free",    "abort",  "__assert_fail", "__stack_chk_fail", "__asan",
                                        "__ubsan", "__tsan", "__mem",         "_GLOBAL_OFFSET"};
  FILE *symbols = popen("nm -u " BROKER_ROUTE " | awk 'NF == 2 {print $2}' | sort -u", "r");
  cr_assert_not_null(symbols);
  char line[256];
  int seen = 0;
  while (fgets(line, sizeof line, symbols) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    bool fine = false;
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
      fine = fine || strncmp(line, allowed[i], strlen(allowed[i])) == 0;
    }
    cr_expect(fine, "the pure half uses %s", line);
    seen++;
  }
  pclose(symbols);
  cr_expect(seen > 3);
}
