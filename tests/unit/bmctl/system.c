#include "system.h"
#include "bianmin/common.pb-c.h"
#include "bianmin/intake.pb-c.h"
#include "runtime/base/arena.h"
#include "runtime/base/file.h"
#include "runtime/seal/chain.h"
#include "runtime/wire/curve.h"
#include "runtime/wire/server.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct stand_in stand_in = {.trail = "whole"};
char system_folder[64];
struct rt_buffer said;

static pid_t broker;
static struct rt_server *server;

static struct rt_bytes packed(struct rt_arena *arena, const ProtobufCMessage *message) {
  size_t size = protobuf_c_message_get_packed_size(message);
  uint8_t *data = rt_arena_alloc(arena, size);
  protobuf_c_message_pack(message, data);
  return (struct rt_bytes){data, size};
}

static Bm__TrailLink *new_link(struct rt_arena *arena, int seq, const char *previous) {
  Bm__TrailLink *link = rt_arena_alloc(arena, sizeof *link);
  char hash[RT_LINK_SIZE];
  bm__trail_link__init(link);
  link->seq = seq;
  link->text = rt_arena_printf(arena, "{\"action\":\"受理\",\"seq\":%d}", seq);
  rt_chain_link(previous, link->text, strlen(link->text), hash);
  link->link = rt_arena_text(arena, hash);
  return link;
}

static struct rt_bytes trail(struct rt_arena *arena, struct rt_bytes asked) {
  const Bm__ExportTrailRequest *request =
      bm__export_trail_request__unpack(rt_arena_protobuf(arena), asked.size, asked.data);
  Bm__ExportTrailReply reply = BM__EXPORT_TRAIL_REPLY__INIT;
  Bm__TrailLink *links[4];
  const char *previous = rt_chain_start;
  for (int i = 0; i < 4; i++) {
    links[i] = new_link(arena, i + 1, previous);
    previous = links[i]->link;
  }
  reply.links = links;
  reply.n_links = 4;
  reply.count = 4;
  reply.head = (char *)previous;
  if (strcmp(stand_in.trail, "changed") == 0) {
    links[1]->text[2] = 'A';
  } else if (strcmp(stand_in.trail, "gone") == 0) {
    links[2] = links[3];
    reply.n_links = 3;
  } else if (strcmp(stand_in.trail, "cut") == 0) {
    reply.n_links = 3;
  } else if (strcmp(stand_in.trail, "head") == 0) {
    reply.head = links[2]->link;
  }
  while (reply.n_links > 0 && reply.links[0]->seq <= request->after) {
    reply.links++;
    reply.n_links--;
  }
  reply.n_links = reply.n_links > 2 ? 2 : reply.n_links; /* a page */
  return packed(arena, &reply.base);
}

static struct rt_bytes put(struct rt_arena *arena, size_t count) {
  Bm__PutReply reply = BM__PUT_REPLY__INIT;
  reply.added = (int32_t)count;
  stand_in.entries += (int)count;
  stand_in.largest = (int)count > stand_in.largest ? (int)count : stand_in.largest;
  return packed(arena, &reply.base);
}

static const Bm__Answer *refusal(struct rt_arena *arena, enum rt_status status, const char *code, const char *message,
                                 const char *field, const char *why) {
  Bm__Answer *answer = rt_arena_alloc(arena, sizeof *answer);
  Bm__FieldViolation *violation = rt_arena_alloc(arena, sizeof *violation);
  bm__answer__init(answer);
  bm__field_violation__init(violation);
  answer->status = (int32_t)status;
  answer->code = rt_arena_text(arena, code);
  answer->message = rt_arena_text(arena, message);
  violation->field = rt_arena_text(arena, field);
  violation->message = rt_arena_text(arena, why);
  answer->violations = rt_arena_copy(arena, &violation, sizeof violation);
  answer->n_violations = 1;
  return answer;
}

