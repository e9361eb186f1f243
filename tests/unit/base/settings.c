#include "runtime/base/cleanup.h"
#include "runtime/base/config.h"
#include "runtime/base/file.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static char path[128];

static void make_folder(void) {
  strcpy(folder, "/tmp/bm-base-XXXXXX");
  cr_assert_not_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/settings", folder);
}

static void remove_folder(void) {
  unlink(path);
  rmdir(folder);
}

TestSuite(settings, .init = make_folder, .fini = remove_folder);

static const struct rt_setting table[] = {
    {"BM_TEST_A", NULL, "the first", false},
    {"BM_TEST_B", "50", "the second", false},
    {"BM_TEST_C", "", "the third", true},
    {NULL, NULL, NULL, false},
};

static void write_settings(const char *text) {
  cr_assert(rt_file_write(path, text, strlen(text), 0600, NULL));
}

Test(settings, environment_before_file_before_default) {
  write_settings("# a comment\n\n BM_TEST_A = from file \nBM_TEST_C=c=d\n");
  setenv("BM_TEST_A", "from environment", 1);
  setenv("BM_TEST_C", "", 1);
  RT_AUTO(rt_config_destroy) struct rt_config *config = NULL;
  struct rt_error error = {0};
  cr_assert(rt_config_new(table, path, &config, &error), "%s", error.text);
  cr_assert_str_eq(rt_config_text(config, "BM_TEST_A"), "from environment");
  cr_assert_str_eq(rt_config_text(config, "BM_TEST_B"), "50");
  cr_assert_str_eq(rt_config_text(config, "BM_TEST_C"), "c=d");
}

Test(settings, a_missing_one_is_named) {
  struct rt_config *config = NULL;
  struct rt_error error = {0};
  cr_assert(!rt_config_new(table, NULL, &config, &error));
  cr_assert_null(config);
  cr_assert_eq(error.status, RT_INVALID_ARGUMENT);
  cr_assert_not_null(strstr(error.text, "BM_TEST_A"));
}

Test(settings, an_unknown_one_is_named_with_its_line) {
  write_settings("BM_TEST_A=1\nBM_TSET_B=2\n");
  struct rt_config *config = NULL;
  struct rt_error error = {0};
  cr_assert(!rt_config_new(table, path, &config, &error));
  cr_assert_not_null(strstr(error.text, "line 2: unknown setting BM_TSET_B"), "%s", error.text);
  write_settings("BM_TEST_A\n");
  cr_assert(!rt_config_new(table, path, &config, &error));
}

Test(settings, numbers) {
  setenv("BM_TEST_A", "12x", 1);
  RT_AUTO(rt_config_destroy) struct rt_config *config = NULL;
  struct rt_error error = {0};
  cr_assert(rt_config_new(table, NULL, &config, &error));
  int64_t number = -1;
  cr_assert(rt_config_number(config, "BM_TEST_B", 1, 50, &number, &error));
  cr_assert_eq(number, 50);
  cr_assert(!rt_config_number(config, "BM_TEST_B", 1, 49, &number, &error));
  cr_assert(!rt_config_number(config, "BM_TEST_A", 1, 49, &number, &error));
  cr_assert(!rt_config_number(config, "BM_TEST_C", 0, 49, &number, &error));
  cr_assert_eq(number, 50);
  cr_assert_not_null(strstr(error.text, "BM_TEST_C"));
}

Test(settings, a_file_comes_back_and_nothing_lies_beside_it) {
  struct rt_error error = {0};
  RT_AUTO(rt_buffer_free) struct rt_buffer content = {0};
  cr_assert(!rt_file_read(path, 10, &content, &error));
  cr_assert_eq(error.status, RT_NOT_FOUND);
  cr_assert(rt_file_write(path, "0123456789", 10, 0640, &error));
  cr_assert(rt_file_write(path, "a\0b", 3, 0600, &error));
  cr_assert(rt_file_read(path, 3, &content, &error), "%s", error.text);
  cr_assert_eq(content.used, 3u);
  cr_assert_eq(memcmp(content.data, "a\0b", 4), 0);
  struct rt_buffer other = {0};
  cr_assert(!rt_file_read(path, 2, &other, &error));
  cr_assert_null(other.data);
  struct stat state;
  cr_assert_eq(stat(path, &state), 0);
  cr_assert_eq(state.st_mode & 0777, 0600u);
  int entries = 0;
  DIR *open_folder = opendir(folder);
  while (readdir(open_folder)) {
    entries++;
  }
  closedir(open_folder);
  cr_assert_eq(entries, 3);
}

Test(settings, writing_where_no_folder_is_fails) {
  struct rt_error error = {0};
  cr_assert(!rt_file_write("/nonexistent/x", "", 0, 0600, &error));
  cr_assert_eq(error.status, RT_NOT_FOUND);
}
