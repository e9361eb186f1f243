/* N-02: what goes over the wire is a mail and nothing else, whatever is in the texts. */
#include "domain/date.h"
#include "notification/rules/mail/address.h"
#include "notification/rules/mail/message.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct address_case {
  const char *address;
  bool valid;
};

static const struct address_case addresses[] = {
    {"zhang@example.cn", true}, {"a.b+c@mail.example.cn", true},
    {"root@localhost", true},   {"", false},
    {"@example.cn", false},     {"zhang@", false},
    {"zhang", false},           {"a@b@c", false},
    {".a@b.cn", false},         {"a.@b.cn", false},
    {"a..b@c.cn", false},       {"a b@c.cn", false},
    {"a@b..cn", false},         {"a@-b.cn", false},
    {"a@b-.cn", false},         {"a@b.cn-", false},
    {"a@b_c.cn", false},        {"a@b.cn\r\nRCPT TO:<x@y>", false},
    {"a>@b.cn", false},         {"<a@b.cn>", false},
    {"张@例.cn", false},        {"\"a\"@b.cn", false},
};

Test(address, N02_only_what_can_stand_in_a_command) {
  char longest[400];
  for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
    cr_expect_eq(notification_address_valid(addresses[i].address), addresses[i].valid, "«%s»", addresses[i].address);
  memset(longest, 'a', sizeof longest);
  memcpy(longest + 65, "@b.cn", 6);
  cr_expect_not(notification_address_valid(longest), "65 before the @");
  cr_expect(notification_address_valid(longest + 1), "64 before the @");
  memset(longest, 'a', sizeof longest);
  longest[1] = '@';
  longest[398] = '\0';
  cr_expect_not(notification_address_valid(longest), "too long");
}

Test(address, same_and_host) {
  cr_expect(notification_address_same("Zhang@Example.cn", "zhang@example.CN"));
  cr_expect_not(notification_address_same("zhang@example.cn", "zhang@example.c"));
  cr_expect_not(notification_address_same("zhang@example.c", "zhang@example.cn"));
  cr_expect_str_eq(notification_address_host("a@b.cn"), "b.cn");
  cr_expect(notification_server_is_here("smtp://127.0.0.1:2525"));
  cr_expect(notification_server_is_here("smtp://localhost"));
  cr_expect(notification_server_is_here("smtp://[::1]:25/host"));
  cr_expect_not(notification_server_is_here("smtp://localhost.example.cn"));
  cr_expect_not(notification_server_is_here("smtp://mail.example.cn:25"));
}

static char *written(const char *subject, const char *text) {
  const struct notification_mail mail = {.id = "01890000-0000-7000-8000-000000000001",
                                         .from = "bianmin@county.example",
                                         .name = "便民服务",
                                         .to = "zhang@example.cn",
                                         .subject = subject,
                                         .text = text,
                                         .at_us = dom_time_at(dom_date_of(2026, 11, 3), 9 * 60 + 5) + 7 * 1000000};
  size_t room = notification_mail_room(&mail);
  char *out = malloc(room);
  cr_assert_lt(notification_mail_write(&mail, out), room);
  return out;
}

Test(message, N02_head_and_body) {
  char *mail = written("受理", "您好\n第二行");
  cr_expect_str_eq(mail, "Date: Tue, 03 Nov 2026 09:05:07 +0800\r\n"
                         "From: =?UTF-8?B?5L6/5rCR5pyN5Yqh?=\r\n <bianmin@county.example>\r\n"
                         "To: <zhang@example.cn>\r\n"
                         "Message-ID: <01890000-0000-7000-8000-000000000001@county.example>\r\n"
                         "Subject: =?UTF-8?B?5Y+X55CG?=\r\n"
                         "MIME-Version: 1.0\r\n"
                         "Content-Type: text/plain; charset=utf-8\r\n"
                         "Content-Transfer-Encoding: base64\r\n"
                         "Auto-Submitted: auto-generated\r\n"
                         "\r\n"
                         "5oKo5aW9DQrnrKzkuozooYw=\r\n");
  free(mail);
}

/* No text puts a line into the head, makes a long line, or breaks the base64. */
static void check_lines(const char *mail) {
  static const char *const heads[] = {"Date: ",        "From: ",         "To: ",         "Message-ID: ",
                                      "Subject: ",     "MIME-Version: ", "Content-Type", "Content-Transfer-Encoding",
                                      "Auto-Submitted"};
  const char *body = strstr(mail, "\r\n\r\n");
  cr_assert_not_null(body);
  size_t heading = 0;
  for (const char *line = mail; *line;) {
    const char *end = strstr(line, "\r\n");
    cr_assert_not_null(end);
    cr_assert_leq(end - line, 76);
    cr_assert_null(memchr(line, '\n', (size_t)(end - line)));
    if (line <= body && *line != ' ') {
      cr_assert(strncmp(line, heads[heading], strlen(heads[heading])) == 0, "line %zu: %.40s", heading, line);
      heading++;
    }
    if (line > body && end[2])
      cr_assert(end == line || end - line == 76, "a line of the body but the last is whole");
    line = end + 2;
  }
  cr_assert_eq(heading, sizeof heads / sizeof *heads);
}

Test(message, N02_any_text_is_only_text) {
  static const char pieces[][8] = {"\r\n", "\n", "\r", ".", "..\n", "a", "长", "\xff", "Bcc: ", "😀"};
  unsigned seed = 20261123;
  for (int round = 0; round < 2000; round++) {
    char text[2048] = "";
    int count = rand_r(&seed) % 200;
    for (int i = 0; i < count; i++)
      strcat(text, pieces[(size_t)rand_r(&seed) % (sizeof pieces / sizeof *pieces)]);
    char *mail = written(text, text);
    check_lines(mail);
    free(mail);
  }
}
