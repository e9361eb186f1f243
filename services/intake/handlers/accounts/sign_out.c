/* DELETE /sessions/current — ends the session the request came with. */
#include "bianmin/intake.pb-c.h"
#include "intake/handlers/accounts/token.h"
#include "intake/store/directory/sessions.h"
#include "runtime/call/call.h"

static void sign_out_save(struct rt_call *call, struct rt_pipe *pipe) {
  struct rt_bytes hash = intake_token_hash_of(call->arena, call->subject->session);
  if (hash.data)
    intake_sessions_revoke(pipe, hash);
}

static void sign_out_reply(struct rt_call *call) {
  call->reply = rt_message(call->arena, &bm__empty__descriptor);
}

const struct rt_handler intake_sign_out = {
    .save = sign_out_save,
    .reply = sign_out_reply,
};
