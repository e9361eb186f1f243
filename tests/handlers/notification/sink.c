#include "tests/handlers/notification/sink.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static char *whole_file(const char *path) {
  FILE *file = fopen(path, "r");
  char *text = NULL;
  size_t size = 0;
  if (!file)
    return NULL;
  if (getdelim(&text, &size, '\0', file) < 0)
    text[0] = '\0';
  fclose(file);
  return text;
}

static void run_python(const struct sink *sink) {
  char port_file[128];
  snprintf(port_file, sizeof port_file, "%s/port", sink->folder);
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves no server behind */
  execl("/usr/bin/python3", "python3", BM_SOURCE_DIR "/tests/support/smtp_sink.py", sink->folder, port_file,
        (char *)NULL);
  _exit(127);
}

void sink_start(struct sink *sink) {
  char path[128], *port = NULL;
  snprintf(sink->folder, sizeof sink->folder, "/tmp/bm-sink-XXXXXX");
  cr_assert_not_null(mkdtemp(sink->folder));
  sink->pid = fork();
  if (sink->pid == 0)
    run_python(sink);
  snprintf(path, sizeof path, "%s/port", sink->folder);
  for (int tries = 0; tries < 1000 && !port; tries++) {
    usleep(10000);
    port = whole_file(path);
  }
  cr_assert_not_null(port, "the mail server does not start");
  snprintf(sink->url, sizeof sink->url, "smtp://127.0.0.1:%s", port);
  free(port);
}

void sink_stop(struct sink *sink) {
  char line[128];
  kill(sink->pid, SIGKILL);
  waitpid(sink->pid, NULL, 0);
  snprintf(line, sizeof line, "rm -rf %s", sink->folder);
  cr_expect_eq(system(line), 0); // NOLINT(bugprone-command-processor,cert-env33-c): the path is ours
}

char *sink_shown(const struct sink *sink, size_t number) {
  char path[128];
  snprintf(path, sizeof path, "%s/%zu.txt", sink->folder, number);
  char *text = whole_file(path);
  return text ? text : strdup("");
}

size_t sink_count(const struct sink *sink) {
  char path[128];
  size_t number = 0;
  do
    snprintf(path, sizeof path, "%s/%zu.txt", sink->folder, ++number);
  while (access(path, R_OK) == 0);
  return number - 1;
}

size_t sink_commands(const struct sink *sink, const char *beginning) {
  char path[128];
  size_t found = 0;
  snprintf(path, sizeof path, "%s/commands.log", sink->folder);
  char *log = whole_file(path), *rest = log;
  for (char *line; rest && (line = strsep(&rest, "\n"));)
    found += strncmp(line, beginning, strlen(beginning)) == 0;
  free(log);
  return found;
}
