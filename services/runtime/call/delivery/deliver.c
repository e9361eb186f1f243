#include "runtime/call/delivery/deliver.h"

#include "bianmin/common.pb-c.h"
#include "runtime/call/engine/answer.h"
#include "runtime/call/steps/turns.h"
#include <string.h>

const struct rt_handler rt_deliver = {0};

/* Types nobody here takes in only move the count. */
static void save_nothing(struct rt_call *call, struct rt_pipe *pipe) {
  (void)call;
  (void)pipe;
}

static const struct rt_handler only_count = {.save = save_nothing};

struct record {
  struct rt_job job;
  struct rt_event_head head;
  struct rt_job *delivery;
  bool failed; /* before it could be tried */
  enum _Bm__DeliverResult__Enum result;
  const char *text;
};

static const struct rt_taker *find(const struct rt_taker *takers, const char *type) {
  for (const struct rt_taker *t = takers; t != NULL && t->event != NULL; t++) {
    if (strcmp(t->event, type) == 0) {
      return t;
    }
  }
  return NULL;
}

static void fail(struct record *record, const char *text) {
  record->failed = true;
  record->result = BM__DELIVER_RESULT__ENUM__FAILED;
  record->text = text;
}

/* The record's message, as its taker expects it. */
static void unpack(struct record *record, const struct rt_taker *taker, const Bm__EventRecord *event) {
  struct rt_call *call = &record->job.call;
  record->job.handler = taker == NULL ? &only_count : taker->handler;
  if (taker == NULL) {
    return;
  }
  call->request =
      protobuf_c_message_unpack(taker->type, rt_arena_protobuf(call->arena), event->payload.len, event->payload.data);
  if (call->request == NULL) {
    fail(record, "MALFORMED");
    return;
  }
  rt_rules_check(call->arena, call->request, &call->faults);
  if (call->faults.count > 0) {
    fail(record, rt_arena_printf(call->arena, "FIELD_INVALID %s", call->faults.list[0].field));
  }
}

static void start(struct record *record, const struct rt_taker *takers, const void *things, struct rt_job *delivery,
                  const Bm__EventRecord *event) {
  record->delivery = delivery;
  record->text = "";
  record->head = (struct rt_event_head){.sender = delivery->call.caller,
                                        .type = event->type,
                                        .stream = event->stream,
                                        .seq = event->seq,
                                        .at_us = event->at_us};
  record->job.call = (struct rt_call){.arena = delivery->call.arena,
                                      .now_us = delivery->call.now_us,
                                      .caller = delivery->call.caller,
                                      .event = &record->head,
                                      .service = things};
  unpack(record, find(takers, event->type), event);
}

static void conclude(struct record *record) {
  struct rt_job *job = &record->job;
  if (job->answer == NULL) {
    record->result = job->gap   ? BM__DELIVER_RESULT__ENUM__GAP
                     : job->had ? BM__DELIVER_RESULT__ENUM__HAD
                                : BM__DELIVER_RESULT__ENUM__TAKEN;
  } else if (strcmp(job->answer->code, RT_CODE_NOT_YET) == 0 || strcmp(job->answer->code, RT_CODE_BUSY) == 0) {
    record->result = BM__DELIVER_RESULT__ENUM__NOT_YET;
    record->text = job->answer->message;
  } else if (job->answer->status == RT_UNAVAILABLE) {
    record->result = BM__DELIVER_RESULT__ENUM__UNSPECIFIED;
  } else {
    fail(record, job->answer->code);
  }
  record->delivery->wrote = record->delivery->wrote || job->wrote;
  record->delivery->repeats = record->delivery->repeats || job->repeats;
}

static bool was_taken(const struct record *record) {
  return record->result == BM__DELIVER_RESULT__ENUM__TAKEN || record->result == BM__DELIVER_RESULT__ENUM__HAD;
}

static struct rt_offer *offer(struct rt_run *run, const struct record *records, size_t count) {
  struct rt_offer *offers = rt_arena_array(run->arena, count, sizeof *offers);
  for (size_t i = 0; i < count; i++) {
    offers[i] = (struct rt_offer){
        .sender = records[i].head.sender, .stream = records[i].head.stream, .tried = records[i].failed};
  }
  return offers;
}

/* A round is one transaction, as long as nothing in it fails; if it is the only one it may wait for its own commit. */
static void run_rounds(struct rt_run *run, struct record *records, size_t count) {
  struct rt_offer *offers = offer(run, records, count);
  size_t *round = rt_arena_array(run->arena, count, sizeof *round);
  struct rt_job **jobs = rt_arena_array(run->arena, count, sizeof *jobs);
  for (size_t picked = rt_offers_pick(offers, count, round); picked > 0;
       picked = rt_offers_pick(offers, count, round)) {
    for (size_t i = 0; i < picked; i++) {
      jobs[i] = &records[round[i]].job;
    }
    run->may_commit_durably = run->may_commit_durably && picked == count;
    rt_run_jobs(run, jobs, picked);
    for (size_t i = 0; i < picked; i++) {
      conclude(&records[round[i]]);
      offers[round[i]].taken = was_taken(&records[round[i]]);
    }
  }
  for (size_t i = 0; i < count; i++) {
    records[i].result = offers[i].behind ? BM__DELIVER_RESULT__ENUM__GAP : records[i].result;
  }
}

static void reply(struct rt_job *delivery, const struct record *records, size_t count) {
  struct rt_arena *arena = delivery->call.arena;
  Bm__DeliverReply *message = rt_message(arena, &bm__deliver_reply__descriptor);
  message->results = rt_arena_array(arena, count, sizeof *message->results);
  message->texts = rt_arena_array(arena, count, sizeof *message->texts);
  message->n_results = message->n_texts = count;
  bool away = false;
  for (size_t i = 0; i < count; i++) {
    message->results[i] = records[i].result;
    message->texts[i] = rt_arena_text(arena, records[i].text);
    away = away || records[i].result == BM__DELIVER_RESULT__ENUM__UNSPECIFIED;
  }
  uint8_t *data = rt_arena_alloc(arena, protobuf_c_message_get_packed_size(&message->base) + 1);
  delivery->payload = (struct rt_bytes){data, protobuf_c_message_pack(&message->base, data)};
  rt_job_finish(delivery, away ? rt_answer_away(arena, RT_CODE_DATABASE_AWAY) : NULL);
}

void rt_deliver_run(struct rt_run *run, const struct rt_taker *takers, const void *things,
                    struct rt_job *const *deliveries, size_t count) {
  size_t total = 0;
  for (size_t i = 0; i < count; i++) {
    const Bm__DeliverRequest *request = rt_call_request(&deliveries[i]->call, &bm__deliver_request__descriptor);
    total += request->n_events;
  }
  struct record *records = rt_arena_array(run->arena, total, sizeof *records);
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    const Bm__DeliverRequest *request = rt_call_request(&deliveries[i]->call, &bm__deliver_request__descriptor);
    for (size_t j = 0; j < request->n_events; j++) {
      start(&records[used++], takers, things, deliveries[i], request->events[j]);
    }
  }
  run_rounds(run, records, total);
  used = 0;
  for (size_t i = 0; i < count; i++) {
    const Bm__DeliverRequest *request = rt_call_request(&deliveries[i]->call, &bm__deliver_request__descriptor);
    reply(deliveries[i], records + used, request->n_events);
    used += request->n_events;
  }
}
