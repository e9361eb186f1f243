/* Papers shown at the window and not scanned: the receipt names them, a second notice may find fault with them (I-05,
 * I-06). */
#include "tests/handlers/intake/county.h"

#include <criterion/criterion.h>
#include <string.h>

enum { SUBMIT = BM__CASE_INTENT__ENUM__SUBMIT, ACCEPT = BM__CASE_INTENT__ENUM__ACCEPT };

static char **one(struct county *county, const char *name) {
  char **names = rt_arena_array(county->test->arena, 1, sizeof *names);
  names[0] = rt_arena_text(county->test->arena, name);
  return names;
}

static struct test_answer hand_in(struct county *county, enum person who, int intent, const char *name) {
  Bm__CreateCaseRequest *request = county_application(county, PROMISED, TOWN, intent);
  request->on_paper = one(county, name);
  request->n_on_paper = 1;
  return county_call(county, who, "intake.CreateCase", &request->base);
}

static struct test_answer ask(struct county *county, const char *number, const char *missing) {
  Bm__RequestCorrectionRequest *request = rt_message(county->test->arena, &bm__request_correction_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  request->missing = one(county, missing);
  request->n_missing = 1;
  return county_call(county, CLERK, "intake.RequestCorrection", &request->base);
}

static struct test_answer correct(struct county *county, enum person who, const char *number, const char *name) {
  Bm__CorrectCaseRequest *request = rt_message(county->test->arena, &bm__correct_case_request__descriptor);
  request->case_number = rt_arena_text(county->test->arena, number);
  request->on_paper = one(county, name);
  request->n_on_paper = 1;
  return county_call(county, who, "intake.CorrectCase", &request->base);
}

static bool receipt_says(struct county *county, const char *number, const char *text) {
  struct test_answer got =
      county_act(county, CLERK, "intake.ListDocuments", &bm__list_documents_request__descriptor, number);
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  const Bm__ListDocumentsReply *list = (const Bm__ListDocumentsReply *)got.reply;
  for (size_t i = 0; i < list->n_documents; i++) {
    for (size_t j = 0;
         list->documents[i]->kind == BM__DOCUMENT_KIND__ENUM__RECEIPT && j < list->documents[i]->n_paragraphs; j++) {
      if (strstr(list->documents[i]->paragraphs[j], text))
        return true;
    }
  }
  return false;
}

Test(on_paper, i06_the_receipt_names_what_was_only_shown) {
  struct county *county = county_new();
  struct test_answer got = hand_in(county, CLERK, ACCEPT, "林权证");
  cr_assert_eq(got.status, RT_OK, "%s", got.code);
  const char *number = ((const Bm__CreateCaseReply *)got.reply)->case_number;
  const Bm__Case *found = county_get(county, CLERK, number);
  cr_assert_eq(found->n_on_paper, 1u);
  cr_assert_str_eq(found->on_paper[0]->name, "林权证");
  cr_assert(receipt_says(county, number, "林权证（纸质）"));
  county_destroy(&county);
}

Test(on_paper, i06_an_applicant_does_not_vouch_for_paper_nobody_saw) {
  struct county *county = county_new();
  cr_refused(hand_in(county, ZHANG, SUBMIT, "林权证"), RT_INVALID_ARGUMENT, "FIELD_INVALID");
  cr_refused(hand_in(county, CLERK, SUBMIT, ""), RT_INVALID_ARGUMENT, "FIELD_INVALID");
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  county_case(ask(county, number, "采伐设计"));
  cr_refused(correct(county, ZHANG, number, "采伐设计"), RT_INVALID_ARGUMENT, "FIELD_INVALID");
  county_destroy(&county);
}

Test(on_paper, i05_a_second_notice_may_find_fault_with_paper_brought_after_the_first) {
  struct county *county = county_new();
  const char *number = county_hand_in(county, ZHANG, PROMISED, SUBMIT)->case_number;
  county_case(ask(county, number, "采伐设计"));
  const Bm__Case *corrected = county_case(correct(county, CLERK, number, "采伐设计"));
  cr_assert_eq(corrected->state, BM__CASE_STATE__ENUM__SUBMITTED);
  cr_assert(corrected->n_on_paper == 1 && corrected->on_paper[0]->round == 1);
  cr_refused(ask(county, number, "林权证"), RT_FAILED_PRECONDITION, "CORRECTION_ONCE_ONLY");
  county_case(ask(county, number, "采伐设计"));
  county_destroy(&county);
}
