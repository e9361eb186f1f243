/* The small decoders: numbers of people and organisations, phones, days, case numbers, unit paths, page tokens, ids,
 * lanes, types of media, addresses, quiet hours, kinds of paper. Input: a byte that chooses one, its text. */
#include "domain/date.h"
#include "domain/identity.h"
#include "domain/number.h"
#include "domain/unitpath.h"
#include "gateway/papers/upload.h"
#include "intake/rules/directory/grams.h"
#include "intake/rules/papers/paper.h"
#include "notification/rules/mail/address.h"
#include "notification/rules/sending/schedule.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/id.h"
#include "runtime/base/text/utf8.h"
#include "runtime/call/call.h"
#include "runtime/wire/frames.h"
#include "runtime/wire/socket.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TODAY = 20780 }; /* 2026-11-23 */

/* What is taken is written back in one spelling, which is taken as itself. */
static void citizen(const char *text) {
  char number[DOM_ID_TEXT];
  char again[DOM_ID_TEXT];
  char mask[DOM_MASK_TEXT];
  int32_t birth = 0;
  enum dom_id_refusal refusal = dom_citizen_number(text, TODAY, number, &birth);
  must(refusal < DOM_ID__COUNT && *dom_id_refusal_text(refusal) != '\0');
  if (refusal == DOM_ID_OK) {
    must(strlen(number) == 18 && birth <= TODAY && dom_date_valid(birth));
    must(dom_citizen_number(number, TODAY, again, NULL) == DOM_ID_OK && strcmp(number, again) == 0);
    must(!strstr(dom_mask_document(number, mask), number + 6));
  }
}

static void credit(const char *text) {
  char code[DOM_ID_TEXT];
  char again[DOM_ID_TEXT];
  if (dom_credit_code(text, code) == DOM_ID_OK) {
    must(strlen(code) == 18 && dom_credit_code(code, again) == DOM_ID_OK && strcmp(code, again) == 0);
  }
}

static void phone(const char *text) {
  char number[DOM_PHONE_TEXT];
  char again[DOM_PHONE_TEXT];
  char mask[DOM_MASK_TEXT];
  if (dom_phone(text, number) == DOM_ID_OK) {
    must(dom_phone(number, again) == DOM_ID_OK && strcmp(number, again) == 0);
    must(strchr(dom_mask_phone(number, mask), '*') != NULL);
  }
}

static void masks(const char *text) {
  char mask[DOM_MASK_TEXT];
  must(strlen(dom_mask_name(text, mask)) < DOM_MASK_TEXT && rt_utf8_valid(mask, strlen(mask), NULL));
  must(strlen(dom_mask_document(text, mask)) < DOM_MASK_TEXT);
  must(strlen(dom_mask_phone(text, mask)) < DOM_MASK_TEXT);
}

static void day(const char *text) {
  char again[DOM_DATE_TEXT];
  int32_t day = 0;
  if (dom_date_parse(text, &day)) {
    must(strcmp(dom_date_format(day, again), text) == 0);
  }
  if (dom_date_parse_compact(text, &day)) {
    must(strcmp(dom_date_format_compact(day, again), text) == 0);
  }
}

static void point_in_time(const char *text) {
  char again[DOM_TIME_TEXT];
  int64_t time_us = 0;
  int64_t again_us = 0;
  if (dom_time_parse(text, &time_us)) {
    int32_t at = dom_time_day(time_us);
    if (dom_date_valid(at)) {
      must(dom_time_parse(dom_time_format(time_us, again), &again_us));
      must(again_us <= time_us && time_us - again_us < 1000000);
    }
  }
}

/* The check digit finds every single wrong digit. */
static void case_number(const char *text) {
  struct dom_number number;
  char again[DOM_NUMBER_TEXT];
  if (!dom_number_parse(text, &number)) {
    return;
  }
  must(strcmp(dom_number_format(number.prefix, number.county, number.day, number.running, again), text) == 0);
  for (size_t i = 0; again[i] != '\0'; i++) {
    char kept = again[i];
    if (kept >= '0' && kept <= '9') {
      again[i] = kept == '9' ? '0' : (char)(kept + 1);
      must(!dom_number_parse(again, &number));
      again[i] = kept;
    }
  }
}

static void unit_path(const char *text) {
  char path[DOM_UNITPATH_TEXT];
  if (dom_unitpath_of_code(text, path)) {
    must(dom_unitpath_valid(path) && strcmp(dom_unitpath_code(path), text) == 0);
  }
  if (dom_unitpath_valid(text)) {
    must(strlen(text) < DOM_UNITPATH_TEXT && dom_unitpath_within(text, text));
    must(dom_unitpath_of_code(dom_unitpath_code(text), path) && strcmp(path, text) == 0);
    bool has = dom_unitpath_parent(text, path);
    must(has == (dom_unitpath_depth(text) > 1));
    must(!has || (dom_unitpath_valid(path) && dom_unitpath_within(text, path) && !dom_unitpath_within(path, text)));
  }
}

