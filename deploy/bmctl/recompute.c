/* bmctl recompute: after a new calendar file, the dates of running cases follow it. */
#include "bianmin/review.pb-c.h"
#include "deploy/bmctl/remote.h"
#include "runtime/base/cleanup.h"

#include <stdio.h>

static int recompute(struct bmctl *bmctl, int argc, char **argv) {
  if (argc != 1) {
    return bmctl_usage(bmctl, &bmctl_recompute, "%s takes no argument", argv[0]);
  }
  Bm__RecomputeDuesRequest request = BM__RECOMPUTE_DUES_REQUEST__INIT;
  long long seen = 0, moved = 0;
  do {
    ProtobufCMessage *reply = NULL;
    const struct bmctl_outgoing call = {
        .method = bmctl_method_of("review", "RecomputeDues"), .request = &request.base, .again = true};
    int code = bmctl_ask(bmctl, &call, &reply);
    if (code != BMCTL_DONE) {
      return code;
    }
    const Bm__RecomputeDuesReply *page = (const Bm__RecomputeDuesReply *)reply;
    seen += page->seen;
    moved += page->moved;
    request.after = page->next;
  } while (*request.after);
  if (bmctl->json) {
    RT_AUTO(rt_buffer_free) struct rt_buffer json = {0};
    rt_buffer_text(&json, "{");
    bmctl_member_number(&json, "seen", seen);
    bmctl_member_number(&json, "moved", moved);
    rt_buffer_text(&json, "}");
    bmctl_print_json(bmctl, &json);
  } else {
    printf("%lld running cases, %lld with new dates\n", seen, moved);
  }
  return BMCTL_DONE;
}

const struct bmctl_command bmctl_recompute = {
    .name = "recompute",
    .arguments = "",
    .summary = "Move the dates of running cases after a new calendar",
    .help = "Run it once the review processes have been restarted with the new BM_CALENDAR. Whose date moves is told.\n"
            "Again is harmless.\n",
    .run = recompute,
};
