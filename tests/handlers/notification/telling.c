/* Who is told what: every row of the table of events, through the engine on a real database (N-01, N-02). */
#include "bianmin/notification_methods.h"
#include "notification/handlers/events/check.h"
#include "tests/handlers/notification/world.h"
#include <criterion/criterion.h>
#include <string.h>

Test(telling, N01_table_templates_and_events_fit) {
  struct rt_error error = {0};
  cr_assert(notification_check(notification_takers, &error), "%s", error.text);
}

Test(telling, N01_a_template_with_an_unknown_field_is_found) {
  static const struct notification_template bad[] = {
      {"x", NOTIFICATION_INBOX, "zh", 1, "{reason}", "{phone}"},
      {"x", NOTIFICATION_INBOX, "zh", 1, "{parties}", ""},
      {"x", NOTIFICATION_INBOX, "zh", 1, "{query_code_hash}", ""},
      {"x", NOTIFICATION_INBOX, "zh", 1, "{reason", ""},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct rt_error error = {0};
    cr_expect_not(notification_check_template(&bad[i], &bm__case_refused__descriptor, &error), "%zu", i);
  }
  struct rt_error error = {0};
  const struct notification_template good = {"x", NOTIFICATION_INBOX, "zh", 1, "{item_name}", "{reason}{law}"};
  cr_expect(notification_check_template(&good, &bm__case_refused__descriptor, &error), "%s", error.text);
}

#define EVENT(world, var, lower, Upper)                                                                                \
  Bm__##Upper *var = NEW(world, lower);                                                                                \
  var->case_number = CASE

/* Tells it and compares who got which template. */
#define EXPECT_NEWS(world, sender, type, event, wanted)                                                                \
  do {                                                                                                                 \
    told(world, sender, type, &(event)->base);                                                                         \
    const char *is_ = news(world);                                                                                     \
    cr_expect_str_eq(is_, wanted, "%s: «%s»", type, is_);                                                              \
  } while (0)

Test(telling, before_acceptance) {
  struct world *world = world_new(false);
  submit(world, "");
  cr_expect_str_eq(news(world), "zhang submitted");
  EVENT(world, asked, case_correction_asked, CaseCorrectionAsked);
  EXPECT_NEWS(world, "intake", "case.correction_asked", asked, "zhang correction_asked");
  EVENT(world, corrected, case_corrected, CaseCorrected);
  EXPECT_NEWS(world, "intake", "case.corrected", corrected, "zhang corrected");
  EVENT(world, refusal, case_refusal_asked, CaseRefusalAsked);
  EXPECT_NEWS(world, "intake", "case.refusal_asked", refusal, "head refusal_asked");
  EVENT(world, refused, case_refused, CaseRefused);
  EXPECT_NEWS(world, "intake", "case.refused", refused, "zhang refused");
  EVENT(world, redirected, case_redirected, CaseRedirected);
  EXPECT_NEWS(world, "intake", "case.redirected", redirected, "zhang redirected");
  EVENT(world, withdrawn, case_withdrawn, CaseWithdrawn);
  EXPECT_NEWS(world, "intake", "case.withdrawn", withdrawn, "zhang withdrawn");
  EVENT(world, lapsed, case_lapsed, CaseLapsed);
  EXPECT_NEWS(world, "intake", "case.lapsed", lapsed, "zhang lapsed");
  world_destroy(&world);
}

Test(telling, from_acceptance_on) {
  struct world *world = world_new(false);
  accept_case(world);
  cr_expect_str_eq(news(world), "reviewer accepted_office, zhang accepted");
  EVENT(world, moved, clock_moved, ClockMoved);
  EXPECT_NEWS(world, "review", "clock.moved", moved, "zhang clock_moved");
  EVENT(world, light, light_crossed, LightCrossed);
  light->light = BM__LIGHT__ENUM__YELLOW;
  light->office = "530623101-03";
  light->unit_path = "530623/530623101";
  EXPECT_NEWS(world, "review", "light.crossed", light, "officehead light, supervisor light");
  EVENT(world, granted, case_decided, CaseDecided);
  granted->outcome = BM__OUTCOME__ENUM__GRANT;
  EXPECT_NEWS(world, "review", "case.decided", granted, "zhang granted");
  EVENT(world, denied, case_decided, CaseDecided);
  denied->outcome = BM__OUTCOME__ENUM__DENY;
  EXPECT_NEWS(world, "review", "case.decided", denied, "zhang denied");
  EVENT(world, delivered, case_delivered, CaseDelivered);
  EXPECT_NEWS(world, "intake", "case.delivered", delivered, "zhang delivered");
  EVENT(world, overdue, delivery_overdue, DeliveryOverdue);
  EXPECT_NEWS(world, "review", "delivery.overdue", overdue, "zhang delivery_overdue");
  EVENT(world, reminder, rating_reminder, RatingReminder);
  EXPECT_NEWS(world, "evaluation", "rating.reminder", reminder, "zhang rating_reminder");
  EVENT(world, given, rating_given, RatingGiven);
  EXPECT_NEWS(world, "evaluation", "rating.given", given, "");
  world_destroy(&world);
}

#define RECTIFY(world, var, lower, Upper)                                                                              \
  EVENT(world, var, lower, Upper);                                                                                     \
  var->rectification = RECTIFICATION

