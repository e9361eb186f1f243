/* GetPiece: one piece of a paper the caller may see; asked anew for each, for sight of a paper can end (I-06). */
#include "bianmin/intake.pb-c.h"
#include "intake/handlers/papers/paper.h"
#include "intake/store/papers/pieces.h"
#include "intake/things.h"

struct get_piece {
  struct intake_shown_paper shown; /* first: the shared functions look at it */
  struct rt_bytes data;
};

static const Bm__GetPieceRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__get_piece_request__descriptor);
}

static void get_decode(struct rt_call *call) {
  struct get_piece *state = call->state;
  state->shown.paper_id = intake_paper_id(call, request(call)->paper_id);
}

static void get_decide(struct rt_call *call) {
  struct get_piece *state = call->state;
  const struct intake_things *things = call->service;
  int number = request(call)->number;
  struct rt_error error = {0};
  if (!intake_shown_paper_decide(call))
    return;
  if (number < 0 || number >= state->shown.paper.pieces)
    rt_call_refuse(call, RT_NOT_FOUND, "PIECE_NOT_FOUND", "没有这一块");
  else if (!intake_piece_read(things->papers_dir, things->seal, call->arena, state->shown.paper_id, number,
                              &state->data, &error))
    intake_papers_away(call, &error);
}

static void get_reply(struct rt_call *call) {
  const struct get_piece *state = call->state;
  Bm__Piece *reply = rt_message(call->arena, &bm__piece__descriptor);
  reply->data = (ProtobufCBinaryData){state->data.size, (uint8_t *)state->data.data};
  call->reply = &reply->base;
}

const struct rt_handler intake_get_piece = {
    .state_size = sizeof(struct get_piece),
    .decode = get_decode,
    .load = intake_shown_paper_load,
    .decide = get_decide,
    .reply = get_reply,
};
