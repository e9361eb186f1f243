/* bmctl trail: the chain of a case's trail, computed anew from the texts as they are stored. */
#include "bianmin/intake.pb-c.h"
#include "deploy/bmctl/remote.h"
#include "runtime/base/cleanup.h"
#include "runtime/base/file.h"
#include "runtime/json/json.h"
#include "runtime/seal/chain.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int ask(struct bmctl *bmctl, const char *case_number, int after, Bm__ExportTrailReply **ret_page) {
  Bm__ExportTrailRequest request = BM__EXPORT_TRAIL_REQUEST__INIT;
  request.case_number = (char *)case_number;
  request.after = after;
  ProtobufCMessage *reply = NULL;
  int code = bmctl_ask(
      bmctl, &(struct bmctl_outgoing){.method = bmctl_method("intake.ExportTrail"), .request = &request.base}, &reply);
  *ret_page = (Bm__ExportTrailReply *)reply;
  return code;
}

/* Puts the links of `page` behind those of `trail`; what the case says of itself is the later word. */
static void append(struct rt_arena *arena, Bm__ExportTrailReply *trail, const Bm__ExportTrailReply *page) {
  Bm__TrailLink **links = rt_arena_array(arena, trail->n_links + page->n_links, sizeof *links);
  memcpy(links, trail->links, trail->n_links * sizeof *links);
  memcpy(links + trail->n_links, page->links, page->n_links * sizeof *links);
  trail->links = links;
  trail->n_links += page->n_links;
  trail->head = page->head;
  trail->count = page->count;
}

/* Page by page, until the row the case counts last is there or nothing comes any more. */
static int load(struct bmctl *bmctl, const char *case_number, const Bm__ExportTrailReply **ret_trail) {
  Bm__ExportTrailReply *trail = NULL;
  int code = ask(bmctl, case_number, 0, &trail);
  while (code == BMCTL_DONE && trail->n_links > 0 && trail->links[trail->n_links - 1]->seq < trail->count) {
    Bm__ExportTrailReply *page = NULL;
    code = ask(bmctl, case_number, trail->links[trail->n_links - 1]->seq, &page);
    if (code != BMCTL_DONE || page->n_links == 0) {
      break;
    }
    append(bmctl->arena, trail, page);
  }
  *ret_trail = trail;
  return code;
}

/* The first thing that is wrong, or NULL. */
static const char *flaw(struct rt_arena *arena, const Bm__ExportTrailReply *trail) {
  char previous[RT_LINK_SIZE];
  memcpy(previous, rt_chain_start, sizeof previous);
  for (size_t i = 0; i < trail->n_links; i++) {
    const Bm__TrailLink *row = trail->links[i];
    char link[RT_LINK_SIZE];
    if (row->seq != (int)i + 1) {
      return rt_arena_printf(arena, "row %zu is missing, row %d stands there", i + 1, row->seq);
    }
    rt_chain_link(previous, row->text, strlen(row->text), link);
    if (strcmp(link, row->link) != 0) {
      return rt_arena_printf(arena, "row %d was changed: its text gives %s, stored is %s", row->seq, link, row->link);
    }
    memcpy(previous, link, sizeof previous);
  }
  if ((int)trail->n_links != trail->count) {
    return rt_arena_printf(arena, "the case counts %d rows, the trail has %zu", trail->count, trail->n_links);
  }
  if (trail->n_links > 0 && strcmp(previous, trail->head) != 0) {
    return rt_arena_printf(arena, "the last link is %s, the case says %s", previous, trail->head);
  }
  return NULL;
}

