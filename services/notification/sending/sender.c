#include "notification/sending/sender.h"

#include "notification/rules/telling/rule.h"
#include "notification/store/sendings.h"
#include "runtime/base/log.h"
#include "runtime/metrics/metrics.h"
#include "runtime/pg/wave.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct rt_metric sent_total = {.kind = RT_METRIC_COUNTER,
                                      .name = "bm_notification_attempts_total",
                                      .help = "Attempts to send an e-mail, by what became of it",
                                      .labels = {"result", NULL}};
static const char *const result_names[] = {"taken", "later", "refused"};

static const int64_t second_us = 1000000;

struct notification_sender {
  struct notification_sender_settings settings; /* dsn, from and name are its own */
  struct notification_smtp *smtp;
  struct rt_conn *conn; /* NULL until the database was there */
  struct rt_arena *arena;
};

bool notification_sender_new(const struct notification_sender_settings *settings,
                             struct notification_sender **ret_sender, struct rt_error *error) {
  struct notification_smtp *smtp;
  if (!notification_smtp_new(&settings->smtp, &smtp, error))
    return false;
  struct notification_sender *sender = calloc(1, sizeof *sender);
  assert(sender);
  sender->settings = *settings;
  sender->settings.dsn = strdup(settings->dsn);
  sender->settings.from = strdup(settings->from);
  sender->settings.name = strdup(settings->name);
  sender->smtp = smtp;
  sender->arena = rt_arena_new(0);
  *ret_sender = sender;
  return true;
}

void notification_sender_destroy(struct notification_sender **sender) {
  struct notification_sender *it = *sender;
  if (!it)
    return;
  rt_conn_destroy(&it->conn);
  notification_smtp_destroy(&it->smtp);
  rt_arena_destroy(&it->arena);
  free((char *)it->settings.dsn);
  free((char *)it->settings.from);
  free((char *)it->settings.name);
  free(it);
  *sender = NULL;
}

static bool database_ready(struct notification_sender *sender) {
  if (!sender->conn && !rt_conn_new(sender->settings.dsn, "notification", &sender->conn, NULL))
    return false;
  return rt_conn_ready(sender->conn);
}

/* One transaction, on disk when it returns true. */
static bool run(struct notification_sender *sender, struct rt_pipe *pipe) {
  rt_pipe_commit_durably(pipe);
  rt_wave_run(sender->conn, (struct rt_pipe *const[]){pipe}, 1, RT_WAVE_EACH);
  const struct rt_wave_outcome *outcome = rt_pipe_outcome(pipe);
  if (outcome->result == RT_WAVE_FAILED)
    rt_log(RT_LOG_ERROR, "sendings: statement failed", RT_TEXT("sqlstate", outcome->sqlstate),
           RT_TEXT("statement", outcome->statement ? outcome->statement->name : ""));
  return outcome->result == RT_WAVE_DONE;
}

static bool claim(struct notification_sender *sender, int64_t now_us, struct notification_sending *ret_sending) {
  const int64_t minute_us = 60 * second_us;
  const struct notification_claim wanted = {.channel = notification_channel_name(NOTIFICATION_EMAIL),
                                            .now_us = now_us,
                                            .lease_us = now_us + NOTIFICATION_LEASE_S * second_us,
                                            .minute_us = now_us - now_us % minute_us,
                                            .per_minute = sender->settings.per_minute};
  struct rt_pipe *pipe = rt_pipe_new(sender->arena, sender->settings.seal, NULL);
  notification_sendings_claim(pipe, &wanted, ret_sending);
  return run(sender, pipe);
}

static bool unseal(struct notification_sender *sender, const struct notification_sending *sending, const char *column,
                   struct rt_bytes sealed, char **ret_text) {
  const struct rt_seal_place place = {notification_sendings_table, column, sending->sending};
  struct rt_bytes plain;
  if (!rt_seal_open(sender->settings.seal, sender->arena, place, sealed, &plain, NULL))
    return false;
  *ret_text = rt_arena_textn(sender->arena, (const char *)plain.data, plain.size);
  return true;
}

