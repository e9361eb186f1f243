/* A small county in a fresh database and the people of it, for tests of the case handlers. */
#ifndef TESTS_HANDLERS_INTAKE_COUNTY_H
#define TESTS_HANDLERS_INTAKE_COUNTY_H

#include "bianmin/events.pb-c.h"
#include "bianmin/intake.pb-c.h"
#include "intake/things.h"
#include "tests/support/engine.h"

/* Townships 530623101 (with village 530623101201) and 530623102, each with offices -05 林业站 and -08 社保所. */
#define TOWN "530623101"
#define OTHER_TOWN "530623102"
#define VILLAGE "530623101201"
#define PROMISED "LYJ-0201" /* 林木采伐许可, 林业站: 7 of 20 working days */
#define IMMEDIATE "RS-0501" /* 参保登记, 社保所 */
#define JOINT "ZRZY-0101"
#define ABOLISHED "LYJ-0202"
#define CITIZEN_ID "11010519491231002X" /* also of account zhang */

enum person {
  ZHANG,
  NOBODY_ELSE,
  CLERK,
  CLERK_REVIEWER,
  OTHER_CLERK,
  HEAD,
  OTHER_HEAD,
  AGENT,
  REVIEWER,
  SUPERVISOR,
  PEOPLE
};

struct county {
  struct test_engine *test;
  struct intake_things things;
  struct dom_calendar calendar;
  Bm__Subject *people[PEOPLE];
  int keys; /* given so far */
};

struct county *county_new(void);
void county_destroy(struct county **county);

/* A request of a person with a new key; reads have their key passed over. */
struct test_answer county_call(struct county *county, enum person who, const char *method,
                               const ProtobufCMessage *message);
/* Without a session. */
struct test_answer county_anyone(struct county *county, const char *method, const ProtobufCMessage *message);

/* A hand-in, ready to change before it is sent. */
Bm__CreateCaseRequest *county_application(struct county *county, const char *item, const char *unit, int intent);
/* A mandate of CITIZEN_ID for the agent, any matter, until that day; its id. */
const char *county_mandate(struct county *county, const char *until);
/* Handed in by a person, an agent by a new mandate; the case number. The test fails when it is refused. */
const Bm__CreateCaseReply *county_hand_in(struct county *county, enum person who, const char *item, int intent);
/* An act whose request holds nothing but the case number (field 1). */
struct test_answer county_act(struct county *county, enum person who, const char *method,
                              const ProtobufCMessageDescriptor *type, const char *case_number);
/* The case as the answer shows it; the test fails when the answer is a refusal. */
const Bm__Case *county_case(struct test_answer answer);
const Bm__Case *county_get(struct county *county, enum person who, const char *case_number);

/* A paper that a person has uploaded; its id. */
const char *county_paper(struct county *county, enum person who);

/* The state in the table, by name of bm.CaseState; 13 is "13". */
int county_state(struct county *county, const char *case_number);
/* The trail of a case as "submit accept …". */
const char *county_trail(struct county *county, const char *case_number);
/* Types of the case's events, in order: "case.submitted …". */
const char *county_events(struct county *county, const char *case_number);
/* An event of review or evaluation; the test fails unless it is taken in. */
void county_tell(struct county *county, const char *sender, const char *stream, int64_t seq, const char *type,
                 const ProtobufCMessage *message);
void county_accepted_then_decided(struct county *county, const char *case_number);

#define cr_refused(got, want_status, want_code)                                                                        \
  do {                                                                                                                 \
    struct test_answer refused_ = (got);                                                                               \
    cr_assert_eq(refused_.status, (want_status), "%s: %s", refused_.code,                                              \
                 refused_.answer ? refused_.answer->message : "allowed");                                              \
    cr_assert_str_eq(refused_.code, (want_code));                                                                      \
  } while (0)

#endif
