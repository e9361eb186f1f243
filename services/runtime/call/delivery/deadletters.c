#include "runtime/call/delivery/deadletters.h"

#include "bianmin/common.pb-c.h"
#include "runtime/base/id.h"
#include "runtime/call/engine/job.h"
#include <stdio.h>
#include <time.h>

static const struct rt_statement list_load = {
    "rt_dead_letters_list", "SELECT id, type, stream, seq, destination, attempts, error, at FROM dead_letters"
                            " WHERE id > $1 ORDER BY id LIMIT $2"};
static const struct rt_statement one_load = {"rt_dead_letter_load", "SELECT stream FROM dead_letters WHERE id = $1"};
static const struct rt_statement send_again = {
    "rt_dead_letter_again",
    "WITH gone AS (DELETE FROM dead_letters WHERE id = $1 RETURNING stream, seq, type, at, payload, destination_bit)"
    " INSERT INTO outbox AS o (stream, seq, type, at, payload, destinations, due)"
    " SELECT stream, seq, type, at, payload, destination_bit, $2 FROM gone ON CONFLICT (stream, seq) DO UPDATE SET"
    " destinations = o.destinations | excluded.destinations, due = excluded.due, attempts = 0, waits = 0, error = ''"};
static const struct rt_statement wake_stream = {"rt_outbox_wake",
                                                "UPDATE outbox SET due = $2, waits = 0 WHERE stream = $1 AND due > $2"};

static const char before_all[] = "00000000-0000-0000-0000-000000000000";

struct list {
  struct rt_arena *arena;
  const char *after;
  size_t size;
  Bm__DeadLetter **letters;
  size_t count;
};

/* RFC 3339 in the one time zone people here read. */
static char *time_text(struct rt_arena *arena, int64_t us) {
  time_t seconds = (time_t)(us / 1000000 + INT64_C(8) * 3600);
  struct tm tm;
  char text[32];
  gmtime_r(&seconds, &tm);
  strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S+08:00", &tm);
  return rt_arena_text(arena, text);
}

static char *kept(const struct rt_row *row, int column) {
  return rt_arena_text(rt_row_arena(row), rt_row_text(row, column));
}

static void read_letter(const struct rt_row *row, void *into) {
  struct list *list = into;
  Bm__DeadLetter *letter = rt_message(list->arena, &bm__dead_letter__descriptor);
  letter->dead_letter = kept(row, 0);
  letter->type = kept(row, 1);
  letter->stream = kept(row, 2);
  letter->seq = rt_arena_printf(list->arena, "%lld", (long long)rt_row_int(row, 3));
  letter->destination = kept(row, 4);
  letter->attempts = (int32_t)rt_row_int(row, 5);
  letter->last_error = kept(row, 6);
  letter->at = time_text(list->arena, rt_row_time(row, 7));
  list->letters[list->count++] = letter;
}

static void list_decode(struct rt_call *call) {
  struct list *list = call->state;
  const Bm__ListDeadLettersRequest *request = rt_call_request(call, &bm__list_dead_letters_request__descriptor);
  list->arena = call->arena;
  list->size = (size_t)rt_page_size(request->page_size);
  list->letters = rt_arena_array(call->arena, list->size + 1, sizeof(Bm__DeadLetter *));
  list->after = before_all;
  if (request->page_token[0] != '\0' && rt_page_keys(call, request->page_token, &list->after, 1) &&
      !rt_id_valid(list->after)) {
    rt_call_fault(call, "pageToken", "翻页标记无效，请从第一页重新查询");
  }
}

static void list_rows(struct rt_call *call, struct rt_pipe *pipe) {
  struct list *list = call->state;
  rt_pipe_run(pipe, &list_load, read_letter, list, RT_P_ID(list->after), RT_P_INT(list->size + 1));
}

static void list_reply(struct rt_call *call) {
  const struct list *list = call->state;
  Bm__ListDeadLettersReply *reply = rt_message(call->arena, &bm__list_dead_letters_reply__descriptor);
  reply->dead_letters = list->letters;
  reply->n_dead_letters = list->count < list->size ? list->count : list->size;
  if (list->count > list->size) {
    const char *last = list->letters[list->size - 1]->dead_letter;
    reply->next_page_token = rt_page_token(call->arena, &last, 1);
  }
  call->reply = &reply->base;
}

const struct rt_handler rt_list_dead_letters = {
    .state_size = sizeof(struct list), .decode = list_decode, .load = list_rows, .reply = list_reply};

struct retry {
  const char *id;
  const char *stream; /* NULL: no such letter */
};

static void retry_decode(struct rt_call *call) {
  const Bm__RetryDeadLetterRequest *request = rt_call_request(call, &bm__retry_dead_letter_request__descriptor);
  ((struct retry *)call->state)->id = request->dead_letter;
}

static void read_stream(const struct rt_row *row, void *into) {
  ((struct retry *)into)->stream = rt_row_text(row, 0);
}

static void retry_load(struct rt_call *call, struct rt_pipe *pipe) {
  struct retry *retry = call->state;
  rt_pipe_run(pipe, &one_load, read_stream, retry, RT_P_ID(retry->id));
}

static void retry_decide(struct rt_call *call) {
  if (((struct retry *)call->state)->stream == NULL) {
    rt_call_refuse(call, RT_NOT_FOUND, "DEAD_LETTER_UNKNOWN", "没有这封死信");
  }
}

/* What waits behind it in its stream may go on as well. */
static void retry_save(struct rt_call *call, struct rt_pipe *pipe) {
  const struct retry *retry = call->state;
  rt_pipe_run(pipe, &send_again, NULL, NULL, RT_P_ID(retry->id), RT_P_TIME(call->now_us));
  rt_pipe_run(pipe, &wake_stream, NULL, NULL, RT_P_TEXT(retry->stream), RT_P_TIME(call->now_us));
  ((struct rt_saving *)rt_pipe_owner(pipe))->sent = true;
}

const struct rt_handler rt_retry_dead_letter = {.state_size = sizeof(struct retry),
                                                .decode = retry_decode,
                                                .load = retry_load,
                                                .decide = retry_decide,
                                                .save = retry_save};
