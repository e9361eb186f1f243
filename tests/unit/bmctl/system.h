/* A system small enough for a test: a real broker, real keys, and a stand-in for intake. */
#ifndef TESTS_UNIT_BMCTL_SYSTEM_H
#define TESTS_UNIT_BMCTL_SYSTEM_H

#include "runtime/base/buffer.h"

/* What the stand-in answers and what it saw. */
struct stand_in {
  const char *trail; /* "whole", "changed", "gone", "cut", "head" */
  int calls;
  int entries;      /* of all imports */
  int largest;      /* entries of one call */
  int retried;      /* dead letters */
  char last[128];   /* username or dead letter of the last call */
  char secret[128]; /* its password */
};
extern struct stand_in stand_in;

/* Folder of the test, made by system_begin and taken away by system_end. */
extern char system_folder[64];
/* The folder only. */
void folder_begin(void);
void folder_end(void);
/* Folder, broker, keys and stand-in; BM_BROKERS and BM_KEYS_DIR are set. */
void system_begin(void);
void system_end(void);

/* Runs bmctl with these arguments (shell syntax); stdout and stderr together in `said`, to be read until the next call.
 * Returns its exit code. */
int bmctl(const char *format, ...) __attribute__((format(printf, 1, 2)));
extern struct rt_buffer said;
/* What it said holds `part`, else the test fails. */
void says(const char *part);
/* Writes a file into the folder. */
void put_file(const char *name, const char *text);

#endif