static int verify(struct bmctl *bmctl, const char *case_number) {
  const Bm__ExportTrailReply *trail = NULL;
  int code = load(bmctl, case_number, &trail);
  if (code != BMCTL_DONE) {
    return code;
  }
  const char *wrong = flaw(bmctl->arena, trail);
  if (bmctl->json) {
    RT_AUTO(rt_buffer_free) struct rt_buffer json = {0};
    rt_buffer_text(&json, "{");
    bmctl_member(&json, "caseNumber", case_number);
    bmctl_key(&json, "whole");
    rt_buffer_text(&json, wrong ? "false" : "true");
    bmctl_member_number(&json, "links", (long long)trail->n_links);
    bmctl_member(&json, "head", trail->head);
    bmctl_member(&json, "flaw", wrong ? wrong : "");
    rt_buffer_text(&json, "}");
    bmctl_print_json(bmctl, &json);
  } else if (wrong) {
    printf("%s: BROKEN: %s\n", case_number, wrong);
  } else {
    printf("%s: whole, %zu links, head %s\n", case_number, trail->n_links, trail->head);
  }
  return wrong ? BMCTL_FAILED : BMCTL_DONE;
}

/* One file a row: the previous link, LF, the text. What `openssl dgst -sm3` must say of them goes to `list`. */
static bool write_row(struct bmctl *bmctl, const char *folder, const char *previous, const Bm__TrailLink *row,
                      struct rt_buffer *list, struct rt_error *error) {
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/%04d", folder, row->seq);
  const char *bytes = rt_arena_printf(bmctl->arena, "%s\n%s", previous, row->text);
  rt_buffer_printf(list, "SM3(%04d)= %s\n", row->seq, row->link);
  return rt_file_write(path, bytes, strlen(bytes), 0600, error);
}

static bool write_all(struct bmctl *bmctl, const char *folder, const Bm__ExportTrailReply *trail,
                      struct rt_error *error) {
  if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
    return rt_fail(error, RT_INTERNAL, "%s: %s", folder, strerror(errno));
  }
  RT_AUTO(rt_buffer_free) struct rt_buffer list = {0};
  rt_buffer_text(&list, "");
  const char *previous = rt_chain_start;
  for (size_t i = 0; i < trail->n_links; i++) {
    if (!write_row(bmctl, folder, previous, trail->links[i], &list, error)) {
      return false;
    }
    previous = trail->links[i]->link;
  }
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/links", folder);
  return rt_file_write(path, list.data, list.used, 0600, error);
}

static int export(struct bmctl *bmctl, const char *case_number, const char *folder) {
  const Bm__ExportTrailReply *trail = NULL;
  int code = load(bmctl, case_number, &trail);
  struct rt_error error = {0};
  if (code != BMCTL_DONE) {
    return code;
  }
  RT_AUTO(rt_buffer_free) struct rt_buffer json = {0};
  if (!folder) {
    rt_json_print(&trail->base, &json);
    bmctl_print_json(bmctl, &json);
    return BMCTL_DONE;
  }
  if (!write_all(bmctl, folder, trail, &error)) {
    return bmctl_fail(bmctl, &error);
  }
  if (bmctl->json) {
    rt_buffer_text(&json, "{");
    bmctl_member(&json, "folder", folder);
    bmctl_member_number(&json, "links", (long long)trail->n_links);
    rt_buffer_text(&json, "}");
    bmctl_print_json(bmctl, &json);
  } else {
    printf("%s: %zu rows in %s; check: cd %s && openssl dgst -sm3 [0-9]* | diff - links\n", case_number, trail->n_links,
           folder, folder);
  }
  return BMCTL_DONE;
}

static int run(struct bmctl *bmctl, int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "verify") == 0) {
    return verify(bmctl, argv[2]);
  }
  if ((argc == 3 || argc == 4) && strcmp(argv[1], "export") == 0) {
    return export(bmctl, argv[2], argc == 4 ? argv[3] : NULL);
  }
  return bmctl_usage(bmctl, &bmctl_trail, "verify or export and a case number are wanted");
}

const struct bmctl_command bmctl_trail = {
    .name = "trail",
    .arguments = "verify CASE | export CASE [DIR]",
    .summary = "Verify or export the hash chain of a case's trail",
    .help = "verify computes every link anew from the stored texts and compares it with the stored link, the order, "
            "and the\n"
            "head and count that the case itself keeps. Exit code 1 if anything differs.\n"
            "export prints the rows as JSON; with DIR it writes one file a row there, the previous link, LF and the "
            "text, so\n"
            "that `openssl dgst -sm3` gives the link, and the file `links` with what it must say.\n",
    .run = run};