/* A token that is taken is one that is given for its keys. */
static void page_token(const char *text) {
  RT_AUTO(rt_arena_destroy) struct rt_arena *arena = rt_arena_new(0);
  for (size_t count = 1; count <= 4; count++) {
    const char *keys[4] = {"", "", "", ""};
    struct rt_call call = {.arena = arena};
    if (rt_page_keys(&call, text, keys, count)) {
      must(call.faults.count == 0 && strcmp(rt_page_token(arena, keys, count), text) == 0);
      for (size_t i = 0; i < count; i++) {
        must(rt_utf8_valid(keys[i], strlen(keys[i]), NULL));
      }
    } else {
      must(call.faults.count == 1 && strcmp(call.faults.list[0].field, "pageToken") == 0);
    }
  }
}

static void id(const char *text) {
  int64_t at_us = 0;
  must(!rt_id_valid(text) || strlen(text) == RT_ID_SIZE - 1);
  must(!intake_paper_made_at(text, &at_us) || (rt_id_valid(text) && at_us >= 0));
}

static void media_type(const char *text) {
  char type[101];
  char again[101];
  if (gw_upload_media_type(text, type, sizeof type)) {
    must(strchr(type, '/') && gw_upload_media_type(type, again, sizeof again) && strcmp(type, again) == 0);
  }
}

/* What may stand in a mail's head and in a command. */
static void address(const char *text) {
  if (notification_address_valid(text)) {
    must(strlen(text) < NOTIFICATION_ADDRESS_MAX && strpbrk(text, " \r\n\t<>\",;:") == NULL);
    must(strchr(text, '@') != NULL && *notification_address_host(text) != '\0');
    must(notification_address_same(text, text));
  }
  (void)notification_server_is_here(text);
  struct notification_quiet quiet;
  if (notification_quiet_parse(text, &quiet)) {
    must(quiet.from >= 0 && quiet.from <= 1440 && quiet.to >= 0 && quiet.to <= 1440);
  }
}

static void search(const char *text) {
  char *fold = strdup(text);
  intake_search_fold(fold);
  must(strlen(fold) == strlen(text));
  free(fold);
}

static void brokers(const char *text) {
  struct rt_endpoint list[RT_BROKERS_MAX];
  struct rt_error error = {0};
  size_t count = 0;
  if (rt_brokers_read(text, list, &count, &error)) {
    must(count > 0 && count <= RT_BROKERS_MAX);
    for (size_t i = 0; i < count; i++) {
      must(strlen(list[i].front) < RT_ENDPOINT_SIZE && strlen(list[i].back) < RT_ENDPOINT_SIZE);
    }
  } else {
    must(error.status != RT_OK && error.text[0] != '\0');
  }
}

/* A message on the wire: what is read is written back as it was, and its parts lie inside. */
static void message(struct fuzz_input input) {
  char *bytes = fuzz_copy(input, false);
  struct rt_wire_head head;
  uint8_t again[RT_WIRE_HEAD_SIZE];
  if (rt_wire_head_read(bytes, input.left, &head)) {
    rt_wire_head_write(&head, again);
    must(memcmp(again, bytes, sizeof again) == 0);
    must(!rt_wire_lane_good(head.name) || strlen(head.name) <= RT_WIRE_LANE_MAX);
    struct rt_bytes first = rt_wire_first(bytes, &head);
    struct rt_bytes second = rt_wire_second(bytes, input.left, &head);
    must(first.size <= RT_WIRE_PAYLOAD_MAX && second.size <= RT_WIRE_PAYLOAD_MAX);
    must(first.data + first.size == second.data && (const char *)second.data + second.size == bytes + input.left);
  }
  free(bytes);
}

static void lane(const char *text) {
  if (rt_wire_lane_good(text)) {
    must(strlen(text) <= RT_WIRE_LANE_MAX && strchr(text, '.') == strrchr(text, '.') &&
         strspn(text, "abcdefghijklmnopqrstuvwxyz.") == strlen(text));
  }
}

static void (*const texts[])(const char *text) = {citizen,       credit,      phone,     masks,      day,
                                                  point_in_time, case_number, unit_path, page_token, id,
                                                  media_type,    address,     search,    brokers,    lane};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static void paper(struct fuzz_input input) {
  static const char *const types[] = {"application/pdf", "application/zip", "text/plain", "image/jpeg",
                                      "application/octet-stream"};
  const char *claimed = types[fuzz_byte(&input) % 5];
  const char *found = types[fuzz_byte(&input) % 5];
  char *bytes = fuzz_copy(input, false);
  struct dom_refusal refusal = {0};
  const char *type = intake_paper_type(claimed, found, bytes, input.left, &refusal);
  must((type == NULL) == (refusal.code != NULL));
  free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct fuzz_input input = {data, size};
  size_t which = fuzz_byte(&input) % (TEXTS + 2);
  if (which == TEXTS) {
    message(input);
  } else if (which > TEXTS) {
    paper(input);
  } else {
    char *text = fuzz_copy(input, true);
    texts[which](text);
    free(text);
  }
  return 0;
}