/* A unit called 孤村 has no parent. */
static void put_units(struct rt_arena *arena, struct rt_bytes payload, struct rt_outgoing *ret_outgoing) {
  const Bm__PutUnitsRequest *request =
      bm__put_units_request__unpack(rt_arena_protobuf(arena), payload.size, payload.data);
  cr_assert_not_null(request);
  for (size_t i = 0; i < request->n_units; i++) {
    if (strcmp(request->units[i]->name, "孤村") == 0) {
      ret_outgoing->answer = refusal(arena, RT_INVALID_ARGUMENT, "UNIT_NOT_FOUND", "没有上级单位",
                                     rt_arena_printf(arena, "units[%zu].parent", i), "没有这个单位");
      return;
    }
  }
  ret_outgoing->payload = put(arena, request->n_units);
}

static struct rt_bytes put_accounts(struct rt_arena *arena, struct rt_bytes payload) {
  const Bm__PutAccountsRequest *request =
      bm__put_accounts_request__unpack(rt_arena_protobuf(arena), payload.size, payload.data);
  cr_assert_not_null(request);
  snprintf(stand_in.last, sizeof stand_in.last, "%s %d", request->accounts[0]->username,
           (int)request->accounts[0]->roles[0]);
  snprintf(stand_in.secret, sizeof stand_in.secret, "%s", request->accounts[0]->password);
  return put(arena, request->n_accounts);
}

/* Two pages of one letter each. */
static struct rt_bytes letters(struct rt_arena *arena, struct rt_bytes payload) {
  const Bm__ListDeadLettersRequest *request =
      bm__list_dead_letters_request__unpack(rt_arena_protobuf(arena), payload.size, payload.data);
  Bm__ListDeadLettersReply reply = BM__LIST_DEAD_LETTERS_REPLY__INIT;
  Bm__DeadLetter letter = BM__DEAD_LETTER__INIT;
  Bm__DeadLetter *list[] = {&letter};
  bool second = *request->page_token;
  letter.dead_letter = second ? "letter-2" : "letter-1";
  letter.type = "case.accepted";
  letter.destination = "review";
  reply.dead_letters = list;
  reply.n_dead_letters = 1;
  reply.next_page_token = second ? "" : "more";
  return packed(arena, &reply.base);
}

static const Bm__Answer *set_password(struct rt_arena *arena, struct rt_bytes payload) {
  const Bm__SetPasswordRequest *request =
      bm__set_password_request__unpack(rt_arena_protobuf(arena), payload.size, payload.data);
  snprintf(stand_in.last, sizeof stand_in.last, "%s", request->username);
  snprintf(stand_in.secret, sizeof stand_in.secret, "%s", request->password);
  return strcmp(request->username, "nobody") != 0
             ? NULL
             : refusal(arena, RT_NOT_FOUND, "NO_SUCH_ACCOUNT", "没有这个账号", "username", "请检查用户名");
}

static void answer(struct rt_arena *arena, const struct rt_incoming *request, struct rt_outgoing *ret_outgoing) {
  const char *method = request->envelope->method;
  *ret_outgoing = (struct rt_outgoing){0};
  stand_in.calls++;
  cr_assert_str_eq(request->caller, "operator");
  if (strcmp(method, "intake.ExportTrail") == 0) {
    ret_outgoing->payload = trail(arena, request->payload);
  } else if (strcmp(method, "intake.PutUnits") == 0) {
    put_units(arena, request->payload, ret_outgoing);
  } else if (strcmp(method, "intake.PutAccounts") == 0) {
    ret_outgoing->payload = put_accounts(arena, request->payload);
  } else if (strcmp(method, "intake.ListDeadLetters") == 0) {
    ret_outgoing->payload = letters(arena, request->payload);
  } else if (strcmp(method, "intake.RetryDeadLetter") == 0) {
    stand_in.retried++;
  } else {
    ret_outgoing->answer = set_password(arena, request->payload);
  }
}

