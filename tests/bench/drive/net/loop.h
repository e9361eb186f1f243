/* One thread, one epoll: descriptors that became ready and moments that have come. All times are microseconds of the
 * monotonic clock. */
#ifndef DRIVE_LOOP_H
#define DRIVE_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct drive_loop;

typedef void drive_ready(void *user, uint32_t events); /* events: EPOLLIN … */
typedef void drive_due(void *user);

int64_t drive_now_us(void);

/* Ends the program with a message when the kernel has no descriptor left. */
struct drive_loop *drive_loop_new(void);
void drive_loop_destroy(struct drive_loop **loop);

/* Watches a descriptor; `watch` stays the caller's and stands until drive_loop_forget. A second call changes the
 * events. */
struct drive_watch {
  int fd;
  drive_ready *ready;
  void *user;
  bool known;
};
void drive_loop_watch(struct drive_loop *loop, struct drive_watch *watch, uint32_t events);
void drive_loop_forget(struct drive_loop *loop, struct drive_watch *watch);

/* Calls `due` once, at that moment or as soon after it as the loop comes round; equal moments in the order given. */
void drive_loop_at(struct drive_loop *loop, int64_t at_us, drive_due *due, void *user);

/* Runs until drive_loop_stop is called; may be run again. */
void drive_loop_run(struct drive_loop *loop);
void drive_loop_stop(struct drive_loop *loop);

#endif
