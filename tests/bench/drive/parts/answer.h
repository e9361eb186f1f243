/* The head of an HTTP answer, read from the bytes that have come so far. Pure. */
#ifndef DRIVE_ANSWER_H
#define DRIVE_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct drive_head {
  int status;
  size_t head;           /* bytes of the head, with the empty line */
  size_t length;         /* bytes of the body */
  bool closes;           /* Connection: close */
  int64_t retry_after_s; /* -1: not said */
};

enum drive_reading { DRIVE_MORE, DRIVE_WHOLE, DRIVE_WRONG };

/* DRIVE_WHOLE when head and body are there, DRIVE_MORE when bytes are missing, DRIVE_WRONG for what is no HTTP/1.1
 * answer. `ret_head` is written when the head is whole. A 204 has no body. */
enum drive_reading drive_answer_read(const char *bytes, size_t length, struct drive_head *ret_head);

#endif
