/* RetrySending — a dead e-mail is sent again: at once, with all its attempts before it (N-03). */
#include "bianmin/notification.pb-c.h"
#include "bianmin/notification_methods.h"
#include "notification/store/sendings.h"
#include "runtime/base/id.h"

static const Bm__RetrySendingRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__retry_sending_request__descriptor);
}

static void retry_load(struct rt_call *call, struct rt_pipe *pipe) {
  if (rt_id_valid(request(call)->sending))
    notification_sendings_load(pipe, request(call)->sending, call->state);
}

static void retry_decide(struct rt_call *call) {
  const struct notification_sending *sending = call->state;
  if (!sending->sending)
    rt_call_refuse(call, RT_NOT_FOUND, "NOT_FOUND", "没有这封邮件");
  else if (sending->state != NOTIFICATION_DEAD)
    rt_call_refuse(call, RT_FAILED_PRECONDITION, "SENDING_NOT_DEAD", "只有发送失败（DEAD）的邮件可以重新发送");
}

static void retry_save(struct rt_call *call, struct rt_pipe *pipe) {
  notification_sendings_retry(pipe, request(call)->sending, call->now_us);
}

static void retry_reply(struct rt_call *call) {
  call->reply = rt_message(call->arena, &bm__empty__descriptor);
}

const struct rt_handler notification_retry_sending = {
    .state_size = sizeof(struct notification_sending),
    .load = retry_load,
    .decide = retry_decide,
    .save = retry_save,
    .reply = retry_reply,
};
