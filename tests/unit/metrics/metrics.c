#include "runtime/metrics/metrics.h"
#include "runtime/base/cleanup.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct rt_metric answers = {
    .kind = RT_METRIC_COUNTER, .name = "bm_test_answers_total", .help = "Answers", .labels = {"method", "status"}};
static struct rt_metric depth = {.kind = RT_METRIC_GAUGE, .name = "bm_test_depth", .help = "Depth", .labels = {"lane"}};
static struct rt_metric took = {.kind = RT_METRIC_DURATION, .name = "bm_test_seconds", .help = "Time"};

static void has(const struct rt_buffer *text, const char *line) {
  cr_assert(strstr(text->data, line), "no %sin\n%s", line, text->data);
}

Test(metrics, text) {
  rt_metric_add(&answers, "intake.AcceptCase", "OK", 2);
  rt_metric_add(&answers, "intake.AcceptCase", "OK", 1);
  rt_metric_add(&answers, "a\"b\\c\n", NULL, 0);
  rt_metric_set(&depth, "intake.write", "ignored", 7);
  rt_metric_set(&depth, "intake.write", NULL, 5);
  rt_metric_took_us(&took, NULL, NULL, 1000);
  rt_metric_took_us(&took, NULL, NULL, 1001);
  rt_metric_took_us(&took, NULL, NULL, 20000000);
  RT_AUTO(rt_buffer_free) struct rt_buffer text = {0};
  rt_metrics_print(&text);
  has(&text, "# TYPE bm_test_answers_total counter\n");
  has(&text, "bm_test_answers_total{method=\"intake.AcceptCase\",status=\"OK\"} 3\n");
  has(&text, "bm_test_answers_total{method=\"a\\\"b\\\\c\\n\",status=\"\"} 0\n");
  has(&text, "bm_test_depth{lane=\"intake.write\"} 5\n");
  has(&text, "# TYPE bm_test_seconds histogram\n");
  has(&text, "bm_test_seconds_bucket{le=\"0.001\"} 1\n");
  has(&text, "bm_test_seconds_bucket{le=\"0.0025\"} 2\n");
  has(&text, "bm_test_seconds_bucket{le=\"10\"} 2\n");
  has(&text, "bm_test_seconds_bucket{le=\"+Inf\"} 3\n");
  has(&text, "bm_test_seconds_sum 20.002001\n");
  has(&text, "bm_test_seconds_count 3\n");
  has(&text, "process_resident_memory_bytes ");
}

Test(metrics, labels_do_not_grow_for_ever) {
  for (int i = 0; i < 2000; i++) {
    char lane[24];
    snprintf(lane, sizeof lane, "lane-%d", i);
    rt_metric_add(&depth, lane, NULL, 1);
  }
  RT_AUTO(rt_buffer_free) struct rt_buffer text = {0};
  rt_metrics_print(&text);
  has(&text, "bm_test_depth{lane=\"other\"} 1488\n");
}

static void *count(void *unused) {
  for (int i = 0; i < 20000; i++) {
    char status[8];
    snprintf(status, sizeof status, "%d", i % 50);
    rt_metric_add(&answers, "m", status, 1);
    rt_metric_took_us(&took, NULL, NULL, i);
  }
  return unused;
}

Test(metrics, threads_lose_no_count_and_make_no_cell_twice) {
  pthread_t threads[4];
  for (size_t i = 0; i < 4; i++) {
    cr_assert_eq(pthread_create(&threads[i], NULL, count, NULL), 0);
  }
  for (size_t i = 0; i < 4; i++) {
    pthread_join(threads[i], NULL);
  }
  RT_AUTO(rt_buffer_free) struct rt_buffer text = {0};
  rt_metrics_print(&text);
  for (int i = 0; i < 50; i++) {
    char line[96];
    snprintf(line, sizeof line, "bm_test_answers_total{method=\"m\",status=\"%d\"} 1600\n", i);
    has(&text, line);
  }
  has(&text, "bm_test_seconds_count 80000\n");
}
