#include "runtime/metrics/process.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void print(struct rt_buffer *out, const char *name, const char *kind, const char *help, double value) {
  rt_buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %.15g\n", name, help, name, kind, name, value);
}

static double seconds(struct timeval time) {
  return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double resident_bytes(void) {
  FILE *file = fopen("/proc/self/statm", "re");
  if (!file) {
    return 0;
  }
  char line[128] = "";
  const char *second = fgets(line, sizeof line, file) ? strchr(line, ' ') : NULL;
  fclose(file);
  long pages = second ? strtol(second, NULL, 10) : 0;
  return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static double open_files(void) {
  DIR *folder = opendir("/proc/self/fd");
  if (!folder) {
    return 0;
  }
  int count = -3; /* ".", ".." and the folder itself */
  while (readdir(folder)) {
    count++;
  }
  closedir(folder);
  return count;
}

void rt_process_print(struct rt_buffer *out) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  print(out, "process_cpu_seconds_total", "counter", "Processor time", seconds(used.ru_utime) + seconds(used.ru_stime));
  print(out, "process_resident_memory_bytes", "gauge", "Memory in use", resident_bytes());
  print(out, "process_open_fds", "gauge", "Open descriptors", open_files());
}
