#include "broker/route/state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void *broker_grow(void *items, size_t count, size_t size) {
  void *grown = realloc(items, count * size);
  if (grown == NULL) {
    abort();
  }
  return grown;
}

void broker_actions_free(struct broker_actions *actions) {
  free(actions->items);
  *actions = (struct broker_actions){0};
}

struct broker_action *broker_act(struct broker_actions *actions, enum broker_action_kind kind,
                                 const struct broker_peer *to) {
  if (actions->count == actions->room) {
    actions->room = actions->room == 0 ? 16 : actions->room * 2;
    actions->items = broker_grow(actions->items, actions->room, sizeof actions->items[0]);
  }
  struct broker_action *action = &actions->items[actions->count++];
  memset(action, 0, sizeof *action);
  action->kind = kind;
  if (to != NULL) {
    action->peer = *to;
  }
  return action;
}

void broker_answer(struct broker_actions *actions, const struct broker_job *job, enum rt_status status,
                   const char *code, const char *message) {
  assert(job != NULL);
  struct broker_action *action = broker_act(actions, BROKER_ACTION_ANSWER, &job->client);
  memcpy(action->id, job->id, sizeof action->id);
  action->attempt = job->attempt;
  action->body = job->body;
  action->status = status;
  action->code = code;
  action->message = message;
  if (status == RT_RESOURCE_EXHAUSTED || status == RT_UNAVAILABLE) {
    action->retry_after_s = BROKER_RETRY_AFTER_S;
  }
}
