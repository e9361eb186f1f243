#include "runtime/call/delivery/outgoing.h"

#include "runtime/base/clock.h"
#include "runtime/base/log.h"
#include "runtime/call/delivery/outbox.h"
#include "runtime/call/delivery/outgoing_rows.h"
#include "runtime/metrics/metrics.h"
#include "runtime/wire/frames.h"
#include <assert.h>
#include <string.h>

/* A call's events fit one frame, whatever they hold; a message costs its tag and length beside. */
enum { STAND_BY_MS = 1000, BESIDE = 8, BYTES_MAX = RT_WIRE_PAYLOAD_MAX };

static struct rt_metric delivered_total = {.kind = RT_METRIC_COUNTER,
                                           .name = "bm_events_delivered_total",
                                           .help = "Events offered to a service, by its word on them",
                                           .labels = {"destination", "result"}};

static const char *const result_names[] = {"unspecified", "taken", "had", "gap", "not_yet", "failed"};
enum { RESULT_NAMES = sizeof result_names / sizeof result_names[0] };

void rt_outgoing_init(struct rt_outgoing_queue *queue) {
  size_t count = 0;
  while (queue->service->sends_to != NULL && queue->service->sends_to[count] != NULL) {
    count++;
  }
  assert(count <= RT_DESTINATIONS_MAX);
  rt_lease_init(&queue->lease, "relay");
}

static int64_t reachable(const struct rt_outgoing_queue *queue) {
  int64_t mask = 0;
  for (size_t i = 0; queue->service->sends_to != NULL && queue->service->sends_to[i] != NULL; i++) {
    if (rt_clock_monotonic_ms() >= queue->away[i].until_ms) {
      mask |= INT64_C(1) << i;
    }
  }
  return mask;
}

/* The event in clear, for the wire (which CURVE seals); NULL: it does not open. */
static Bm__EventRecord *open_row(const struct rt_outgoing_queue *queue, struct rt_arena *arena,
                                 const struct rt_outbox_row *row) {
  struct rt_bytes payload = {NULL, 0};
  struct rt_error error = {0};
  if (!rt_seal_open(queue->seal, arena, rt_outbox_place(arena, row->stream, row->seq), row->payload, &payload,
                    &error)) {
    rt_log(RT_LOG_ERROR, "event does not open", RT_TEXT("type", row->type), RT_TEXT("why", error.text));
    return NULL;
  }
  Bm__EventRecord *record = rt_message(arena, &bm__event_record__descriptor);
  record->type = rt_arena_text(arena, row->type);
  record->stream = rt_arena_text(arena, row->stream);
  record->seq = row->seq;
  record->at_us = row->at_us;
  record->payload = (ProtobufCBinaryData){payload.size, rt_arena_copy(arena, payload.data, payload.size)};
  return record;
}

static void fail_row(const struct rt_outgoing_queue *queue, struct rt_outbox_row *row, size_t destination,
                     const char *error) {
  row->error = error;
  if (rt_fate_hear(&row->fate, destination, RT_WORD_FAILED, queue->tries)) {
    rt_log(RT_LOG_ERROR, "dead letter", RT_TEXT("type", row->type), RT_TEXT("error", error));
  }
}

static void conclude_row(const struct rt_outgoing_queue *queue, struct rt_outbox_row *row, size_t destination,
                         int result, const char *text) {
  const char *name = result_names[result >= 0 && result < RESULT_NAMES ? result : 0];
  rt_metric_add(&delivered_total, queue->service->sends_to[destination], name, 1);
  if (result == BM__DELIVER_RESULT__ENUM__TAKEN || result == BM__DELIVER_RESULT__ENUM__HAD) {
    rt_fate_hear(&row->fate, destination, RT_WORD_TAKEN, queue->tries);
  } else if (result == BM__DELIVER_RESULT__ENUM__FAILED) {
    fail_row(queue, row, destination, text);
  } else {
    rt_fate_hear(&row->fate, destination, RT_WORD_LATER, queue->tries);
  }
}

/* Nobody there, or not as agreed: the destination is left alone for a while, its rows stay due. */
static void leave_alone(struct rt_outgoing_queue *queue, size_t destination, const struct rt_delivery *delivery) {
  int wait = rt_away_ms(queue->away[destination].wait_ms);
  queue->away[destination].wait_ms = wait;
  queue->away[destination].until_ms = rt_clock_monotonic_ms() + wait;
  rt_log(RT_LOG_WARN, "events not delivered", RT_TEXT("destination", delivery->destination),
         RT_TEXT("status", rt_status_name(delivery->status)), RT_NUMBER("wait_ms", wait));
}

/* The calls of a round, and which rows each holds. */
struct round {
  struct rt_delivery deliveries[RT_DESTINATIONS_MAX];
  struct rt_outbox_row *rows[RT_DESTINATIONS_MAX][RT_RELAY_ROWS];
  size_t destinations[RT_DESTINATIONS_MAX];
  size_t count;
  bool left_out; /* some rows did not fit their call: they stay due */
};

