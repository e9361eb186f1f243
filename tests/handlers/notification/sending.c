/* E-mails against a real mail server: arrive once, are tried again, die, and are sent again by the operator (N-02,
 * N-03). */
#include "domain/date.h"
#include "notification/sending/thread.h"
#include "runtime/base/clock.h"
#include "runtime/base/log.h"
#include "tests/handlers/notification/sink.h"
#include "tests/handlers/notification/world.h"
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int64_t minute_us = INT64_C(60000000);

struct post {
  struct world *world;
  struct sink sink;
  struct notification_sender *sender;
};

static struct notification_sender_settings settings_of(const struct post *post, int64_t per_minute) {
  return (struct notification_sender_settings){.dsn = test_pg_dsn(post->world->engine->pg),
                                               .seal = post->world->engine->seal,
                                               .from = "bianmin@county.example",
                                               .name = "便民服务",
                                               .per_minute = per_minute,
                                               .smtp = {.url = post->sink.url, .login_file = ""}};
}

static struct notification_sender *sender_new(const struct post *post, int64_t per_minute) {
  struct notification_sender_settings settings = settings_of(post, per_minute);
  struct notification_sender *sender = NULL;
  struct rt_error error = {0};
  cr_assert(notification_sender_new(&settings, &sender, &error), "%s", error.text);
  return sender;
}

/* A world without addresses but the one given with each application. */
static struct post *post_new(int64_t per_minute) {
  struct post *post = calloc(1, sizeof *post);
  cr_assert_not_null(post);
  post->world = world_new(true);
  test_pg_exec(post->world->engine->pg, "UPDATE accounts SET email_sealed = NULL");
  sink_start(&post->sink);
  post->sender = sender_new(post, per_minute);
  return post;
}

static void post_destroy(struct post **post) {
  notification_sender_destroy(&(*post)->sender);
  sink_stop(&(*post)->sink);
  world_destroy(&(*post)->world);
  free(*post);
  *post = NULL;
}

static enum notification_step step(struct post *post, int minutes_later) {
  return notification_sender_step(post->sender, rt_clock_now_us() + minutes_later * minute_us);
}

static int64_t with(struct post *post, const char *where) {
  return count(post->world, "sendings", where);
}

Test(sending, N02_arrives_once_and_is_forgotten) {
  struct post *post = post_new(100);
  submit(post->world, "zhang@example.cn");
  cr_assert_eq(step(post, 0), NOTIFICATION_STEP_DONE);
  cr_assert_eq(step(post, 0), NOTIFICATION_STEP_IDLE);
  cr_assert_eq(step(post, 100000), NOTIFICATION_STEP_IDLE);
  cr_assert_eq(sink_count(&post->sink), 1);
  char *shown = sink_shown(&post->sink, 1);
  static const char *const wanted[] = {"envelope-from: bianmin@county.example\n",
                                       "envelope-to: zhang@example.cn\n",
                                       "from: 便民服务 <bianmin@county.example>\n",
                                       "subject: 【便民服务】已收件：林木采伐许可\n",
                                       "@county.example>\n",
                                       CASE,
                                       "请勿回复"};
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
    cr_expect_not_null(strstr(shown, wanted[i]), "«%s» is not in «%s»", wanted[i], shown);
  free(shown);
  cr_expect_eq(with(post, "state = 2 AND address_sealed IS NULL AND letter_sealed IS NULL AND attempts = 1"), 1);
  post_destroy(&post);
}

Test(sending, N03_not_now_is_tried_again_a_minute_later) {
  struct post *post = post_new(100);
  submit(post->world, "later2-zhang@example.cn");
  cr_assert_eq(step(post, 0), NOTIFICATION_STEP_DONE);
  cr_expect_eq(with(post, "state = 1 AND attempts = 1 AND last_error = 'SMTP 451'"), 1);
  cr_assert_eq(step(post, 0), NOTIFICATION_STEP_IDLE);
  cr_assert_eq(step(post, 2), NOTIFICATION_STEP_DONE);
  cr_assert_eq(step(post, 6), NOTIFICATION_STEP_IDLE, "five minutes after the second");
  cr_assert_eq(step(post, 8), NOTIFICATION_STEP_DONE);
  cr_expect_eq(with(post, "state = 2 AND attempts = 3 AND last_error = ''"), 1);
  cr_expect_eq(sink_count(&post->sink), 1);
  post_destroy(&post);
}

