#include "runtime/seal/chain.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the command that auditors use says of the same bytes. */
static void openssl_says(const char *previous, const char *text, char ret_link[RT_LINK_SIZE]) {
  char path[] = "/tmp/bm-chain-XXXXXX";
  FILE *file = fdopen(mkstemp(path), "w");
  fprintf(file, "%s\n%s", previous, text);
  fclose(file);
  char command[128];
  snprintf(command, sizeof command, "openssl dgst -sm3 -r %s", path);
  FILE *openssl = popen(command, "r");
  cr_assert_eq(fread(ret_link, 1, RT_LINK_SIZE - 1, openssl), (size_t)RT_LINK_SIZE - 1);
  ret_link[RT_LINK_SIZE - 1] = 0;
  cr_assert_eq(pclose(openssl), 0);
  unlink(path);
}

Test(chain, a_link_is_what_openssl_computes) {
  static const char *const texts[] = {"", "{}", "{\"action\":\"受理\",\"at\":\"2026-11-23T09:00:00+08:00\"}",
                                      "text\nof two lines\n"};
  char previous[RT_LINK_SIZE];
  memcpy(previous, rt_chain_start, sizeof previous);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char link[RT_LINK_SIZE];
    char expected[RT_LINK_SIZE];
    rt_chain_link(previous, texts[i], strlen(texts[i]), link);
    openssl_says(previous, texts[i], expected);
    cr_assert_str_eq(link, expected, "text %zu", i);
    memcpy(previous, link, sizeof previous);
  }
}

Test(chain, starts_with_zeros_and_each_byte_counts) {
  cr_assert_eq(strspn(rt_chain_start, "0"), 64u);
  char one[RT_LINK_SIZE];
  char other[RT_LINK_SIZE];
  rt_chain_link(rt_chain_start, "a", 1, one);
  rt_chain_link(rt_chain_start, "b", 1, other);
  cr_assert_str_neq(one, other);
  rt_chain_link(one, "a", 1, other);
  cr_assert_str_neq(one, other);
}
