/* GET /tasks — the work list of an office, or of a subtree for those who supervise it. */
#include "review/handlers/tasks/act.h"

#include "domain/date.h"
#include "domain/unitpath.h"
#include "review/store/tasks.h"
#include "runtime/base/id.h"
#include <stdio.h>
#include <string.h>

struct list {
  struct review_task_list found;
  struct review_page page;
  int size;
  char unit_path[DOM_UNITPATH_TEXT];
};

static const Bm__ListTasksRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_tasks_request__descriptor);
}

/* bm.Light counts from UNSPECIFIED. */
static enum dom_light light_asked(const struct rt_call *call) {
  const int light = (int)request(call)->light;
  return light > (int)BM__LIGHT__ENUM__NONE ? (enum dom_light)(light - 1) : DOM_LIGHT_NONE;
}

static void list_decode(struct rt_call *call) {
  struct list *list = call->state;
  const char *keys[2] = {"", ""};
  list->size = rt_page_size(request(call)->page_size);
  list->page = (struct review_page){
      .after_due = RT_NO_DAY, .limit = list->size + 1, .light = light_asked(call), .today = dom_time_day(call->now_us)};
  list->found.tasks = rt_arena_array(call->arena, (size_t)list->page.limit, sizeof *list->found.tasks);
  if (!*request(call)->page_token || !rt_page_keys(call, request(call)->page_token, keys, 2))
    return;
  if (!dom_date_parse(keys[0], &list->page.after_due) || !rt_id_valid(keys[1]))
    rt_call_fault(call, "pageToken", "翻页标记无效；请从第一页重新读取");
  else
    list->page.after_task = keys[1];
}

bool review_supervises(const struct rt_call *call) {
  return rt_call_has_role(call, BM__ROLE__ENUM__CENTRE_HEAD) ||
         rt_call_has_role(call, BM__ROLE__ENUM__COUNTY_SUPERVISOR) ||
         rt_call_has_role(call, BM__ROLE__ENUM__DISCIPLINE_OFFICER);
}

/* Only who supervises asks of a unit, and of the own one or one below; else it is not to be seen. */
static void list_validate(struct rt_call *call) {
  struct list *list = call->state;
  const char *unit = request(call)->unit;
  snprintf(list->unit_path, sizeof list->unit_path, "%s", call->subject->unit_path);
  if (*unit && (!review_supervises(call) || !dom_unitpath_of_code(unit, list->unit_path) ||
                !dom_unitpath_within(list->unit_path, call->subject->unit_path)))
    rt_call_refuse(call, RT_NOT_FOUND, "UNIT_NOT_FOUND", "没有这个单位，或不在您的查看范围");
}

static bool in_offices(const Bm__Subject *who, const char *office) {
  for (size_t i = 0; i < who->n_offices; i++)
    if (strcmp(who->offices[i], office) == 0)
      return true;
  return false;
}

/* The own offices, or the one asked for if it is among them. */
static size_t offices_asked(const struct rt_call *call, const char *const **ret_offices) {
  const Bm__Subject *who = call->subject;
  const bool one = *request(call)->office;
  *ret_offices = one ? (const char *const *)&request(call)->office : (const char *const *)who->offices;
  return !one ? who->n_offices : in_offices(who, request(call)->office) ? 1 : 0;
}

static void list_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *list = call->state;
  const Bm__ListTasksRequest *in = request(call);
  enum review_state state = (enum review_state)in->state;
  const char *const *offices;
  const size_t count = offices_asked(call, &offices);
  /* A head who reviews as well has work of their own: without a state that is what they see. */
  const bool works = !state && !*in->unit && rt_call_has_role(call, BM__ROLE__ENUM__REVIEWER);
  if (!works && review_supervises(call))
    review_tasks_list_units(pipe, list->unit_path, in->office, state, &list->page, &list->found);
  else if (state)
    review_tasks_list_offices(pipe, offices, count, state, &list->page, &list->found);
  else
    review_tasks_list_work(pipe, offices, count, *in->office, call->subject->account, &list->page, &list->found);
}

static void list_reply(struct rt_call *call) {
  struct list *list = call->state;
  Bm__ListTasksReply *reply = rt_message(call->arena, &bm__list_tasks_reply__descriptor);
  int32_t today = dom_time_day(call->now_us);
  size_t count = list->found.count > (size_t)list->size ? (size_t)list->size : list->found.count;
  reply->tasks = rt_arena_array(call->arena, count, sizeof *reply->tasks);
  for (size_t i = 0; i < count; i++)
    reply->tasks[reply->n_tasks++] = review_task_message(call, &list->found.tasks[i], today);
  if (list->found.count > count) {
    const struct review_task *last = &list->found.tasks[count - 1];
    const char *keys[] = {review_day_text(call, last->dues.promised_due), last->task};
    reply->next_page_token = rt_page_token(call->arena, keys, 2);
  }
  call->reply = &reply->base;
}

const struct rt_handler review_list_tasks = {
    .state_size = sizeof(struct list),
    .decode = list_decode,
    .validate = list_validate,
    .load = list_load,
    .reply = list_reply,
};
