#include "gateway/sse/topics.h"

#include <stdio.h>
#include <string.h>

/* Figures are counted anew at each look, lists are read from an index. */
const struct gw_topic gw_topics[GW_TOPICS] = {
    {"cases", "intake.ListCases", true, 1000},
    {"figures", "evaluation.GetFigures", false, 10000},
    {"notifications", "notification.ListNotifications", true, 1000},
    {"rectifications", "evaluation.ListRectifications", false, 1000},
    {"tasks", "review.ListTasks", true, 1000},
};

static int topic_of(const char *name, size_t len) {
  for (int i = 0; i < GW_TOPICS; i++) {
    if (strlen(gw_topics[i].name) == len && memcmp(gw_topics[i].name, name, len) == 0) {
      return i;
    }
  }
  return -1;
}

bool gw_topics_parse(const char *text, bool ret_wanted[GW_TOPICS]) {
  memset(ret_wanted, 0, GW_TOPICS * sizeof *ret_wanted);
  for (;;) {
    size_t len = strcspn(text, ",");
    int topic = topic_of(text, len);
    if (topic < 0) {
      return false;
    }
    ret_wanted[topic] = true;
    if (text[len] == '\0') {
      return true;
    }
    text += len + 1;
  }
}

const struct gw_route *gw_topic_route(const struct gw_topic *topic) {
  for (const struct gw_route *route = gw_routes; route->verb; route++) {
    if (strcmp(route->method, topic->method) == 0) {
      return route;
    }
  }
  return NULL;
}

void gw_topic_seen(const char *id, const char *name, char ret_digest[GW_DIGEST]) {
  size_t len = strlen(name);
  ret_digest[0] = '\0';
  for (const char *at = id; *at; at += strcspn(at, ","), at += *at == ',') {
    const char *value = at + len + 1;
    if (strncmp(at, name, len) == 0 && at[len] == '=' && strspn(value, "0123456789abcdef") == GW_DIGEST - 1) {
      snprintf(ret_digest, GW_DIGEST, "%s", value);
    }
  }
}
