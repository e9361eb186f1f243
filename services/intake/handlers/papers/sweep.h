/* Pieces that never became a paper are taken away after a day. One timed row for all papers wakes the sweep at night;
 * it sets the next one, and the first piece of any paper sets it too. Nothing hangs on a row a paper: a process that
 * dies between the file and its row leaves pieces that the next sweep finds in the directory, by the time in their id.
 */
#ifndef INTAKE_HANDLERS_PAPER_SWEEP_H
#define INTAKE_HANDLERS_PAPER_SWEEP_H

#include "runtime/call/call.h"

#define INTAKE_PAPER_SWEEP "paper_sweep"

extern const struct rt_handler intake_paper_sweep;

/* The next sweep after `now_us`, at a quarter past two in the night; setting it again changes nothing. */
void intake_paper_sweep_set(struct rt_pipe *pipe, int64_t now_us);

#endif
