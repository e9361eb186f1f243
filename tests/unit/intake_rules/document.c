/* I-05: what documents say. */
#include "intake/rules/documents/text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void say(void *context, const char *paragraph) {
  char *text = context;
  size_t used = strlen(text);
  snprintf(text + used, 4000 - used, "%s\n", paragraph);
}

static struct intake_document_words words(enum intake_document kind) {
  return (struct intake_document_words){.kind = kind,
                                        .applicant = "张三",
                                        .case_number = "530623-20261123-000042-7",
                                        .item_name = "林木采伐许可",
                                        .received_on = "2026-11-03",
                                        .promised_due = "2026-12-02",
                                        .statutory_due = "2026-12-21",
                                        .first_contact = "李窗",
                                        .office = "林业站",
                                        .by = "",
                                        .where = "",
                                        .reason = "",
                                        .law = "",
                                        .remedies = "",
                                        .certificate = ""};
}

static const char *text_of(const struct intake_document_words *of, char ret_text[4000]) {
  ret_text[0] = '\0';
  intake_document_text(of, say, ret_text);
  return ret_text;
}

Test(intake_document, a_receipt_names_both_dates_the_papers_and_who_answers_for_it) {
  static const char *const papers[] = {"采伐申请表", "林权证"};
  char text[4000];
  struct intake_document_words receipt = words(INTAKE_RECEIPT);
  receipt.items = papers;
  receipt.item_count = 2;
  cr_assert_str_eq(
      text_of(&receipt, text),
      "张三：\n"
      "您（单位）于2026年11月3日提出的“林木采伐许可”申请（办件编号530623-20261123-000042-7），经审查予以受理。\n"
      "承诺办结日期：2026年12月2日；法定办结日期：2026年12月21日。\n"
      "收到的材料：\n1．采伐申请表\n2．林权证\n"
      "首问责任人：李窗。\n办理单位：林业站。\n"
      "您有权查询办理进度，在作出决定前撤回申请；您应当对申请材料的真实性负责。\n");
}

Test(intake_document, the_others_say_what_why_and_by_when) {
  static const char *const missing[] = {"采伐设计"};
  char text[4000];
  struct intake_document_words notice = words(INTAKE_NOTICE);
  notice.items = missing;
  notice.item_count = 1;
  notice.by = "2026-11-30";
  cr_assert(strstr(text_of(&notice, text), "1．采伐设计\n") && strstr(text, "2026年11月30日前") &&
            !strstr(text, "说明"));
  struct intake_document_words refusal = words(INTAKE_REFUSAL);
  refusal.reason = "不属于许可范围";
  refusal.law = "某条";
  refusal.remedies = "可以申请行政复议。";
  cr_assert(strstr(text_of(&refusal, text), "理由：不属于许可范围\n依据：某条\n可以申请行政复议。\n"), "%s", text);
  struct intake_document_words redirect = words(INTAKE_REDIRECT);
  redirect.where = "邻县林业局";
  cr_assert(strstr(text_of(&redirect, text), "请向邻县林业局申请。"), "%s", text);
  struct intake_document_words certificate = words(INTAKE_CERTIFICATE);
  certificate.certificate = "ZJ530623-20261123-000001-1";
  certificate.by = "2027-12-31";
  cr_assert(strstr(text_of(&certificate, text), "有效期至：2027年12月31日"), "%s", text);
}

Test(intake_document, titles_and_letters) {
  struct intake_document_words of = words(INTAKE_DECISION);
  cr_assert_str_eq(intake_document_title(&of), "不予办理决定书");
  of.granted = true;
  cr_assert_str_eq(intake_document_title(&of), "准予办理决定书");
  of = words(INTAKE_REFUSAL);
  of.draft = true;
  cr_assert(strstr(intake_document_title(&of), "拟稿"));
  cr_assert_eq(intake_document_of("SL"), INTAKE_RECEIPT);
  cr_assert_eq(intake_document_of("ZJ"), INTAKE_CERTIFICATE);
  cr_assert_eq((int)intake_document_of(""), 0);
  cr_assert_eq((int)intake_document_of("XX"), 0);
}
