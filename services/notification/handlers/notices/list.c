/* GET /notifications — my inbox, newest first (N-02). */
#include "bianmin/notification_methods.h"
#include "notification/handlers/notices/notice.h"
#include "notification/handlers/page.h"

struct list {
  struct notification_page page;
  struct notification_notice_list found;
  int64_t unread;
};

static const Bm__ListNotificationsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_notifications_request__descriptor);
}

static void list_decode(struct rt_call *call) {
  struct list *list = call->state;
  list->page = notification_page_of(call, request(call)->page_size, request(call)->page_token);
  list->found.rows = rt_arena_array(call->arena, (size_t)list->page.limit, sizeof *list->found.rows);
}

static void list_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *list = call->state;
  notification_notices_list(pipe, call->subject->account, &list->page, &list->found);
  notification_notices_unread(pipe, call->subject->account, &list->unread);
}

static void list_reply(struct rt_call *call) {
  const struct list *list = call->state;
  Bm__ListNotificationsReply *reply = rt_message(call->arena, &bm__list_notifications_reply__descriptor);
  size_t shown = notification_page_shown(&list->page, list->found.count);
  reply->notifications = rt_arena_array(call->arena, shown, sizeof *reply->notifications);
  for (size_t i = 0; i < shown; i++)
    reply->notifications[reply->n_notifications++] = notification_notice_message(call, &list->found.rows[i]);
  shown = reply->n_notifications = rt_page_fit((ProtobufCMessage *const *)reply->notifications, shown);
  if (shown < list->found.count) {
    const struct notification_notice *last = &list->found.rows[shown - 1];
    reply->next_page_token = notification_page_token(call->arena, last->at_us, last->notification);
  }
  reply->unread = (int32_t)list->unread;
  call->reply = &reply->base;
}

const struct rt_handler notification_list_notifications = {
    .state_size = sizeof(struct list),
    .decode = list_decode,
    .load = list_load,
    .reply = list_reply,
};
