/* ListSendings — e-mails by state, newest first, for the operator: no addresses, no words (N-03). */
#include "bianmin/notification.pb-c.h"
#include "bianmin/notification_methods.h"
#include "domain/date.h"
#include "notification/handlers/page.h"
#include "notification/store/sendings.h"

struct list {
  struct notification_page page;
  struct notification_sending_list found;
};

static const Bm__ListSendingsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_sendings_request__descriptor);
}

static void list_decode(struct rt_call *call) {
  struct list *list = call->state;
  list->page = notification_page_of(call, request(call)->page_size, request(call)->page_token);
  list->found.rows = rt_arena_array(call->arena, (size_t)list->page.limit, sizeof *list->found.rows);
}

static void list_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *list = call->state;
  notification_sendings_list(pipe, (int)request(call)->state, &list->page, &list->found);
}

static Bm__Sending *message_of(struct rt_arena *arena, const struct notification_sending *row) {
  Bm__Sending *message = rt_message(arena, &bm__sending__descriptor);
  char at[DOM_TIME_TEXT];
  message->sending = (char *)row->sending;
  message->case_number = (char *)row->case_number;
  message->channel = (char *)row->channel;
  message->state = (Bm__SendingState__Enum)row->state;
  message->attempts = (int32_t)row->attempts;
  message->last_error = (char *)row->last_error;
  message->at = rt_arena_text(arena, dom_time_format(row->at_us, at));
  return message;
}

static void list_reply(struct rt_call *call) {
  const struct list *list = call->state;
  Bm__ListSendingsReply *reply = rt_message(call->arena, &bm__list_sendings_reply__descriptor);
  size_t shown = notification_page_shown(&list->page, list->found.count);
  reply->sendings = rt_arena_array(call->arena, shown, sizeof *reply->sendings);
  for (size_t i = 0; i < shown; i++)
    reply->sendings[reply->n_sendings++] = message_of(call->arena, &list->found.rows[i]);
  if (shown < list->found.count) {
    const struct notification_sending *last = &list->found.rows[shown - 1];
    reply->next_page_token = notification_page_token(call->arena, last->at_us, last->sending);
  }
  call->reply = &reply->base;
}

const struct rt_handler notification_list_sendings = {
    .state_size = sizeof(struct list),
    .decode = list_decode,
    .load = list_load,
    .reply = list_reply,
};
