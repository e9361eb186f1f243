/* FinishPaper: the pieces are all there and what was claimed; only then there is a paper (I-06). The gateway's repeat
 * with the same key and the same file gets the first answer (envelope.same); its pieces are swept. */
#include "bianmin/intake.pb-c.h"
#include "common/refuse.h"
#include "intake/handlers/papers/magic.h"
#include "intake/handlers/papers/paper.h"
#include "intake/store/papers/pieces.h"
#include "intake/things.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/id.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct finish {
  struct intake_paper_claim claim;
  struct intake_paper kept; /* there is one already */
  struct intake_paper paper;
};

static const Bm__FinishPaperRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__finish_paper_request__descriptor);
}

static void finish_decode(struct rt_call *call) {
  struct finish *state = call->state;
  const Bm__FinishPaperRequest *in = request(call);
  state->claim = (struct intake_paper_claim){in->pieces, in->size, in->sha256, in->media_type};
}

static void finish_validate(struct rt_call *call) {
  struct finish *state = call->state;
  state->paper.paper_id = intake_paper_new_id(call, request(call)->paper_id);
}

static void finish_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct finish *state = call->state;
  state->kept = (struct intake_paper){0};
  intake_papers_load(pipe, state->paper.paper_id, &state->kept);
}

/* The paper put together: at most 20 MB, wiped when done with. */
struct whole {
  uint8_t *content;
  size_t size;
  size_t room;
};

static void wipe(struct whole *whole) {
  sodium_memzero(whole->content, whole->room);
  free(whole->content);
}

/* False when the directory cannot be read; a piece that is missing or was changed leaves the paper short. */
static bool put_together(struct rt_call *call, struct whole *whole) {
  const struct finish *state = call->state;
  const struct intake_things *things = call->service;
  for (int number = 0; number < state->claim.pieces; number++) {
    RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new((size_t)2 * INTAKE_PIECE_BYTES);
    struct rt_bytes piece;
    struct rt_error error = {0};
    if (!intake_piece_read(things->papers_dir, things->seal, arena, state->paper.paper_id, number, &piece, &error)) {
      if (error.status != RT_NOT_FOUND && error.status != RT_DATA_LOSS)
        intake_papers_away(call, &error);
      return error.status == RT_NOT_FOUND || error.status == RT_DATA_LOSS;
    }
    if (piece.size > whole->room - whole->size)
      return true; /* more than was claimed */
    memcpy(whole->content + whole->size, piece.data, piece.size);
    whole->size += piece.size;
  }
  return true;
}

static char *sha256_of(struct rt_arena *arena, const struct whole *whole) {
  uint8_t hash[crypto_hash_sha256_BYTES];
  char *hex = rt_arena_alloc(arena, 2 * sizeof hash + 1);
  crypto_hash_sha256(hash, whole->content, whole->size);
  rt_hex(hash, sizeof hash, hex);
  return hex;
}

static void check(struct rt_call *call, const struct whole *whole, struct dom_refusal *refusal) {
  struct finish *state = call->state;
  const struct intake_things *things = call->service;
  state->paper.sha256 = sha256_of(call->arena, whole);
  if (!intake_paper_whole(&state->claim, (int64_t)whole->size, state->paper.sha256, refusal))
    return;
  const char *found = intake_magic_type(things->magic, call->arena, whole->content, whole->size);
  state->paper.media_type = intake_paper_type(state->claim.media_type, found, whole->content, whole->size, refusal);
}

static bool may_begin(const struct rt_call *call, struct dom_refusal *refusal) {
  const struct finish *state = call->state;
  int64_t made_at_us = 0;
  if (state->kept.paper_id)
    return dom_refuse(refusal, DOM_CONFLICT, "PAPER_FINISHED", NULL, "这份材料已经上传完成");
  if (!intake_paper_made_at(state->paper.paper_id, &made_at_us))
    return false; /* the edge let none in */
  return intake_upload_open(made_at_us, call->now_us, refusal) && intake_paper_claim_fits(&state->claim, refusal);
}

static void look_at_pieces(struct rt_call *call, struct dom_refusal *refusal) {
  const struct finish *state = call->state;
  struct whole whole = {.room = (size_t)state->claim.size};
  whole.content = malloc(whole.room);
  assert(whole.content);
  if (put_together(call, &whole))
    check(call, &whole, refusal);
  wipe(&whole);
}

static void finish_decide(struct rt_call *call) {
  struct finish *state = call->state;
  struct dom_refusal refusal = {0};
  if (may_begin(call, &refusal))
    look_at_pieces(call, &refusal);
  common_refuse(call, &refusal);
  state->paper.size = (int32_t)state->claim.size;
  state->paper.pieces = state->claim.pieces;
  state->paper.uploaded_by = call->subject->account;
}

static void finish_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct finish *state = call->state;
  intake_papers_add(pipe, &state->paper, call->now_us);
}

static void finish_reply(struct rt_call *call) {
  const struct finish *state = call->state;
  call->reply = &intake_paper_message(call->arena, &state->paper)->base;
}

const struct rt_handler intake_finish_paper = {
    .state_size = sizeof(struct finish),
    .decode = finish_decode,
    .validate = finish_validate,
    .load = finish_load,
    .decide = finish_decide,
    .save = finish_save,
    .reply = finish_reply,
};
