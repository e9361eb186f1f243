/* A flow as Markdown: a mermaid state diagram and a table of its rows. */
#include "domain/flow.h"

#include <stdarg.h>
#include <stdio.h>

struct sheet {
  char *text;
  size_t size;
  size_t length; /* as if there were room for all */
};

__attribute__((format(printf, 2, 3))) static void put(struct sheet *sheet, const char *format, ...) {
  size_t room = sheet->length < sheet->size ? sheet->size - sheet->length : 0;
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(room > 0 ? sheet->text + sheet->length : NULL, room, format, arguments);
  va_end(arguments);
  sheet->length += length > 0 ? (size_t)length : 0;
}

static const char *state_name(const struct dom_flow *flow, int state) {
  const char *name = dom_flow_state_name(flow, state);
  return name != NULL ? name : "?";
}

static const char *action_name(const struct dom_flow *flow, int action) {
  const char *name = dom_flow_action_name(flow, action);
  return name != NULL ? name : "?";
}

static const char *action_title(const struct dom_flow *flow, int action) {
  return dom_flow_action_name(flow, action) != NULL ? flow->actions[action].title : "?";
}

static void put_diagram(struct sheet *sheet, const struct dom_flow *flow) {
  put(sheet, "```mermaid\nstateDiagram-v2\n");
  for (int state = 0; state < flow->state_count; state++) {
    const struct dom_flow_name *entry = &flow->states[state];
    if (entry->name == NULL) {
      continue;
    }
    put(sheet, "  %s: %s %s\n", entry->name, entry->name, entry->title);
    if ((entry->flags & DOM_STATE_START) != 0) {
      put(sheet, "  [*] --> %s\n", entry->name);
    }
    if ((entry->flags & DOM_STATE_END) != 0) {
      put(sheet, "  %s --> [*]\n", entry->name);
    }
  }
  for (size_t i = 0; i < flow->row_count; i++) {
    const struct dom_flow_row *row = &flow->rows[i];
    put(sheet, "  %s --> %s: %s\n", state_name(flow, row->from), state_name(flow, row->to),
        action_title(flow, row->action));
  }
  put(sheet, "```\n\n");
}

static void put_who(struct sheet *sheet, const struct dom_flow *flow, uint32_t who) {
  const char *comma = "";
  for (int role = 0; role < flow->role_count && role < 31; role++) {
    if ((who & DOM_WHO(role)) != 0 && flow->roles[role].name != NULL) {
      put(sheet, "%s%s", comma, flow->roles[role].name);
      comma = ", ";
    }
  }
  if ((who & DOM_WHO_SYSTEM) != 0) {
    put(sheet, "%ssystem", comma);
  }
}

static void put_limit(struct sheet *sheet, const struct dom_flow_row *row) {
  switch (row->limit) {
  case DOM_FLOW_STEP:
    put(sheet, "%d 天（承诺时限内）", row->days);
    break;
  case DOM_FLOW_OWN:
    put(sheet, "%d 天", row->days);
    break;
  case DOM_FLOW_PROMISED:
    put(sheet, "承诺时限");
    break;
  case DOM_FLOW_STATUTORY:
    put(sheet, "法定时限");
    break;
  case DOM_FLOW_NO_LIMIT:
  case DOM_FLOW_LIMIT__COUNT:
    break;
  }
}

static void put_table(struct sheet *sheet, const struct dom_flow *flow) {
  put(sheet, "| from | action | to | who | limit | |\n|---|---|---|---|---|---|\n");
  for (size_t i = 0; i < flow->row_count; i++) {
    const struct dom_flow_row *row = &flow->rows[i];
    put(sheet, "| %s | %s | %s | ", state_name(flow, row->from), action_name(flow, row->action),
        state_name(flow, row->to));
    put_who(sheet, flow, row->who);
    put(sheet, " | ");
    put_limit(sheet, row);
    put(sheet, " | %s |\n", row->comment != NULL ? row->comment : "");
  }
}

static void put_flagged(struct sheet *sheet, const struct dom_flow *flow, const char *head, unsigned flag) {
  const char *between = "";
  put(sheet, "%s", head);
  for (int state = 0; state < flow->state_count; state++) {
    if (flow->states[state].name != NULL && (flow->states[state].flags & flag) != 0) {
      put(sheet, "%s%s %s", between, flow->states[state].name, flow->states[state].title);
      between = ", ";
    }
  }
  put(sheet, "\n");
}

size_t dom_flow_print(const struct dom_flow *flow, char *ret_text, size_t size) {
  struct sheet sheet = {.text = ret_text, .size = size};
  put(&sheet, "## %s (%s)\n\n", flow->title, flow->name);
  put_diagram(&sheet, flow);
  put_table(&sheet, flow);
  put_flagged(&sheet, flow, "\nEnds: ", DOM_STATE_END);
  if (flow->rated) {
    put_flagged(&sheet, flow, "\nMay be rated: ", DOM_STATE_RATABLE);
  }
  return sheet.length;
}
