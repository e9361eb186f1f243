#include "notification/handlers/notices/notice.h"

#include "domain/date.h"
#include "notification/things.h"
#include "runtime/base/log.h"

Bm__Notice *notification_notice_message(const struct rt_call *call, const struct notification_notice *row) {
  const struct notification_things *things = call->service;
  const struct rt_seal_place place = {notification_notices_table, "text_sealed", row->notification};
  struct rt_error error = {0};
  struct rt_bytes text;
  char at[DOM_TIME_TEXT];
  Bm__Notice *message = rt_message(call->arena, &bm__notice__descriptor);
  message->notification = (char *)row->notification;
  message->case_number = (char *)row->case_number;
  message->title = (char *)row->title;
  message->at = rt_arena_text(call->arena, dom_time_format(row->at_us, at));
  message->read = row->read;
  if (rt_seal_open(things->seal, call->arena, place, row->text_sealed, &text, &error))
    message->text = (char *)text.data;
  else
    rt_log(RT_LOG_ERROR, "sealed text lost", RT_TEXT("notification", row->notification), RT_TEXT("why", error.text));
  return message;
}