Test(telling, E02_the_desk_and_the_rater_if_known) {
  struct world *world = world_new(false);
  accept_case(world);
  news(world);
  RECTIFY(world, opened, rectification_opened, RectificationOpened);
  opened->rater = "zhang";
  EXPECT_NEWS(world, "evaluation", "rectification.opened", opened,
              "head rectification_opened, zhang rectification_opened_rater");
  RECTIFY(world, unreached, rectification_called_back, RectificationCalledBack);
  EXPECT_NEWS(world, "evaluation", "rectification.called_back", unreached, "head rectification_called_back");
  RECTIFY(world, reached, rectification_called_back, RectificationCalledBack);
  reached->reached = true;
  EXPECT_NEWS(world, "evaluation", "rectification.called_back", reached,
              "head rectification_called_back, zhang rectification_called_back_rater");
  RECTIFY(world, rectified, rectification_rectified, RectificationRectified);
  EXPECT_NEWS(world, "evaluation", "rectification.rectified", rectified,
              "head rectification_rectified, zhang rectification_rectified_rater");
  RECTIFY(world, closed, rectification_closed, RectificationClosed);
  EXPECT_NEWS(world, "evaluation", "rectification.closed", closed,
              "head rectification_closed, zhang rectification_closed_rater");
  RECTIFY(world, nameless, rectification_opened, RectificationOpened);
  nameless->rectification = "01890000-0000-7000-8000-0000000000bb";
  EXPECT_NEWS(world, "evaluation", "rectification.opened", nameless, "head rectification_opened");
  world_destroy(&world);
}

Test(telling, the_nearest_head_upward) {
  struct world *world = world_new(false);
  submit(world, "");
  news(world);
  test_pg_exec(world->engine->pg, "DELETE FROM accounts WHERE username = 'head'");
  EVENT(world, refusal, case_refusal_asked, CaseRefusalAsked);
  EXPECT_NEWS(world, "intake", "case.refusal_asked", refusal, "counter refusal_asked");
  world_destroy(&world);
}

/* Events come from different senders: one that is first waits for the case. */
Test(telling, what_comes_before_its_case_waits) {
  struct world *world = world_new(false);
  EVENT(world, decided, case_decided, CaseDecided);
  decided->outcome = BM__OUTCOME__ENUM__GRANT;
  cr_assert_eq(try_to_tell(world, "review", "task", 1, "case.decided", &decided->base),
               (int)BM__DELIVER_RESULT__ENUM__NOT_YET);
  accept_case(world);
  cr_assert_eq(try_to_tell(world, "review", "task", 1, "case.decided", &decided->base),
               (int)BM__DELIVER_RESULT__ENUM__TAKEN);
  cr_assert_eq(try_to_tell(world, "review", "task", 1, "case.decided", &decided->base),
               (int)BM__DELIVER_RESULT__ENUM__HAD);
  cr_expect_eq(count(world, "notices", "template = 'granted'"), 1);
  world_destroy(&world);
}

static void expect_text(struct world *world, const char *account, const char *const *wanted) {
  const Bm__ListNotificationsReply *mine = inbox(world, account, 0, "");
  cr_assert_geq(mine->n_notifications, 1);
  const Bm__Notice *notice = mine->notifications[0];
  for (; *wanted; wanted++)
    cr_expect(strstr(notice->text, *wanted) || strstr(notice->title, *wanted), "«%s» is not in «%s» «%s»", *wanted,
              notice->title, notice->text);
  cr_expect_null(strchr(notice->text, '{'));
}

Test(telling, the_texts_say_what_they_must) {
  struct world *world = world_new(false);
  submit(world, "");
  expect_text(world, "zhang", (const char *const[]){CASE, "林木采伐许可", "盐井镇", NULL});
  EVENT(world, asked, case_correction_asked, CaseCorrectionAsked);
  static char *missing[] = {"采伐设计", "林权证"};
  asked->missing = missing;
  asked->n_missing = 2;
  asked->by = "2026-12-07";
  told(world, "intake", "case.correction_asked", &asked->base);
  expect_text(world, "zhang", (const char *const[]){"补正告知", "采伐设计、林权证", "2026-12-07", NULL});
  accept_case(world);
  expect_text(world, "zhang",
              (const char *const[]){"受理", "SL-530623-1", "2026-12-02", "2026-12-21", "盐井镇林业站", NULL});
  expect_text(world, "reviewer", (const char *const[]){"受理", "张*", "2026-12-02", NULL});
  EVENT(world, light, light_crossed, LightCrossed);
  light->light = BM__LIGHT__ENUM__RED;
  told(world, "review", "light.crossed", &light->base);
  expect_text(world, "supervisor", (const char *const[]){"红牌", "盐井镇林业站", NULL});
  EVENT(world, denied, case_decided, CaseDecided);
  denied->outcome = BM__OUTCOME__ENUM__DENY;
  denied->reasons = "超过采伐限额";
  denied->law = "森林法第五十七条";
  denied->remedies = "六十日内申请行政复议";
  denied->document_number = "JD-1";
  told(world, "review", "case.decided", &denied->base);
  expect_text(world, "zhang",
              (const char *const[]){"决定", "JD-1", "超过采伐限额", "森林法第五十七条", "六十日内申请行政复议", NULL});
  EVENT(world, delivered, case_delivered, CaseDelivered);
  delivered->method = BM__DELIVERY_METHOD__ENUM__WINDOW;
  delivered->delivered_on = "2026-12-01";
  told(world, "intake", "case.delivered", &delivered->base);
  expect_text(world, "zhang", (const char *const[]){"送达", "窗口领取", "30 天", NULL});
  world_destroy(&world);
}
