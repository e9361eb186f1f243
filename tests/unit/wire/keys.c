#include "runtime/wire/curve.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk) {
  (void)about, (void)kind, (void)walk;
  return remove(path);
}

static mode_t mode_of(const char *folder, const char *file) {
  char path[160];
  struct stat about = {0};
  snprintf(path, sizeof path, "%s/%s", folder, file);
  return stat(path, &about) == 0 ? about.st_mode & 0777 : 0;
}

static void load(const char *folder, const char *identity, struct rt_keys *ret_keys) {
  char path[160];
  struct rt_error error = {0};
  snprintf(path, sizeof path, "%s/%s", folder, identity);
  cr_assert(rt_keys_load(path, identity, ret_keys, &error), "%s", error.text);
}

Test(keys, are_made_once_and_lie_where_each_may_see_them) {
  static const char *const first[] = {"gateway", "intake", NULL};
  static const char *const second[] = {"gateway", "intake", "review", NULL};
  char folder[] = "/tmp/bm-keys-XXXXXX";
  struct rt_error error = {0};
  struct rt_keys gateway, intake, again;
  cr_assert_not_null(mkdtemp(folder));
  cr_assert(rt_keys_make(folder, first, &error), "%s", error.text);
  load(folder, "gateway", &gateway);
  load(folder, "intake", &intake);
  cr_expect_str_eq(gateway.identity, "gateway");
  cr_expect_eq(strlen(gateway.public_key), 40);
  cr_expect_eq(strlen(gateway.secret_key), 40);
  cr_expect_str_neq(gateway.public_key, intake.public_key);
  cr_expect_str_eq(gateway.broker_key, intake.broker_key);

  cr_assert(rt_keys_make(folder, second, &error), "%s", error.text);
  load(folder, "gateway", &again);
  cr_expect_eq(memcmp(&gateway, &again, sizeof again), 0, "a second run changes nothing");
  load(folder, "review", &again);
  cr_expect_str_eq(again.broker_key, gateway.broker_key);

  cr_expect_eq(mode_of(folder, "gateway/gateway.secret"), 0600);
  cr_expect_eq(mode_of(folder, "broker/broker.secret"), 0600);
  cr_expect_eq(mode_of(folder, "broker/clients/review.public"), 0644);
  cr_expect_eq(mode_of(folder, "gateway/intake.secret"), 0, "nobody else's secret");
  nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

Test(keys, a_public_file_holds_no_secret) {
  static const char *const identities[] = {"gateway", NULL};
  char folder[] = "/tmp/bm-keys-XXXXXX";
  struct rt_keys keys;
  char command[200];
  cr_assert_not_null(mkdtemp(folder));
  cr_assert(rt_keys_make(folder, identities, NULL));
  load(folder, "gateway", &keys);
  snprintf(command, sizeof command, "! grep -rqF -- '%s' %s/broker", keys.secret_key, folder);
  cr_expect_eq(system(command), 0);
  nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

Test(keys, missing_or_broken_ones_fail_with_their_name) {
  char folder[] = "/tmp/bm-keys-XXXXXX";
  struct rt_error error = {0};
  struct rt_keys keys;
  char path[100];
  cr_assert_not_null(mkdtemp(folder));
  cr_expect_not(rt_keys_load(folder, "gateway", &keys, &error));
  cr_expect_not_null(strstr(error.text, "gateway.secret"));
  snprintf(path, sizeof path, "%s/gateway.secret", folder);
  FILE *file = fopen(path, "w");
  fputs("not a key\n", file);
  fclose(file);
  cr_expect_not(rt_keys_load(folder, "gateway", &keys, &error));
  nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
