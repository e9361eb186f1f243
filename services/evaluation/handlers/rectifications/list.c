/* GET /rectifications — the desk's list, earliest due first (E-02). */
#include "bianmin/evaluation.pb-c.h"
#include "domain/date.h"
#include "evaluation/handlers/words.h"
#include "evaluation/store/ratings.h"
#include "runtime/base/id.h"
#include "runtime/call/call.h"

struct list {
  struct evaluation_rectification_list found;
  struct evaluation_page page;
  int size;
};

static const Bm__ListRectificationsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_rectifications_request__descriptor);
}

static void list_decode(struct rt_call *call) {
  struct list *list = call->state;
  const char *keys[2] = {"", ""};
  list->size = rt_page_size(request(call)->page_size);
  list->page = (struct evaluation_page){
      .after_due = RT_NO_DAY, .limit = list->size + 1, .unfinished = request(call)->unfinished};
  list->found.rows = rt_arena_array(call->arena, (size_t)list->page.limit, sizeof *list->found.rows);
  if (!*request(call)->page_token || !rt_page_keys(call, request(call)->page_token, keys, 2))
    return;
  if (!dom_date_parse(keys[0], &list->page.after_due) || !rt_id_valid(keys[1]))
    rt_call_fault(call, "pageToken", "翻页标记无效；请从第一页重新读取");
  else
    list->page.after_id = keys[1];
}

static void list_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *list = call->state;
  evaluation_rectifications_list(pipe, call->subject->unit_path, (int)request(call)->state, &list->page, &list->found);
}

static void list_reply(struct rt_call *call) {
  struct list *list = call->state;
  Bm__ListRectificationsReply *reply = rt_message(call->arena, &bm__list_rectifications_reply__descriptor);
  size_t count = list->found.count > (size_t)list->size ? (size_t)list->size : list->found.count;
  reply->rectifications = rt_arena_array(call->arena, count, sizeof *reply->rectifications);
  for (size_t i = 0; i < count; i++) {
    evaluation_open_words(call, &list->found.rows[i]);
    reply->rectifications[reply->n_rectifications++] = evaluation_rectification_message(call, &list->found.rows[i]);
  }
  count = reply->n_rectifications = rt_page_fit((ProtobufCMessage *const *)reply->rectifications, count);
  if (list->found.count > count) {
    char due[DOM_DATE_TEXT];
    const struct evaluation_rectification *last = &list->found.rows[count - 1].it;
    const char *keys[] = {dom_date_format(last->due, due), last->rectification};
    reply->next_page_token = rt_page_token(call->arena, keys, 2);
  }
  call->reply = &reply->base;
}

const struct rt_handler evaluation_list_rectifications = {
    .state_size = sizeof(struct list),
    .decode = list_decode,
    .load = list_load,
    .reply = list_reply,
};
