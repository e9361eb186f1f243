/* PutPiece: one piece of a paper that is being uploaded; again is harmless (I-06). */
#include "bianmin/intake.pb-c.h"
#include "common/refuse.h"
#include "domain/date.h"
#include "intake/handlers/papers/paper.h"
#include "intake/handlers/papers/sweep.h"
#include "intake/store/papers/pieces.h"
#include "intake/things.h"

struct put_piece {
  const char *paper_id;
  struct intake_paper paper;
};

static const Bm__PutPieceRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__put_piece_request__descriptor);
}

static void put_validate(struct rt_call *call) {
  struct put_piece *state = call->state;
  const Bm__PutPieceRequest *in = request(call);
  state->paper_id = intake_paper_new_id(call, in->paper_id);
  if (in->number < 0 || in->number >= INTAKE_PAPER_PIECES)
    rt_call_fault(call, "number", "分块编号应在 0 至 %d 之间", INTAKE_PAPER_PIECES - 1);
  if (in->data.len < 1 || in->data.len > INTAKE_PIECE_BYTES)
    rt_call_fault(call, "data", "每块应有 1 至 %d 字节", INTAKE_PIECE_BYTES);
}

static void put_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct put_piece *state = call->state;
  intake_papers_load(pipe, state->paper_id, &state->paper);
}

/* What is whole stays as it was checked: nobody writes into it any more. */
static bool is_open(struct rt_call *call) {
  const struct put_piece *state = call->state;
  struct dom_refusal refusal = {0};
  int64_t made_at_us = 0;
  if (state->paper.paper_id)
    dom_refuse(&refusal, DOM_CONFLICT, "PAPER_FINISHED", NULL, "这份材料已经上传完成，不能再改");
  else if (intake_paper_made_at(state->paper_id, &made_at_us))
    intake_upload_open(made_at_us, call->now_us, &refusal);
  common_refuse(call, &refusal);
  return refusal.kind == DOM_ALLOWED;
}

static void put_decide(struct rt_call *call) {
  const struct put_piece *state = call->state;
  const struct intake_things *things = call->service;
  const Bm__PutPieceRequest *in = request(call);
  struct rt_error error = {0};
  if (is_open(call) && !intake_piece_write(things->papers_dir, things->seal, call->arena, state->paper_id, in->number,
                                           (struct rt_bytes){in->data.data, in->data.len}, &error))
    intake_papers_away(call, &error);
}

/* Once a paper is enough: the sweep looks at all that is there. */
static void put_save(struct rt_call *call, struct rt_pipe *pipe) {
  if (request(call)->number == 0)
    intake_paper_sweep_set(pipe, call->now_us);
}

static void put_reply(struct rt_call *call) {
  call->reply = rt_message(call->arena, &bm__empty__descriptor);
}

const struct rt_handler intake_put_piece = {
    .state_size = sizeof(struct put_piece),
    .validate = put_validate,
    .load = put_load,
    .decide = put_decide,
    .save = put_save,
    .reply = put_reply,
};
