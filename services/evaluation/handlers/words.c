#include "evaluation/handlers/words.h"

#include "domain/date.h"
#include "evaluation/things.h"
#include "runtime/base/log.h"

static const char column[] = "words_sealed";

static struct rt_bytes seal(const struct rt_call *call, const char *table, const char *row,
                            const ProtobufCMessage *message) {
  const struct evaluation_things *things = call->service;
  size_t size = protobuf_c_message_get_packed_size(message);
  uint8_t *packed = rt_arena_alloc(call->arena, size + 1);
  protobuf_c_message_pack(message, packed);
  return rt_seal_close(things->seal, call->arena, (struct rt_seal_place){table, column, row}, packed, size);
}

static const void *unseal(const struct rt_call *call, const char *table, const char *row, struct rt_bytes sealed,
                          const ProtobufCMessageDescriptor *type) {
  const struct evaluation_things *things = call->service;
  struct rt_bytes plain;
  struct rt_error error = {0};
  const void *message = NULL;
  if (rt_seal_open(things->seal, call->arena, (struct rt_seal_place){table, column, row}, sealed, &plain, &error))
    message = protobuf_c_message_unpack(type, rt_arena_protobuf(call->arena), plain.size, plain.data);
  if (!message) {
    rt_log(RT_LOG_ERROR, "sealed words lost", RT_TEXT("table", table), RT_TEXT("row", row), RT_TEXT("why", error.text));
    message = rt_message(call->arena, type);
  }
  return message;
}

struct rt_bytes evaluation_seal_rating(const struct rt_call *call, const char *rating,
                                       const Bm__CreateRatingRequest *request) {
  Bm__CreateRatingRequest *words = rt_message(call->arena, &bm__create_rating_request__descriptor);
  words->n_tags = request->n_tags;
  words->tags = request->tags;
  words->comment = request->comment;
  return seal(call, evaluation_ratings_table, rating, &words->base);
}

void evaluation_seal_words(const struct rt_call *call, struct evaluation_rectification_row *row) {
  Bm__Rectification *words = rt_message(call->arena, &bm__rectification__descriptor);
  words->notes = (char *)row->it.notes;
  words->measures = (char *)row->it.measures;
  words->answer = (char *)row->it.answer;
  row->words_sealed = seal(call, evaluation_rectifications_table, row->it.rectification, &words->base);
}

void evaluation_open_words(const struct rt_call *call, struct evaluation_rectification_row *row) {
  const Bm__Rectification *words = unseal(call, evaluation_rectifications_table, row->it.rectification,
                                          row->words_sealed, &bm__rectification__descriptor);
  row->it.notes = words->notes;
  row->it.measures = words->measures;
  row->it.answer = words->answer;
}

Bm__Rectification *evaluation_rectification_message(const struct rt_call *call,
                                                    const struct evaluation_rectification_row *row) {
  const Bm__CreateRatingRequest *rating =
      unseal(call, evaluation_ratings_table, row->rating, row->rating_sealed, &bm__create_rating_request__descriptor);
  Bm__Rectification *message = rt_message(call->arena, &bm__rectification__descriptor);
  char due[DOM_DATE_TEXT], at[DOM_TIME_TEXT];
  message->rectification = (char *)row->it.rectification;
  message->case_number = (char *)row->it.case_number;
  message->level = (Bm__RatingLevel__Enum)row->level;
  message->comment = rating->comment;
  message->n_tags = rating->n_tags;
  message->tags = rating->tags;
  message->unit = (char *)row->it.unit;
  message->due = rt_arena_text(call->arena, dom_date_format(row->it.due, due));
  message->state = (Bm__RectificationState__Enum)row->it.state;
  message->reached = row->it.reached;
  message->calls = (int32_t)row->it.calls;
  message->notes = (char *)row->it.notes;
  message->measures = (char *)row->it.measures;
  message->answer = (char *)row->it.answer;
  message->item_name = (char *)row->item_name;
  message->office = (char *)row->office;
  message->rated_at = rt_arena_text(call->arena, dom_time_format(row->rated_us, at));
  return message;
}
