/* How many calls may be under way: the rule by itself. */
#include "gateway/http/admit.h"

#include <criterion/criterion.h>
#include <string.h>

Test(gateway_admit, one_more_than_the_limit_is_turned_away_until_one_leaves) {
  enum { LIMIT = 3 };
  struct gw_admission admission = {.limit = LIMIT};
  struct gw_lane *places[LIMIT];
  for (int i = 0; i < LIMIT; i++) {
    places[i] = gw_admit(&admission, "intake.write");
    cr_assert(places[i], "place %d", i);
  }
  cr_assert_null(gw_admit(&admission, "intake.write"));
  gw_admit_leave(&places[1]);
  cr_assert_null(places[1]);
  gw_admit_leave(&places[1]); /* who has left has nothing to leave */
  places[1] = gw_admit(&admission, "intake.write");
  cr_assert(places[1]);
  cr_assert_null(gw_admit(&admission, "intake.write"), "one left, one came");
}

Test(gateway_admit, lanes_do_not_take_each_others_places) {
  struct gw_admission admission = {.limit = 1};
  char same[] = "intake.write"; /* lanes are told apart by their names, wherever those stand */
  cr_assert(gw_admit(&admission, "intake.write"));
  cr_assert_null(gw_admit(&admission, same));
  cr_assert(gw_admit(&admission, "intake.read"));
  cr_assert(gw_admit(&admission, "review.write"));
  cr_assert_null(gw_admit(&admission, "intake.read"));
}

/* Whatever comes and goes, a lane never has more than its limit, and what it has is who came and did not go. */
Test(gateway_admit, random_comings_and_goings) {
  enum { LIMIT = 5, LANES = 3, ROUNDS = 20000, MOST = LIMIT * LANES };
  static const char *const names[LANES] = {"a", "b", "c"};
  struct gw_admission admission = {.limit = LIMIT};
  struct gw_lane *held[MOST] = {NULL};
  unsigned dice = 1;
  for (int round = 0; round < ROUNDS; round++) {
    dice = dice * 1103515245U + 12345U;
    struct gw_lane **place = &held[(dice >> 8) % MOST];
    const char *name = names[(dice >> 16) % LANES];
    int had = 0;
    for (int i = 0; i < MOST; i++) {
      had += held[i] && strcmp(held[i]->name, name) == 0;
    }
    if (*place) {
      gw_admit_leave(place);
    } else {
      *place = gw_admit(&admission, name);
      cr_assert_eq(*place != NULL, had < LIMIT, "round %d", round);
    }
  }
}
