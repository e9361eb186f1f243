/* GET /cases — what the caller sees, newest first: their own, what their window took, their subtree, their offices'. */
#include "domain/unitpath.h"
#include "intake/handlers/casefile/page.h"
#include "intake/handlers/casefile/record.h"
#include "intake/handlers/casefile/viewer.h"
#include <string.h>

/* A page ends early rather than outgrow a frame of the wire (256 KiB): forms may be long. */
enum { PAGE_BYTES = 160 * 1024, SCAN_ROWS = 200 };

struct list {
  struct intake_case_query query;
  struct intake_case_page page;
  Bm__Case **views;
  size_t view_count;
  size_t seen; /* rows of the page that were looked at: the next one goes on behind them */
  int size;
};

static const Bm__ListCasesRequest *request(const struct rt_call *call) {
  return rt_call_request(call, &bm__list_cases_request__descriptor);
}

/* The township of a path: its second segment, or NULL for a county's. */
static const char *township_of(struct rt_arena *arena, const char *path) {
  const char *slash = strchr(path, '/');
  return slash ? rt_arena_textn(arena, slash + 1, strcspn(slash + 1, "/")) : NULL;
}

/* The subtree: the caller's, narrowed to the unit asked for; none when neither lies in the other. */
static void set_root(struct rt_call *call, const struct intake_viewer *viewer, struct intake_case_query *query) {
  const uint32_t down = DOM_WHO(INTAKE_CLERK) | DOM_WHO(INTAKE_CENTRE_HEAD) | DOM_WHO(INTAKE_COUNTY_SUPERVISOR) |
                        DOM_WHO(INTAKE_DISCIPLINE_OFFICER);
  if (!(viewer->roles & down) || !*viewer->unit_path)
    return;
  if (!*query->unit_path || dom_unitpath_within(viewer->unit_path, query->unit_path))
    query->root = viewer->unit_path;
  else if (dom_unitpath_within(query->unit_path, viewer->unit_path))
    query->root = query->unit_path;
  if (query->root)
    query->township = township_of(call->arena, query->root);
}

static void set_offices(struct rt_call *call, const struct intake_viewer *viewer, struct intake_case_query *query) {
  const bool head = (viewer->roles & DOM_WHO(INTAKE_OFFICE_HEAD)) != 0;
  if (!head && !(viewer->roles & DOM_WHO(INTAKE_REVIEWER)))
    return;
  const char **offices = rt_arena_array(call->arena, viewer->office_count + 1, sizeof *offices);
  for (size_t i = 0; i < viewer->office_count; i++)
    offices[query->office_count++] = viewer->offices[i];
  if (head)
    offices[query->office_count++] = viewer->unit;
  query->offices = offices;
}

static void set_page(struct rt_call *call, struct list *state) {
  state->size = rt_page_size(request(call)->page_size);
  /* One more tells whether there is a next page. Names are sealed: what begins so is looked for in so many rows. */
  bool looks = *request(call)->item_code || *request(call)->applicant;
  state->query.limit = (looks ? SCAN_ROWS : state->size) + 1;
  intake_case_page_keys(call, request(call)->page_token, RT_PAGE_TIME_MAX, &state->query.before_at,
                        &state->query.before_number);
}

static void decode(struct rt_call *call) {
  struct list *state = call->state;
  struct intake_case_query *query = &state->query;
  const struct intake_viewer viewer = intake_viewer_of(call);
  char path[DOM_UNITPATH_TEXT];
  query->account = viewer.account;
  query->state = request(call)->refusal_pending ? INTAKE_REFUSAL_ASKED : (int64_t)request(call)->state;
  query->pending = query->state == INTAKE_SUBMITTED;
  query->ended = intake_ended((enum intake_state)query->state);
  query->unit_path = "";
  if (*request(call)->unit)
    query->unit_path = dom_unitpath_of_code(request(call)->unit, path) ? rt_arena_text(call->arena, path) : "-";
  if ((viewer.roles & DOM_WHO(INTAKE_CLERK)) && *viewer.unit)
    query->received_unit = viewer.unit;
  set_root(call, &viewer, query);
  set_offices(call, &viewer, query);
  set_page(call, state);
}

static void load(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *state = call->state;
  state->page.rows = rt_arena_array(call->arena, (size_t)state->query.limit, sizeof *state->page.rows);
  intake_cases_list(pipe, &state->query, &state->page);
}

static bool is_asked_for(const struct rt_call *call, const struct intake_case_row *row, const Bm__Case *record) {
  const char *item = request(call)->item_code, *name = request(call)->applicant;
  return (!*item || strcmp(item, row->item) == 0) && strncmp(record->applicant->name, name, strlen(name)) == 0;
}

static void decide(struct rt_call *call) {
  struct list *state = call->state;
  const size_t most = (size_t)state->query.limit - 1;
  const size_t count = state->page.count < most ? state->page.count : most;
  size_t bytes = 0;
  state->views = rt_arena_array(call->arena, (size_t)state->size, sizeof *state->views);
  state->view_count = 0;
  for (state->seen = 0; state->seen < count && state->view_count < (size_t)state->size; state->seen++) {
    const struct intake_case_row *row = &state->page.rows[state->seen];
    const Bm__Case *record = intake_record_open(call, row);
    if (!record)
      return;
    if (!is_asked_for(call, row, record))
      continue;
    Bm__Case *view = intake_case_view(call->arena, row, record);
    bytes += bm__case__get_packed_size(view);
    if (state->view_count > 0 && bytes > PAGE_BYTES)
      return;
    state->views[state->view_count++] = view;
  }
}

static void reply(struct rt_call *call) {
  const struct list *state = call->state;
  Bm__ListCasesReply *reply = rt_message(call->arena, &bm__list_cases_reply__descriptor);
  reply->cases = state->views;
  reply->n_cases = state->view_count;
  if (state->page.count > state->seen && state->seen)
    reply->next_page_token = intake_case_page_token(call->arena, &state->page.rows[state->seen - 1]);
  call->reply = &reply->base;
}

const struct rt_handler intake_list_cases = {
    .state_size = sizeof(struct list), .decode = decode, .load = load, .decide = decide, .reply = reply};
