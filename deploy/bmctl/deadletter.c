/* bmctl deadletter: events that a service could not deliver. */
#include "bianmin/common.pb-c.h"
#include "deploy/bmctl/remote.h"
#include "runtime/base/cleanup.h"
#include "runtime/json/json.h"

#include <stdio.h>
#include <string.h>

enum { PAGE = 200 };

/* Called for each letter; a code other than BMCTL_DONE ends the walk. */
typedef int (*letter_fn)(struct bmctl *bmctl, const char *service, const Bm__DeadLetter *letter, void *context);

static int each_letter(struct bmctl *bmctl, const char *service, letter_fn with, void *context) {
  Bm__ListDeadLettersRequest request = BM__LIST_DEAD_LETTERS_REQUEST__INIT;
  request.page_size = PAGE;
  const struct bmctl_outgoing call = {.method = bmctl_method_of(service, "ListDeadLetters"), .request = &request.base};
  for (;;) {
    ProtobufCMessage *reply = NULL;
    int code = bmctl_ask(bmctl, &call, &reply);
    const Bm__ListDeadLettersReply *page = (const Bm__ListDeadLettersReply *)reply;
    for (size_t i = 0; code == BMCTL_DONE && i < page->n_dead_letters; i++) {
      code = with(bmctl, service, page->dead_letters[i], context);
    }
    if (code != BMCTL_DONE || !*page->next_page_token) {
      return code;
    }
    request.page_token = page->next_page_token;
  }
}

static int show(struct bmctl *bmctl, const char *service, const Bm__DeadLetter *letter, void *context) {
  struct rt_buffer *json = context;
  bmctl_comma(json);
  rt_buffer_text(json, "{");
  bmctl_member(json, "service", service);
  bmctl_key(json, "letter");
  rt_json_print(&letter->base, json);
  rt_buffer_text(json, "}");
  if (!bmctl->json) {
    printf("%-12s %s  %s  %s/%s → %s  %d attempts  %s\n", service, letter->dead_letter, letter->type, letter->stream,
           letter->seq, letter->destination, letter->attempts, letter->last_error);
  }
  return BMCTL_DONE;
}

static int retry_one(struct bmctl *bmctl, const char *service, const char *id) {
  Bm__RetryDeadLetterRequest request = BM__RETRY_DEAD_LETTER_REQUEST__INIT;
  request.dead_letter = (char *)id;
  ProtobufCMessage *reply = NULL;
  return bmctl_ask(bmctl,
                   &(struct bmctl_outgoing){
                       .method = bmctl_method_of(service, "RetryDeadLetter"), .request = &request.base, .again = true},
                   &reply);
}

static int collect(struct bmctl *bmctl, const char *service, const Bm__DeadLetter *letter, void *context) {
  struct rt_buffer *ids = context;
  (void)bmctl;
  (void)service;
  rt_buffer_printf(ids, "%s\n", letter->dead_letter);
  return BMCTL_DONE;
}

static int retry_all(struct bmctl *bmctl, const char *service, long *ret_count) {
  RT_AUTO(rt_buffer_free) struct rt_buffer ids = {0};
  rt_buffer_text(&ids, "");
  int code = each_letter(bmctl, service, collect, &ids); /* all first: retrying changes the pages */
  char *rest = NULL;
  for (char *id = strtok_r(ids.data, "\n", &rest); code == BMCTL_DONE && id; id = strtok_r(NULL, "\n", &rest)) {
    code = retry_one(bmctl, service, id);
    *ret_count += code == BMCTL_DONE;
  }
  return code;
}

static int list(struct bmctl *bmctl, const char *only) {
  RT_AUTO(rt_buffer_free) struct rt_buffer json = {0};
  rt_buffer_text(&json, "[");
  int code = BMCTL_DONE;
  for (const char *const *service = bmctl_service_names(bmctl); code == BMCTL_DONE && *service; service++) {
    if (!only || strcmp(only, *service) == 0) {
      code = each_letter(bmctl, *service, show, &json);
    }
  }
  rt_buffer_text(&json, "]");
  if (code == BMCTL_DONE && bmctl->json) {
    bmctl_print_json(bmctl, &json);
  } else if (code == BMCTL_DONE && strcmp(json.data, "[]") == 0) {
    printf("no dead letters\n");
  }
  return code;
}

static int retry(struct bmctl *bmctl, const char *service, const char *id) {
  long count = 0;
  int code = 0;
  if (strcmp(id, "--all") == 0) {
    code = retry_all(bmctl, service, &count);
  } else {
    code = retry_one(bmctl, service, id);
    count = code == BMCTL_DONE;
  }
  if (bmctl->json && code == BMCTL_DONE) {
    printf("{\"retried\":%ld}\n", count);
  } else if (code == BMCTL_DONE) {
    printf("%ld to be sent again\n", count);
  }
  return code;
}

static int run(struct bmctl *bmctl, int argc, char **argv) {
  const char *service = argc > 2 ? argv[2] : NULL;
  if (service && !bmctl_is_service(bmctl, service)) {
    return bmctl_usage(bmctl, &bmctl_deadletter, "no service %s", service);
  }
  if ((argc == 2 || argc == 3) && strcmp(argv[1], "list") == 0) {
    return list(bmctl, service);
  }
  if (argc == 4 && strcmp(argv[1], "retry") == 0) {
    return retry(bmctl, service, argv[3]);
  }
  return bmctl_usage(bmctl, &bmctl_deadletter, "list, or retry with a service and a letter, is wanted");
}

const struct bmctl_command bmctl_deadletter = {
    .name = "deadletter",
    .arguments = "list [SERVICE] | retry SERVICE (ID | --all)",
    .summary = "Events that could not be delivered: show them, send them again",
    .help = "A dead letter keeps its place: it and what waits behind it in its stream are sent again, in order.\n",
    .run = run};
