/* Who applies: the numbers as typed become the numbers as kept (I-16). */
#ifndef INTAKE_HANDLERS_APPLICANT_H
#define INTAKE_HANDLERS_APPLICANT_H

#include "bianmin/intake.pb-c.h"
#include "domain/identity.h"
#include "runtime/call/call.h"

enum { INTAKE_ID_MOST = 40 };

struct intake_applicant {
  int id_kind; /* bm.IdKind, never UNSPECIFIED */
  char id_number[INTAKE_ID_MOST + 1];
  char phone[DOM_PHONE_TEXT];
  enum dom_id_refusal bad_number;
  enum dom_id_refusal bad_phone;
  bool bad_email;
};

/* Pure; what is wrong is said by intake_applicant_faults. */
struct intake_applicant intake_applicant_of(const Bm__Applicant *in, int32_t today);
/* Faults at applicant.idNumber, applicant.phone, applicant.email. */
void intake_applicant_faults(struct rt_call *call, const struct intake_applicant *applicant);
/* The applicant to keep, with the numbers as normalised. */
Bm__Applicant *intake_applicant_message(struct rt_arena *arena, const Bm__Applicant *in,
                                        const struct intake_applicant *applicant);

#endif
