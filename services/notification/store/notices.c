#include "notification/store/notices.h"

const char notification_notices_table[] = "notices";

static const struct rt_statement insert = {"notices_insert",
                                           "INSERT INTO notices (notification, account, case_number, unit, title, "
                                           "text_sealed, template, template_version, at, "
                                           "read) SELECT n.*, false FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) n"};

struct columns {
  const char **texts[6]; /* notification, account, case_number, unit, title, template */
  struct rt_bytes *sealed;
  int64_t *versions;
  int64_t *times;
};

static struct columns columns_of(struct rt_arena *arena, const struct notification_notice *notices, size_t count) {
  struct columns columns = {.sealed = rt_arena_array(arena, count, sizeof *columns.sealed),
                            .versions = rt_arena_array(arena, count, sizeof *columns.versions),
                            .times = rt_arena_array(arena, count, sizeof *columns.times)};
  for (size_t i = 0; i < 6; i++)
    columns.texts[i] = rt_arena_array(arena, count, sizeof *columns.texts[i]);
  for (size_t i = 0; i < count; i++) {
    const struct notification_notice *notice = &notices[i];
    const char *const texts[] = {notice->notification, notice->account, notice->case_number,
                                 notice->unit,         notice->title,   notice->template};
    for (size_t k = 0; k < 6; k++)
      columns.texts[k][i] = texts[k];
    columns.sealed[i] = notice->text_sealed;
    columns.versions[i] = notice->template_version;
    columns.times[i] = notice->at_us;
  }
  return columns;
}

void notification_notices_insert(struct rt_pipe *pipe, const struct notification_notice *notices, size_t count) {
  if (count == 0)
    return;
  struct columns c = columns_of(rt_pipe_arena(pipe), notices, count);
  rt_pipe_run(pipe, &insert, NULL, NULL, RT_P_ARRAY(RT_PARAM_IDS, c.texts[0], count),
              RT_P_ARRAY(RT_PARAM_TEXTS, c.texts[1], count), RT_P_ARRAY(RT_PARAM_TEXTS, c.texts[2], count),
              RT_P_ARRAY(RT_PARAM_TEXTS, c.texts[3], count), RT_P_ARRAY(RT_PARAM_TEXTS, c.texts[4], count),
              RT_P_ARRAY(RT_PARAM_BYTESES, c.sealed, count), RT_P_ARRAY(RT_PARAM_TEXTS, c.texts[5], count),
              RT_P_ARRAY(RT_PARAM_INTS, c.versions, count), RT_P_ARRAY(RT_PARAM_TIMES, c.times, count));
}

static void read_notice(const struct rt_row *row, void *into) {
  struct notification_notice *notice = into;
  notice->notification = rt_row_text(row, 0);
  notice->case_number = rt_row_text(row, 1);
  notice->title = rt_row_text(row, 2);
  notice->text_sealed = rt_row_bytes(row, 3);
  notice->at_us = rt_row_time(row, 4);
  notice->read = rt_row_bool(row, 5);
}

static void read_into_list(const struct rt_row *row, void *into) {
  struct notification_notice_list *list = into;
  read_notice(row, &list->rows[list->count++]);
}

#define COLUMNS "SELECT notification, case_number, title, text_sealed, at, read FROM notices "

static const struct rt_statement list = {
    "notices_list", COLUMNS "WHERE account = $1 AND notification < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'"
                            "::uuid) ORDER BY notification DESC LIMIT $3"};

void notification_notices_list(struct rt_pipe *pipe, const char *account, const struct notification_page *page,
                               struct notification_notice_list *into) {
  rt_pipe_run(pipe, &list, read_into_list, into, RT_P_TEXT(account), RT_P_ID(page->before_id), RT_P_INT(page->limit));
}

static void read_count(const struct rt_row *row, void *into) {
  *(int64_t *)into = rt_row_int(row, 0);
}

static const struct rt_statement unread = {
    "notices_unread",
    "SELECT count(*) FILTER (WHERE NOT read) FROM (SELECT read FROM notices WHERE account = $1 ORDER BY "
    "notification DESC LIMIT 100) AS newest"};

void notification_notices_unread(struct rt_pipe *pipe, const char *account, int64_t *ret_count) {
  rt_pipe_run(pipe, &unread, read_count, ret_count, RT_P_TEXT(account));
}

static const struct rt_statement load = {"notices_load", COLUMNS "WHERE notification = $1 AND account = $2"};

void notification_notices_load(struct rt_pipe *pipe, const char *notification, const char *account,
                               struct notification_notice *into) {
  rt_pipe_run(pipe, &load, read_notice, into, RT_P_ID(notification), RT_P_TEXT(account));
}

static const struct rt_statement mark_read = {
    "notices_read", "UPDATE notices SET read = true WHERE notification = $1 AND account = $2"};

void notification_notices_mark_read(struct rt_pipe *pipe, const char *notification, const char *account) {
  rt_pipe_run(pipe, &mark_read, NULL, NULL, RT_P_ID(notification), RT_P_TEXT(account));
}