static size_t bytes_of(const Bm__EventRecord *record) {
  return protobuf_c_message_get_packed_size(&record->base) + BESIDE;
}

static void add_delivery(const struct rt_outgoing_queue *queue, struct rt_arena *arena, struct rt_outbox_rows *rows,
                         Bm__EventRecord *const *records, size_t destination, struct round *round) {
  struct rt_delivery *delivery = &round->deliveries[round->count];
  bm__deliver_request__init(&delivery->request);
  delivery->request.events = rt_arena_array(arena, rows->count, sizeof *delivery->request.events);
  size_t bytes = 0;
  for (size_t i = 0; i < rows->count; i++) {
    if ((rows->list[i].fate.open >> destination & 1) != 0 && records[i] != NULL) {
      bytes += bytes_of(records[i]);
      if (bytes > BYTES_MAX) {
        round->left_out = true; /* and all behind it, so that no stream's order breaks */
        break;
      }
      round->rows[round->count][delivery->request.n_events] = &rows->list[i];
      delivery->request.events[delivery->request.n_events++] = records[i];
    }
  }
  if (delivery->request.n_events > 0) {
    delivery->destination = queue->service->sends_to[destination];
    delivery->status = RT_UNAVAILABLE;
    round->destinations[round->count++] = destination;
  }
}

static void conclude(struct rt_outgoing_queue *queue, struct round *round, size_t at) {
  const struct rt_delivery *delivery = &round->deliveries[at];
  size_t destination = round->destinations[at], count = delivery->request.n_events;
  if (delivery->status != RT_OK || delivery->reply == NULL || delivery->reply->n_results != count ||
      delivery->reply->n_texts != count) {
    leave_alone(queue, destination, delivery);
    return;
  }
  queue->away[destination].wait_ms = 0;
  for (size_t i = 0; i < count; i++) {
    conclude_row(queue, round->rows[at][i], destination, (int)delivery->reply->results[i], delivery->reply->texts[i]);
  }
}

static void fail_everywhere(const struct rt_outgoing_queue *queue, struct rt_outbox_row *row, const char *error) {
  for (size_t d = 0; queue->service->sends_to[d] != NULL; d++) {
    if ((row->fate.open >> d & 1) != 0) {
      fail_row(queue, row, d, error);
    }
  }
}

/* The rows as they go over the wire; NULL: one that can't, now or ever. */
static Bm__EventRecord **open_rows(const struct rt_outgoing_queue *queue, struct rt_arena *arena,
                                   struct rt_outbox_rows *rows) {
  Bm__EventRecord **records = rt_arena_array(arena, rows->count, sizeof(Bm__EventRecord *));
  for (size_t i = 0; i < rows->count; i++) {
    records[i] = open_row(queue, arena, &rows->list[i]);
    if (records[i] == NULL) {
      fail_everywhere(queue, &rows->list[i], "DATA_LOSS");
    } else if (bytes_of(records[i]) > BYTES_MAX) {
      fail_everywhere(queue, &rows->list[i], "TOO_LARGE");
      records[i] = NULL;
    }
  }
  return records;
}

/* True when rows were left for another round. */
static bool deliver(struct rt_outgoing_queue *queue, struct rt_arena *arena, struct rt_outbox_rows *rows) {
  struct round *round = rt_arena_alloc(arena, sizeof *round);
  Bm__EventRecord **records = open_rows(queue, arena, rows);
  for (size_t d = 0; queue->service->sends_to[d] != NULL; d++) {
    add_delivery(queue, arena, rows, records, d, round);
  }
  queue->send(queue->context, arena, round->deliveries, round->count);
  for (size_t i = 0; i < round->count; i++) {
    conclude(queue, round, i);
  }
  return round->left_out;
}

/* What is read may have been committed without waiting for the disk; the claim's own commit does wait, and it comes
 * after the read: so no event outruns its cause. */
size_t rt_outgoing_round(struct rt_outgoing_queue *queue, struct rt_conn *conn, struct rt_arena *arena,
                         int64_t now_us) {
  int64_t mask = rt_clock_monotonic_ms() < queue->stand_by_until_ms ? 0 : reachable(queue);
  struct rt_outbox_rows *rows = rt_arena_alloc(arena, sizeof *rows);
  if (mask == 0 || !rt_outbox_due(conn, arena, now_us, mask, rows) || rows->count == 0) {
    return 0;
  }
  uint64_t losses = rt_conn_losses(conn);
  if (!rt_lease_claim(&queue->lease, conn, arena, now_us)) {
    queue->stand_by_until_ms = rt_clock_monotonic_ms() + STAND_BY_MS; /* a claim costs a flush, also in vain */
    return 0;
  }
  if (rt_conn_losses(conn) != losses) {
    return 0;
  }
  bool more = deliver(queue, arena, rows);
  rt_outbox_mark(queue, conn, arena, now_us, rows);
  return more ? RT_RELAY_ROWS : rows->count;
}
