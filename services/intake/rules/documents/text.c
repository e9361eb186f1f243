#include "intake/rules/documents/text.h"

#include "domain/date.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum intake_document intake_document_of(const char *letters) {
  static const char *const prefixes[INTAKE_DOCUMENT__COUNT] = {
      [INTAKE_RECEIPT] = "SL",  [INTAKE_NOTICE] = "BZ",   [INTAKE_REFUSAL] = "BY",
      [INTAKE_REDIRECT] = "GZ", [INTAKE_DECISION] = "JD", [INTAKE_CERTIFICATE] = "ZJ",
  };
  for (int kind = 1; kind < INTAKE_DOCUMENT__COUNT; kind++)
    if (strcmp(prefixes[kind], letters) == 0)
      return (enum intake_document)kind;
  return (enum intake_document)0;
}

const char *intake_document_title(const struct intake_document_words *words) {
  static const char *const titles[INTAKE_DOCUMENT__COUNT] = {
      [INTAKE_RECEIPT] = "受理通知书",      [INTAKE_NOTICE] = "补正材料一次性告知书",
      [INTAKE_REFUSAL] = "不予受理决定书",  [INTAKE_REDIRECT] = "向其他机关申请告知书",
      [INTAKE_DECISION] = "准予办理决定书", [INTAKE_CERTIFICATE] = "证书",
  };
  if (words->kind == INTAKE_DECISION && !words->granted)
    return "不予办理决定书";
  return words->draft ? "不予受理决定书（拟稿，待中心主任确认）" : titles[words->kind];
}

struct speaker {
  void (*say)(void *context, const char *paragraph);
  void *context;
};

static void say(const struct speaker *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(const struct speaker *to, const char *format, ...) {
  char paragraph[INTAKE_PARAGRAPH_TEXT];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(paragraph, sizeof paragraph, format, arguments);
  va_end(arguments);
  to->say(to->context, paragraph);
}

/* "2026年11月23日" */
static const char *day(const char *date, char ret_text[32]) {
  int32_t number;
  ret_text[0] = '\0';
  if (!dom_date_parse(date, &number))
    return ret_text;
  struct dom_ymd ymd = dom_date_ymd(number);
  snprintf(ret_text, 32, "%d年%d月%d日", ymd.year, ymd.month, ymd.day);
  return ret_text;
}

static void list(const struct speaker *to, const struct intake_document_words *words) {
  for (size_t i = 0; i < words->item_count; i++)
    say(to, "%zu．%s", i + 1, words->items[i]);
}

static void applied(const struct speaker *to, const struct intake_document_words *words, const char *rest) {
  char on[32];
  say(to, "%s：", words->applicant);
  say(to, "您（单位）于%s提出的“%s”申请（办件编号%s），%s", day(words->received_on, on), words->item_name,
      words->case_number, rest);
}

static void receipt(const struct speaker *to, const struct intake_document_words *words) {
  char promised[32], statutory[32];
  applied(to, words, "经审查予以受理。");
  say(to, "承诺办结日期：%s；法定办结日期：%s。", day(words->promised_due, promised),
      day(words->statutory_due, statutory));
  if (words->item_count) {
    say(to, "收到的材料：");
    list(to, words);
  }
  if (*words->first_contact)
    say(to, "首问责任人：%s。", words->first_contact);
  if (*words->office)
    say(to, "办理单位：%s。", words->office);
  say(to, "您有权查询办理进度，在作出决定前撤回申请；您应当对申请材料的真实性负责。");
}

static void notice(const struct speaker *to, const struct intake_document_words *words) {
  char by[32];
  applied(to, words, "申请材料不齐全或者不符合法定形式，现一次性告知需要补正的全部内容：");
  list(to, words);
  if (*words->reason)
    say(to, "说明：%s", words->reason);
  say(to, "请于%s前补正。逾期未补正的，本次申请失效，您可以重新申请。", day(words->by, by));
}

static void because(const struct speaker *to, const struct intake_document_words *words) {
  if (*words->reason)
    say(to, "理由：%s", words->reason);
  if (*words->law)
    say(to, "依据：%s", words->law);
  if (*words->remedies)
    say(to, "%s", words->remedies);
}

static void decision(const struct speaker *to, const struct intake_document_words *words) {
  applied(to, words, words->granted ? "经审查，决定准予。" : "经审查，决定不予办理。");
  because(to, words);
  if (*words->certificate)
    say(to, "证书编号：%s。", words->certificate);
}

static void certificate(const struct speaker *to, const struct intake_document_words *words) {
  char until[32];
  say(to, "持有人：%s", words->applicant);
  say(to, "事项：%s", words->item_name);
  say(to, "证书编号：%s", words->certificate);
  if (*words->by)
    say(to, "有效期至：%s", day(words->by, until));
}

void intake_document_text(const struct intake_document_words *words, void (*to)(void *context, const char *paragraph),
                          void *context) {
  const struct speaker speaker = {to, context};
  switch (words->kind) {
  case INTAKE_RECEIPT:
    receipt(&speaker, words);
    break;
  case INTAKE_NOTICE:
    notice(&speaker, words);
    break;
  case INTAKE_REFUSAL:
    applied(&speaker, words, "经审查，决定不予受理。");
    because(&speaker, words);
    break;
  case INTAKE_REDIRECT:
    applied(&speaker, words, "不属于本机关职权范围。");
    say(&speaker, "请向%s申请。", words->where);
    because(&speaker, words);
    break;
  case INTAKE_DECISION:
    decision(&speaker, words);
    break;
  case INTAKE_CERTIFICATE:
    certificate(&speaker, words);
    break;
  case INTAKE_DOCUMENT__COUNT:
    break;
  }
}
