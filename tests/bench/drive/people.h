/* Who acts: the accounts of a system's accounts.json, signed in once. */
#ifndef DRIVE_PEOPLE_H
#define DRIVE_PEOPLE_H

#include "tests/bench/drive/net/net.h"

enum drive_role { DRIVE_CITIZEN, DRIVE_CLERK, DRIVE_REVIEWER, DRIVE_ROLE__COUNT };

struct drive_person {
  enum drive_role role;
  char *username, *password, *unit;
  char *token; /* NULL until signed in */
};

/* A township's window and offices: who receives there and who decides. Indices into `list`. */
struct drive_hall {
  const char *unit;
  size_t clerks[4], clerk_count;
  size_t reviewers[4], reviewer_count;
};

struct drive_people {
  struct drive_person *list;
  size_t count;
  size_t *citizens, citizen_count;
  struct drive_hall *halls; /* townships that have a clerk, in the order of the file */
  size_t hall_count;
};

/* Reads accounts.json. `units`: only these townships, separated by commas; NULL: all. Ends the program when the file is
 * no such file or none is left. */
struct drive_people *drive_people_read(const char *file, const char *units);
void drive_people_destroy(struct drive_people **people);

/* Signs in everyone of the roles (a bit each, 1 << role) that has no token; runs the loop meanwhile. Tokens are taken
 * from and kept in `tokens_file` (NULL: nowhere), mode 0600, so that a second run of the driver pays no argon2. Ends
 * the program when somebody cannot. */
void drive_people_sign_in(struct drive_people *people, unsigned roles, struct drive_loop *loop, struct drive_net *net,
                          const char *tokens_file);

#endif