/* The letter is opened only here, and goes nowhere but to the server. */
static struct notification_smtp_said send_it(struct notification_sender *sender,
                                             const struct notification_sending *sending, int64_t now_us) {
  struct notification_smtp_said lost = {NOTIFICATION_REFUSED, true, "SEALED_DATA_LOST"};
  char *address, *letter;
  if (!unseal(sender, sending, "address_sealed", sending->address_sealed, &address) ||
      !unseal(sender, sending, "letter_sealed", sending->letter_sealed, &letter))
    return lost;
  char *text = strchr(letter, '\n');
  if (!text)
    return lost;
  *text++ = '\0';
  const struct notification_mail mail = {.id = sending->sending,
                                         .from = sender->settings.from,
                                         .name = sender->settings.name,
                                         .to = address,
                                         .subject = letter,
                                         .text = text,
                                         .at_us = now_us};
  return notification_smtp_send(sender->smtp, &mail);
}

static void say(const struct notification_sending *sending, const struct notification_smtp_said *said,
                enum notification_sending_state state) {
  enum rt_log_level level = said->result == NOTIFICATION_TAKEN ? RT_LOG_DEBUG : RT_LOG_WARN;
  rt_metric_add(&sent_total, result_names[said->result], NULL, 1);
  rt_log(level, state == NOTIFICATION_DEAD ? "e-mail is dead" : "e-mail tried", RT_TEXT("sending", sending->sending),
         RT_TEXT("result", result_names[said->result]), RT_TEXT("error", said->error),
         RT_NUMBER("attempts", sending->attempts));
}

/* What was taken must be written down, or it would go out again after its lease: so the database is waited for as long
 * as the lease lasts. */
static bool mark(struct notification_sender *sender, const struct notification_mark *mark_it) {
  const int64_t wait_ms = 200;
  const struct timespec wait = {.tv_nsec = wait_ms * 1000000};
  for (int64_t waited_ms = 0; waited_ms < (NOTIFICATION_LEASE_S - INT64_C(120)) * 1000; waited_ms += wait_ms) {
    struct rt_pipe *pipe = rt_pipe_new(sender->arena, sender->settings.seal, NULL);
    int marked = 0;
    notification_sendings_mark(pipe, mark_it, &marked);
    if (rt_conn_ready(sender->conn) && run(sender, pipe))
      return true;
    if (sender->settings.smtp.stopping && atomic_load(sender->settings.smtp.stopping))
      break;
    nanosleep(&wait, NULL);
  }
  rt_log(RT_LOG_ERROR, "e-mail not marked, its lease will end", RT_TEXT("sending", mark_it->sending));
  return false;
}

enum notification_step notification_sender_step(struct notification_sender *sender, int64_t now_us) {
  struct notification_sending sending = {0};
  rt_arena_reset(sender->arena);
  if (!database_ready(sender) || !claim(sender, now_us, &sending))
    return NOTIFICATION_STEP_AWAY;
  if (!sending.sending)
    return NOTIFICATION_STEP_IDLE;
  struct notification_smtp_said said = send_it(sender, &sending, now_us);
  struct notification_mark done = {
      .sending = sending.sending,
      .attempts = sending.attempts,
      .next = notification_after(said.result, sending.attempts, sending.urgent, &sender->settings.quiet, now_us),
      .error = said.error};
  say(&sending, &said, done.next.state);
  if (!mark(sender, &done))
    return NOTIFICATION_STEP_AWAY;
  return said.reached ? NOTIFICATION_STEP_DONE : NOTIFICATION_STEP_AWAY;
}

void notification_sender_sweep(struct notification_sender *sender, int64_t now_us) {
  if (!database_ready(sender))
    return;
  struct rt_pipe *pipe = rt_pipe_new(sender->arena, sender->settings.seal, NULL);
  notification_channel_sweep(pipe, notification_channel_name(NOTIFICATION_EMAIL), now_us - 3600 * second_us);
  (void)run(sender, pipe);
}
