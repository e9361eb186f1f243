/* GET /figures/cases — the cases behind a figure (E-10, "drill down to the cases"). */
#include "evaluation/handlers/figures/ask.h"

#include "domain/date.h"

struct list {
  struct evaluation_question question;
  struct evaluation_figure_page page;
  struct evaluation_figure_cases found;
  int size;
};

static const Bm__ListFigureCasesRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_figure_cases_request__descriptor);
}

/* By bm.FigureKind. */
static const struct evaluation_behind kinds[] = {
    {.fact = EVALUATION_FACT_NOTHING, .received = true},
    {.fact = EVALUATION_FACT_NOTHING, .received = true},
    {.fact = EVALUATION_FACT_ACCEPTED, .received = true, .at_once = true},
    {.fact = EVALUATION_FACT_REFUSED},
    {.fact = EVALUATION_FACT_REDIRECTED},
    {.fact = EVALUATION_FACT_WITHDRAWN},
    {.fact = EVALUATION_FACT_LAPSED},
    {EVALUATION_FACT_DECIDED, EVALUATION_ON_TIME, EVALUATION_OVERRUN, false, false},
    {EVALUATION_FACT_DECIDED, EVALUATION_ON_TIME, EVALUATION_ON_TIME, false, false},
    {EVALUATION_FACT_DECIDED, EVALUATION_LATE, EVALUATION_OVERRUN, false, false},
    {EVALUATION_FACT_DECIDED, EVALUATION_OVERRUN, EVALUATION_OVERRUN, false, false},
    {EVALUATION_FACT_RATED, BM__RATING_LEVEL__ENUM__VERY_SATISFIED, BM__RATING_LEVEL__ENUM__VERY_DISSATISFIED, false,
     false},
    {EVALUATION_FACT_RATED, BM__RATING_LEVEL__ENUM__VERY_SATISFIED, BM__RATING_LEVEL__ENUM__BASICALLY_SATISFIED, false,
     false},
    {EVALUATION_FACT_RATED, BM__RATING_LEVEL__ENUM__DISSATISFIED, BM__RATING_LEVEL__ENUM__VERY_DISSATISFIED, false,
     false},
    {EVALUATION_FACT_LIGHT, EVALUATION_LIGHT_WARNING, EVALUATION_LIGHT_WARNING, false, false},
    {EVALUATION_FACT_LIGHT, EVALUATION_LIGHT_YELLOW, EVALUATION_LIGHT_YELLOW, false, false},
    {EVALUATION_FACT_LIGHT, EVALUATION_LIGHT_RED, EVALUATION_LIGHT_RED, false, false},
    {EVALUATION_FACT_LIGHT_NOW, EVALUATION_LIGHT_WARNING, 0, false, false},
    {EVALUATION_FACT_LIGHT_NOW, EVALUATION_LIGHT_YELLOW, 0, false, false},
    {EVALUATION_FACT_LIGHT_NOW, EVALUATION_LIGHT_RED, 0, false, false},
};

static const struct evaluation_behind *behind(const struct rt_call *call) {
  return &kinds[request(call)->kind];
}

static void decode_page(struct rt_call *call, struct list *list) {
  const char *keys[2] = {"", ""};
  list->size = rt_page_size(request(call)->page_size);
  list->page = (struct evaluation_figure_page){.after_day = RT_NO_DAY, .limit = list->size + 1};
  list->found.rows = rt_arena_array(call->arena, (size_t)list->page.limit, sizeof *list->found.rows);
  if (!*request(call)->page_token || !rt_page_keys(call, request(call)->page_token, keys, 2))
    return;
  if (!dom_date_parse(keys[0], &list->page.after_day))
    rt_call_fault(call, "pageToken", "翻页标记无效；请从第一页重新读取");
  else
    list->page.after_case = keys[1];
}

static void list_decode(struct rt_call *call) {
  struct list *list = call->state;
  const Bm__ListFigureCasesRequest *in = request(call);
  const struct evaluation_asked asked = {(char **)&in->unit, in->item, in->period, in->from, in->to};
  decode_page(call, list);
  if (evaluation_ask(call, &asked, &list->question) && behind(call)->fact == EVALUATION_FACT_RATED &&
      !evaluation_supervises(call))
    rt_call_refuse(call, RT_PERMISSION_DENIED, "RATINGS_NOT_SHOWN", "评价只供上级查看；被评价的科室只看满意度数字");
}

static void list_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *list = call->state;
  if (call->refusal)
    return;
  if (behind(call)->fact == EVALUATION_FACT_LIGHT_NOW)
    evaluation_figures_lit(pipe, &list->question, behind(call)->low, &list->page, &list->found);
  else
    evaluation_figures_cases(pipe, &list->question, behind(call), &list->page, &list->found);
}

static Bm__FigureCase *case_message(const struct rt_call *call, const struct evaluation_figure_case *found) {
  Bm__FigureCase *message = rt_message(call->arena, &bm__figure_case__descriptor);
  char day[DOM_DATE_TEXT];
  message->case_number = (char *)found->case_number;
  message->item_code = (char *)found->item;
  message->item_name = (char *)found->item_name;
  message->unit = (char *)found->unit;
  message->unit_name = (char *)found->unit_name;
  message->office = (char *)found->office;
  message->office_name = (char *)found->office_name;
  message->day = rt_arena_text(call->arena, dom_date_format(found->day, day));
  return message;
}

static void list_reply(struct rt_call *call) {
  const struct list *list = call->state;
  Bm__FigureCasesReply *reply = rt_message(call->arena, &bm__figure_cases_reply__descriptor);
  size_t count = list->found.count > (size_t)list->size ? (size_t)list->size : list->found.count;
  reply->cases = rt_arena_array(call->arena, count, sizeof *reply->cases);
  for (size_t i = 0; i < count; i++)
    reply->cases[reply->n_cases++] = case_message(call, &list->found.rows[i]);
  count = reply->n_cases = rt_page_fit((ProtobufCMessage *const *)reply->cases, count);
  if (list->found.count > count) {
    const char *keys[] = {reply->cases[count - 1]->day, reply->cases[count - 1]->case_number};
    reply->next_page_token = rt_page_token(call->arena, keys, 2);
  }
  call->reply = &reply->base;
}

const struct rt_handler evaluation_list_figure_cases = {
    .state_size = sizeof(struct list),
    .decode = list_decode,
    .load = list_load,
    .reply = list_reply,
};