static struct test_answer operator_calls(struct post *post, const char *method, const ProtobufCMessage *message) {
  return test_engine_call(post->world->engine,
                          (struct test_request){.method = method, .message = message, .caller = "operator"});
}

static const Bm__ListSendingsReply *listed(struct post *post, Bm__SendingState__Enum state) {
  Bm__ListSendingsRequest *request = NEW(post->world, list_sendings_request);
  request->state = state;
  struct test_answer answer = operator_calls(post, "notification.ListSendings", &request->base);
  cr_assert_eq(answer.status, RT_OK, "%s", answer.code);
  return (const Bm__ListSendingsReply *)answer.reply;
}

static const char *retried(struct post *post, const char *sending) {
  Bm__RetrySendingRequest *request = NEW(post->world, retry_sending_request);
  request->sending = (char *)sending;
  struct test_answer answer = operator_calls(post, "notification.RetrySending", &request->base);
  return answer.status == RT_OK ? "OK" : answer.code;
}

Test(sending, N03_refused_for_good_is_dead_until_the_operator_sends_it_again) {
  struct post *post = post_new(100);
  submit(post->world, "never-zhang@example.cn");
  cr_assert_eq(step(post, 0), NOTIFICATION_STEP_DONE);
  cr_assert_eq(step(post, 100000), NOTIFICATION_STEP_IDLE);
  const Bm__ListSendingsReply *dead = listed(post, BM__SENDING_STATE__ENUM__DEAD);
  cr_assert_eq(dead->n_sendings, 1);
  cr_expect_str_eq(dead->sendings[0]->last_error, "SMTP 550");
  cr_expect_str_eq(dead->sendings[0]->case_number, CASE);
  cr_expect_eq(dead->sendings[0]->attempts, 1);
  cr_expect_eq(listed(post, BM__SENDING_STATE__ENUM__SENT)->n_sendings, 0);
  cr_expect_eq(listed(post, BM__SENDING_STATE__ENUM__UNSPECIFIED)->n_sendings, 1);
  cr_expect_str_eq(retried(post, dead->sendings[0]->sending), "OK");
  cr_expect_str_eq(retried(post, dead->sendings[0]->sending), "SENDING_NOT_DEAD");
  cr_expect_str_eq(retried(post, "01890000-0000-7000-8000-000000000001"), "NOT_FOUND");
  cr_expect_str_eq(retried(post, "no-id"), "NOT_FOUND");
  cr_assert_eq(step(post, 1), NOTIFICATION_STEP_DONE);
  cr_expect_eq(with(post, "state = 3 AND attempts = 1"), 1);
  cr_expect_eq(sink_commands(&post->sink, "RCPT"), 2);
  post_destroy(&post);
}

Test(sending, N03_refused_after_the_message_is_dead_too) {
  struct post *post = post_new(100);
  submit(post->world, "data5-zhang@example.cn");
  cr_assert_eq(step(post, 0), NOTIFICATION_STEP_DONE);
  cr_expect_eq(with(post, "state = 3 AND last_error = 'SMTP 554'"), 1);
  post_destroy(&post);
}

Test(sending, N03_eight_tries_at_most) {
  struct post *post = post_new(100);
  submit(post->world, "hangup-zhang@example.cn");
  int tries = 0;
  for (int later = 0; tries < 20 && with(post, "state = 1") == 1; later += 1441, tries++)
    step(post, later);
  cr_expect_eq(tries, 8);
  cr_expect_eq(with(post, "state = 3 AND attempts = 8 AND address_sealed IS NOT NULL"), 1);
  post_destroy(&post);
}

