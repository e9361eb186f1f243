/* bmctl migrate: brings the schemas to what this build knows. */
#include "deploy/bmctl/command.h"
#include "deploy/bmctl/services.h"
#include "runtime/base/cleanup.h"

#include <stdio.h>
#include <string.h>

struct progress {
  const struct bmctl *bmctl;
  struct rt_buffer json;
};

const struct bmctl_service *bmctl_service(const char *name) {
  for (const struct bmctl_service *service = bmctl_services; service->name; service++) {
    if (strcmp(service->name, name) == 0) {
      return service;
    }
  }
  return NULL;
}

static void said(void *context, const char *name) {
  struct progress *progress = context;
  bmctl_comma(&progress->json);
  rt_buffer_printf(&progress->json, "\"%s\"", name);
  if (!progress->bmctl->json) {
    printf("applied %s\n", name);
  }
}

static int migrate(struct bmctl *bmctl, const char *dsn, const char *only, struct progress *progress) {
  for (const struct bmctl_service *service = bmctl_services; service->name; service++) {
    struct rt_error error = {0};
    if (only && strcmp(only, service->name) != 0) {
      continue;
    }
    if (!rt_migrate(dsn, service->name, service->migrations, said, progress, &error)) {
      return bmctl_fail(bmctl, &error);
    }
  }
  return BMCTL_DONE;
}

static int run(struct bmctl *bmctl, int argc, char **argv) {
  const char *dsn = rt_config_text(bmctl->config, "BM_MIGRATE_DSN");
  const char *only = argc > 1 ? argv[1] : NULL;
  if (argc > 2 || (only && !bmctl_service(only))) {
    return bmctl_usage(bmctl, &bmctl_migrate, "at most one service is wanted");
  }
  if (!*dsn) {
    return bmctl_usage(bmctl, &bmctl_migrate, "set BM_MIGRATE_DSN");
  }
  struct progress progress = {.bmctl = bmctl};
  rt_buffer_text(&progress.json, "{\"applied\":[");
  int code = migrate(bmctl, dsn, only, &progress);
  if (code == BMCTL_DONE && bmctl->json) {
    rt_buffer_text(&progress.json, "]}");
    bmctl_print_json(bmctl, &progress.json);
  } else if (code == BMCTL_DONE) {
    printf("schemas are up to date\n");
  }
  rt_buffer_free(&progress.json);
  return code;
}

const struct bmctl_command bmctl_migrate = {
    .name = "migrate",
    .arguments = "[SERVICE]",
    .summary = "Bring the schemas of all services (or one) up to date",
    .help =
        "The files are compiled in. Each is applied once, in a transaction, under an advisory lock, and kept with its\n"
        "checksum; a file that was applied and has changed since is refused. BM_MIGRATE_DSN names the database.\n",
    .run = run};
