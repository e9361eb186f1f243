/* GET /papers/{paper_id}: what a paper is; its pieces are asked for one by one (I-06). */
#include "bianmin/intake.pb-c.h"
#include "intake/handlers/papers/paper.h"

static void get_decode(struct rt_call *call) {
  struct intake_shown_paper *shown = call->state;
  const Bm__GetPaperRequest *in = rt_call_request(call, &bm__get_paper_request__descriptor);
  shown->paper_id = intake_paper_id(call, in->paper_id);
}

static void get_decide(struct rt_call *call) {
  intake_shown_paper_decide(call);
}

static void get_reply(struct rt_call *call) {
  const struct intake_shown_paper *shown = call->state;
  call->reply = &intake_paper_message(call->arena, &shown->paper)->base;
}

const struct rt_handler intake_get_paper = {
    .state_size = sizeof(struct intake_shown_paper),
    .decode = get_decode,
    .load = intake_shown_paper_load,
    .decide = get_decide,
    .reply = get_reply,
};