Test(sending, N03_a_server_that_is_away_is_waited_for) {
  struct post *post = post_new(100);
  struct sink gone;
  submit(post->world, "zhang@example.cn");
  notification_sender_destroy(&post->sender);
  gone = post->sink;
  snprintf(post->sink.url, sizeof post->sink.url, "smtp://127.0.0.1:1");
  post->sender = sender_new(post, 100);
  cr_expect_eq(step(post, 0), NOTIFICATION_STEP_AWAY);
  cr_expect_eq(with(post, "state = 1 AND attempts = 1"), 1);
  notification_sender_destroy(&post->sender);
  post->sink = gone;
  post->sender = sender_new(post, 100);
  cr_expect_eq(step(post, 2), NOTIFICATION_STEP_DONE);
  cr_expect_eq(sink_count(&post->sink), 1);
  post_destroy(&post);
}

Test(sending, N03_so_many_a_minute) {
  struct post *post = post_new(2);
  submit(post->world, "zhang@example.cn");
  for (int i = 0; i < 2; i++) {
    Bm__CaseCorrected *event = NEW(post->world, case_corrected);
    event->case_number = CASE;
    told(post->world, "intake", "case.corrected", &event->base);
  }
  const int64_t now = rt_clock_now_us() / minute_us * minute_us + minute_us;
  cr_expect_eq(notification_sender_step(post->sender, now), NOTIFICATION_STEP_DONE);
  cr_expect_eq(notification_sender_step(post->sender, now + 1), NOTIFICATION_STEP_DONE);
  cr_expect_eq(notification_sender_step(post->sender, now + minute_us - 1), NOTIFICATION_STEP_IDLE);
  cr_expect_eq(notification_sender_step(post->sender, now + minute_us), NOTIFICATION_STEP_DONE);
  notification_sender_sweep(post->sender, now + 100 * minute_us);
  cr_expect_eq(count(post->world, "channel_use", "true"), 0);
  post_destroy(&post);
}

/* A process that died with one in hand: whoever comes after the lease sends it, under the same Message-ID. */
Test(sending, N03_a_claim_ends_with_its_lease) {
  struct post *post = post_new(100);
  submit(post->world, "zhang@example.cn");
  test_pg_exec(post->world->engine->pg,
               "UPDATE sendings SET state = 5, attempts = 1, next_at = next_at + interval '5 minutes'");
  cr_expect_eq(step(post, 4), NOTIFICATION_STEP_IDLE);
  cr_expect_eq(step(post, 6), NOTIFICATION_STEP_DONE);
  cr_expect_eq(with(post, "state = 2 AND attempts = 2"), 1);
  char *shown = sink_shown(&post->sink, 1);
  const char *id = test_pg_text(post->world->engine->pg, "SELECT sending::text FROM sendings");
  cr_expect_not_null(strstr(shown, id));
  free(shown);
  post_destroy(&post);
}

static void *send_all(void *context) {
  struct notification_sender *sender = context;
  int idle = 0;
  while (idle < 3)
    idle = notification_sender_step(sender, rt_clock_now_us()) == NOTIFICATION_STEP_IDLE ? idle + 1 : 0;
  return NULL;
}

Test(sending, N03_two_processes_share_the_work) {
  enum { LETTERS = 30 };
  struct post *post = post_new(1000);
  submit(post->world, "zhang@example.cn");
  for (int i = 1; i < LETTERS; i++) {
    Bm__CaseCorrected *event = NEW(post->world, case_corrected);
    event->case_number = CASE;
    told(post->world, "intake", "case.corrected", &event->base);
  }
  struct notification_sender *other = sender_new(post, 1000);
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, send_all, post->sender);
  pthread_create(&threads[1], NULL, send_all, other);
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  cr_expect_eq(with(post, "state = 2 AND attempts = 1"), LETTERS);
  cr_expect_eq(sink_count(&post->sink), LETTERS);
  notification_sender_destroy(&other);
  post_destroy(&post);
}

