#include "intake/handlers/casefile/applicant.h"

#include <ctype.h>
#include <string.h>

/* A passport or another document: letters, digits and hyphens, kept in upper case. */
static enum dom_id_refusal document_number(const char *text, char ret_number[INTAKE_ID_MOST + 1]) {
  size_t length = strlen(text);
  if (length < 4 || length > INTAKE_ID_MOST)
    return DOM_ID_LENGTH;
  for (size_t i = 0; i <= length; i++) {
    if (text[i] && !isalnum((unsigned char)text[i]) && text[i] != '-')
      return DOM_ID_CHARACTER;
    ret_number[i] = (char)toupper((unsigned char)text[i]);
  }
  return DOM_ID_OK;
}

/* One @ with something before it, a dot inside what stands behind, ASCII without spaces. */
static bool email_shape(const char *email) {
  const char *at = strchr(email, '@');
  const char *dot = strrchr(email, '.');
  for (const char *c = email; *c; c++) {
    if (!isgraph((unsigned char)*c))
      return false;
  }
  return at && at > email && !strchr(at + 1, '@') && dot && dot > at + 1 && dot[1];
}

struct intake_applicant intake_applicant_of(const Bm__Applicant *in, int32_t today) {
  struct intake_applicant out = {.id_kind = in->id_kind ? (int)in->id_kind : BM__ID_KIND__ENUM__CITIZEN_NUMBER};
  if (out.id_kind == BM__ID_KIND__ENUM__CITIZEN_NUMBER)
    out.bad_number = dom_citizen_number(in->id_number, today, out.id_number, NULL);
  else if (out.id_kind == BM__ID_KIND__ENUM__CREDIT_CODE)
    out.bad_number = dom_credit_code(in->id_number, out.id_number);
  else
    out.bad_number = document_number(in->id_number, out.id_number);
  out.bad_phone = dom_phone(in->phone, out.phone);
  out.bad_email = *in->email && !email_shape(in->email);
  return out;
}

void intake_applicant_faults(struct rt_call *call, const struct intake_applicant *applicant) {
  if (applicant->bad_number != DOM_ID_OK)
    rt_call_fault(call, "applicant.idNumber", "%s", dom_id_refusal_text(applicant->bad_number));
  if (applicant->bad_phone != DOM_ID_OK)
    rt_call_fault(call, "applicant.phone", "%s", dom_id_refusal_text(applicant->bad_phone));
  if (applicant->bad_email)
    rt_call_fault(call, "applicant.email", "电子邮箱格式不正确");
}

Bm__Applicant *intake_applicant_message(struct rt_arena *arena, const Bm__Applicant *in,
                                        const struct intake_applicant *applicant) {
  Bm__Applicant *out = rt_message(arena, &bm__applicant__descriptor);
  out->name = in->name;
  out->id_number = rt_arena_text(arena, applicant->id_number);
  out->phone = rt_arena_text(arena, applicant->phone);
  out->email = in->email;
  out->id_kind = (Bm__IdKind__Enum)applicant->id_kind;
  return out;
}
