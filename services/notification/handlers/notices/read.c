/* POST /notifications/{notification}:read — mark one of mine as read; once more changes nothing. */
#include "bianmin/notification_methods.h"
#include "notification/handlers/notices/notice.h"
#include "runtime/base/id.h"

static const Bm__ReadNotificationRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__read_notification_request__descriptor);
}

static void read_load(struct rt_call *call, struct rt_pipe *pipe) {
  if (rt_id_valid(request(call)->notification))
    notification_notices_load(pipe, request(call)->notification, call->subject->account, call->state);
}

static void read_decide(struct rt_call *call) {
  struct notification_notice *notice = call->state;
  if (!notice->notification)
    rt_call_refuse(call, RT_NOT_FOUND, "NOT_FOUND", "您的收件箱里没有这条通知");
  notice->read = true;
}

static void read_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct notification_notice *notice = call->state;
  notification_notices_mark_read(pipe, notice->notification, call->subject->account);
}

static void read_reply(struct rt_call *call) {
  call->reply = &notification_notice_message(call, call->state)->base;
}

const struct rt_handler notification_read_notification = {
    .state_size = sizeof(struct notification_notice),
    .load = read_load,
    .decide = read_decide,
    .save = read_save,
    .reply = read_reply,
};
