/* GET /figures — what happened to the cases of a unit, an office or an item in a period (E-10). */
#include "evaluation/handlers/figures/ask.h"

#include "domain/date.h"

struct get {
  struct evaluation_question question;
  struct evaluation_figures found;
  const char *unit;
  const char *unit_name;
};

static const Bm__GetFiguresRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__get_figures_request__descriptor);
}

static void get_decode(struct rt_call *call) {
  struct get *get = call->state;
  const Bm__GetFiguresRequest *in = request(call);
  const struct evaluation_asked asked = {(char **)&in->unit, in->item, in->period, in->from, in->to};
  if (!evaluation_ask(call, &asked, &get->question))
    return;
  const struct evaluation_scope *scope = &get->question.scope;
  get->question.by = (enum evaluation_rows)in->by;
  get->unit = scope->by_office && scope->office_count == 1 ? scope->offices[0] : dom_unitpath_code(scope->path);
  get->unit_name = "";
  get->found.rows = rt_arena_array(call->arena, EVALUATION_FIGURE_ROWS, sizeof *get->found.rows);
}

static void get_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct get *get = call->state;
  if (call->refusal)
    return;
  evaluation_figures_count(pipe, &get->question, &get->found);
  evaluation_units_name(pipe, get->unit, &get->unit_name);
}

static Bm__Figure *figure_message(const struct rt_call *call, const struct evaluation_figure *figure) {
  Bm__Figure *message = rt_message(call->arena, &bm__figure__descriptor);
  message->code = (char *)(figure->code ? figure->code : "");
  message->name = (char *)(figure->name ? figure->name : "");
  message->rank = figure->rank;
  message->received = figure->received;
  message->accepted = figure->accepted;
  message->refused = figure->refused;
  message->redirected = figure->redirected;
  message->withdrawn = figure->withdrawn;
  message->lapsed = figure->lapsed;
  message->completed = figure->completed;
  message->on_time = figure->on_time;
  message->late = figure->completed - figure->on_time;
  message->statutory_overruns = figure->overruns;
  message->on_time_rate = evaluation_share(figure->on_time, figure->completed);
  message->average_days = evaluation_average(figure->took, figure->measured);
  message->average_promised_days = evaluation_average(figure->promised, figure->measured);
  message->rated = figure->rated;
  message->satisfied = figure->satisfied;
  message->negative = figure->rated - figure->satisfied;
  message->satisfaction_rate = evaluation_share(figure->satisfied, figure->rated);
  message->warnings = figure->lit[EVALUATION_LIGHT_WARNING];
  message->yellows = figure->lit[EVALUATION_LIGHT_YELLOW];
  message->reds = figure->lit[EVALUATION_LIGHT_RED];
  message->warnings_now = figure->lit_now[EVALUATION_LIGHT_WARNING];
  message->yellows_now = figure->lit_now[EVALUATION_LIGHT_YELLOW];
  message->reds_now = figure->lit_now[EVALUATION_LIGHT_RED];
  return message;
}

static void get_decide(struct rt_call *call) {
  struct get *get = call->state;
  Bm__FigureRank__Enum by = request(call)->rank;
  if (get->question.by == EVALUATION_BY_UNIT || get->question.by == EVALUATION_BY_ITEM)
    evaluation_rank_figures(get->found.rows, get->found.count, by ? (enum evaluation_rank)by : EVALUATION_RANK_ON_TIME);
}

static void get_reply(struct rt_call *call) {
  const struct get *get = call->state;
  char day[DOM_DATE_TEXT];
  Bm__FiguresReply *reply = rt_message(call->arena, &bm__figures_reply__descriptor);
  reply->unit = (char *)get->unit;
  reply->unit_name = (char *)get->unit_name;
  reply->from = rt_arena_text(call->arena, dom_date_format(get->question.span.from, day));
  reply->to = rt_arena_text(call->arena, dom_date_format(get->question.span.to, day));
  reply->total = figure_message(call, &get->found.total);
  reply->figures = rt_arena_array(call->arena, get->found.count, sizeof *reply->figures);
  for (size_t i = 0; i < get->found.count; i++)
    reply->figures[reply->n_figures++] = figure_message(call, &get->found.rows[i]);
  call->reply = &reply->base;
}

const struct rt_handler evaluation_get_figures = {
    .state_size = sizeof(struct get),
    .decode = get_decode,
    .load = get_load,
    .decide = get_decide,
    .reply = get_reply,
};