/* The server's words hold the address; the log holds neither. */
Test(sending, no_address_in_the_log) {
  struct post *post = post_new(100);
  char path[] = "/tmp/bm-log-XXXXXX";
  int fd = mkstemp(path), before = dup(STDERR_FILENO);
  rt_log_open("bm-notification", RT_LOG_DEBUG);
  dup2(fd, STDERR_FILENO);
  submit(post->world, "never-zhang@example.cn");
  step(post, 0);
  Bm__CaseCorrected *event = NEW(post->world, case_corrected);
  event->case_number = CASE;
  told(post->world, "intake", "case.corrected", &event->base);
  test_pg_exec(post->world->engine->pg, "UPDATE sendings SET letter_sealed = '\\x00' WHERE state = 1");
  step(post, 0);
  dup2(before, STDERR_FILENO);
  close(before);
  char said[8192] = "";
  cr_assert_gt(pread(fd, said, sizeof said - 1, 0), 0);
  cr_expect_not_null(strstr(said, "SMTP 550"));
  cr_expect_not_null(strstr(said, "SEALED_DATA_LOST"));
  cr_expect_null(strstr(said, "never-zhang"));
  cr_expect_null(strstr(said, "example.cn"));
  close(fd);
  unlink(path);
  post_destroy(&post);
}

Test(sending, N02_each_address_once_and_none_without_a_server) {
  struct world *world = world_new(true);
  submit(world, "ZHANG.secret@example.cn");
  cr_expect_eq(count(world, "sendings", "state = 1"), 1, "the account's address and the given one are the same");
  test_pg_exec(world->engine->pg, "DELETE FROM sendings");
  world->case_seq++;
  Bm__CaseCorrected *event = NEW(world, case_corrected);
  event->case_number = CASE;
  world->case_seq--;
  world->things.email = false;
  told(world, "intake", "case.corrected", &event->base);
  cr_expect_eq(count(world, "sendings", "state = 4 AND last_error = 'NO_MAIL_SERVER' AND address_sealed IS NULL"), 1);
  world_destroy(&world);
}

Test(sending, an_address_that_is_none_is_skipped) {
  struct world *world = world_new(true);
  submit(world, "x@y.cn>\r\nRCPT TO:<z@w.cn");
  cr_expect_eq(count(world, "sendings", "state = 4 AND last_error = 'ADDRESS_INVALID' AND address_sealed IS NULL"), 1);
  cr_expect_eq(count(world, "sendings", "state = 1"), 1, "the account's own");
  world_destroy(&world);
}

Test(sending, N03_quiet_hours_hold_what_is_not_urgent) {
  struct world *world = world_new(true);
  int minute = dom_time_minute_of_day(rt_clock_now_us());
  world->things.quiet = (struct notification_quiet){(minute + 1435) % 1440, (minute + 60) % 1440};
  submit(world, "");
  cr_expect_eq(count(world, "sendings", "next_at > at + interval '30 minutes'"), 1);
  Bm__CaseRefusalAsked *event = NEW(world, case_refusal_asked);
  event->case_number = CASE;
  told(world, "intake", "case.refusal_asked", &event->base);
  cr_expect_eq(count(world, "sendings", "urgent AND next_at < at + interval '30 minutes'"), 1);
  world_destroy(&world);
}

/* The thread as the process runs it: sends by itself and stops at once. */
Test(sending, the_thread_sends_and_stops) {
  struct post *post = post_new(100);
  struct notification_sender_settings settings = settings_of(post, 100);
  struct notification_thread *thread = NULL;
  struct rt_error error = {0};
  cr_assert(notification_thread_new(&settings, &thread, &error), "%s", error.text);
  submit(post->world, "zhang@example.cn");
  for (int tries = 0; tries < 500 && with(post, "state = 2") == 0; tries++)
    usleep(20000);
  int64_t before_ms = rt_clock_monotonic_ms();
  notification_thread_destroy(&thread);
  cr_expect_lt(rt_clock_monotonic_ms() - before_ms, 2000);
  cr_expect_eq(sink_count(&post->sink), 1);
  post_destroy(&post);
}
