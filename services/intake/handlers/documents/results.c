/* GET /units/{unit}/results — the board of a unit: what was granted there, as the items allow it to be shown (I-02,
 * N-05). A township's board holds its villages; the county's is that of its hall. */
#include "bianmin/intake.pb-c.h"
#include "domain/date.h"
#include "domain/unitpath.h"
#include "intake/handlers/casefile/viewer.h"
#include "intake/store/directory/directory.h"
#include "intake/store/documents/documents.h"

enum { PAGE_KEYS = 2 };

struct list {
  struct intake_unit unit;
  struct intake_result_page page;
  struct intake_counts counts;
  struct intake_result_start start;
  int32_t counted_since;
  int32_t to;
  int size;
};

static const Bm__ListResultsRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_results_request__descriptor);
}

static int32_t day_of(struct rt_call *call, const char *text, const char *field, int32_t otherwise) {
  int32_t day = otherwise;
  if (*text && !dom_date_parse(text, &day))
    rt_call_fault(call, field, "应为日期，如 2026-11-23");
  return day;
}

static void decode_days(struct rt_call *call, struct list *state) {
  const int32_t year = dom_date_of(dom_date_ymd(dom_time_day(call->now_us)).year, 1, 1);
  const int32_t since = day_of(call, request(call)->from, "from", DOM_DATE_MIN);
  state->to = day_of(call, request(call)->to, "to", DOM_DATE_MAX - 1);
  if (since > state->to)
    rt_call_fault(call, "from", "开始日期不能晚于结束日期");
  state->counted_since = *request(call)->from ? since : year;
  state->start = (struct intake_result_start){.day = state->to + 1, .document = "", .since = since};
}

static void decode_page(struct rt_call *call, struct list *state) {
  const char *keys[PAGE_KEYS];
  int64_t day = 0;
  if (!*request(call)->page_token || !rt_page_keys(call, request(call)->page_token, keys, PAGE_KEYS) ||
      !rt_page_number(call, keys[0], state->start.day, &day))
    return;
  state->start.day = (int32_t)day;
  state->start.document = keys[1];
}

static void decode(struct rt_call *call) {
  struct list *state = call->state;
  state->size = rt_page_size(request(call)->page_size);
  state->page.rows = rt_arena_array(call->arena, (size_t)state->size + 1, sizeof *state->page.rows);
  decode_days(call, state);
  decode_page(call, state);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *state = call->state;
  const char *unit = request(call)->unit;
  char path[DOM_UNITPATH_TEXT];
  intake_units_load(pipe, unit, &state->unit);
  if (!dom_unitpath_of_code(unit, path) || dom_unitpath_is_office(path))
    return;
  bool village = dom_unitpath_level(path) == DOM_LEVEL_VILLAGE;
  intake_results_list(pipe, unit, village, &state->start, state->size + 1, &state->page);
  if (!*request(call)->page_token)
    intake_results_count(pipe, unit, village, state->counted_since, state->to, &state->counts);
}

static void decide(struct rt_call *call) {
  const struct list *state = call->state;
  if (!state->unit.unit)
    rt_call_refuse(call, RT_NOT_FOUND, "UNIT_NOT_FOUND", "没有这个单位；请核对单位代码");
}

static Bm__Result *result_of(struct rt_arena *arena, const struct intake_result_row *row) {
  Bm__Result *result = rt_message(arena, &bm__result__descriptor);
  result->item_code = rt_arena_text(arena, row->item);
  result->item_name = rt_arena_text(arena, row->item_name);
  result->masked_name = rt_arena_text(arena, row->masked_name);
  result->decided_on = intake_day_text(arena, row->made_on);
  return result;
}

static void add_counts(struct rt_arena *arena, const struct intake_counts *counts, Bm__ListResultsReply *reply) {
  reply->counts = rt_arena_array(arena, counts->count, sizeof *reply->counts);
  for (size_t i = 0; i < counts->count; i++) {
    Bm__ResultCount *count = rt_message(arena, &bm__result_count__descriptor);
    count->item_code = rt_arena_text(arena, counts->rows[i].item);
    count->item_name = rt_arena_text(arena, counts->rows[i].item_name);
    count->granted = (int32_t)counts->rows[i].granted;
    reply->counts[reply->n_counts++] = count;
  }
}

static void reply(struct rt_call *call) {
  const struct list *state = call->state;
  Bm__ListResultsReply *reply = rt_message(call->arena, &bm__list_results_reply__descriptor);
  const size_t count = state->page.count < (size_t)state->size ? state->page.count : (size_t)state->size;
  reply->results = rt_arena_array(call->arena, count, sizeof *reply->results);
  for (size_t i = 0; i < count; i++)
    reply->results[reply->n_results++] = result_of(call->arena, &state->page.rows[i]);
  add_counts(call->arena, &state->counts, reply);
  reply->since = intake_day_text(call->arena, state->counted_since);
  if (state->page.count > count) {
    const struct intake_result_row *last = &state->page.rows[count - 1];
    const char *keys[PAGE_KEYS] = {rt_arena_printf(call->arena, "%d", (int)last->made_on), last->document};
    reply->next_page_token = rt_page_token(call->arena, keys, PAGE_KEYS);
  }
  call->reply = &reply->base;
}

const struct rt_handler intake_list_results = {
    .state_size = sizeof(struct list), .decode = decode, .load = load, .decide = decide, .reply = reply};