static void drain(void *state, struct rt_beat *beat, struct rt_arena *arena, const struct rt_incoming *requests,
                  size_t count, struct rt_outgoing *ret_outgoing) {
  (void)state;
  (void)beat;
  for (size_t i = 0; i < count; i++) {
    answer(arena, &requests[i], &ret_outgoing[i]);
  }
}

static bool open_nothing(void *context, void **ret_state, struct rt_error *error) {
  (void)error;
  *ret_state = context;
  return true;
}

static void close_nothing(void **state) {
  *state = NULL;
}

static void start_server(void) {
  static const struct rt_lane lanes[] = {
      {"intake.read", 1, 1, open_nothing, close_nothing, NULL, drain, &stand_in},
      {"intake.write", 1, 1, open_nothing, close_nothing, NULL, drain, &stand_in},
      {"intake.account", 1, 1, open_nothing, close_nothing, NULL, drain, &stand_in},
  };
  struct rt_keys keys;
  struct rt_error error = {0};
  char folder[128];
  snprintf(folder, sizeof folder, "%s/keys/intake", system_folder);
  cr_assert(rt_keys_load(folder, "intake", &keys, &error), "%s", error.text);
  cr_assert(rt_server_new(getenv("BM_BROKERS"), &keys, lanes, 3, &server, &error), "%s", error.text);
  for (int i = 0; i < 500 && !rt_server_ready(server); i++) {
    usleep(10000);
  }
  cr_assert(rt_server_ready(server));
}

static void set_place(const char *name, const char *before, const char *behind) {
  char value[256];
  snprintf(value, sizeof value, "%s%s%s", before, system_folder, behind);
  setenv(name, value, 1);
}

static void start_broker(void) {
  set_place("BM_FRONT", "ipc://", "/front");
  set_place("BM_BACK", "ipc://", "/back");
  set_place("BM_KEYS_DIR", "", "/keys/broker");
  broker = fork();
  if (broker == 0) {
    execl(BROKER, BROKER, (char *)NULL);
    _exit(127);
  }
}

void folder_begin(void) {
  strcpy(system_folder, "/tmp/bm-bmctl-XXXXXX");
  cr_assert_not_null(mkdtemp(system_folder));
}

void folder_end(void) {
  char command[128];
  snprintf(command, sizeof command, "rm -rf %s", system_folder);
  cr_assert_eq(system(command), 0);
  rt_buffer_free(&said);
}

void system_begin(void) {
  folder_begin();
  setenv("BM_LOG_LEVEL", "error", 1);
  cr_assert_eq(bmctl("keys make %s/keys gateway operator intake", system_folder), 0, "%s", said.data);
  start_broker();
  set_place("BM_BROKERS", "ipc://", "/front");
  start_server();
  set_place("BM_KEYS_DIR", "", "/keys/operator");
}

void system_end(void) {
  rt_server_drain(server, 1000);
  rt_server_destroy(&server);
  kill(broker, SIGTERM);
  waitpid(broker, NULL, 0);
  folder_end();
}

int bmctl(const char *format, ...) {
  char command[1024];
  int used = snprintf(command, sizeof command, "exec 2>&1; %s ", BMCTL);
  va_list args;
  va_start(args, format);
  vsnprintf(command + used, sizeof command - (size_t)used, format, args);
  va_end(args);
  rt_buffer_clear(&said);
  FILE *output = popen(command, "r");
  cr_assert_not_null(output);
  size_t got;
  while ((got = fread(rt_buffer_reserve(&said, 4096), 1, 4096, output)) > 0) {
    said.used += got;
    said.data[said.used] = 0;
  }
  int status = pclose(output);
  cr_assert(WIFEXITED(status));
  return WEXITSTATUS(status);
}

void says(const char *part) {
  cr_assert(strstr(said.data, part), "no \"%s\" in:\n%s", part, said.data);
}

void put_file(const char *name, const char *text) {
  char path[128];
  struct rt_error error = {0};
  snprintf(path, sizeof path, "%s/%s", system_folder, name);
  cr_assert(rt_file_write(path, text, strlen(text), 0600, &error), "%s", error.text);
}
