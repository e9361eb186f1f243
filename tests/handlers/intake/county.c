#include "tests/handlers/intake/county.h"

#include "bianmin/rules_table.h"
#include "intake/service.h"
#include "runtime/base/id.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char directory[] =
    "INSERT INTO units (unit, name, kind, parent, path, phone, address, hours, content_hash, version)"
    " SELECT u, n, k, p, h, '', '', '', '', 1 FROM (VALUES"
    " ('530623', '盐津县', 1, '', '530623'),"
    " ('530623101', '盐井镇', 2, '530623', '530623/530623101'),"
    " ('530623102', '普洱镇', 2, '530623', '530623/530623102'),"
    " ('530623101201', '柏树村', 3, '530623101', '530623/530623101/530623101201'),"
    " ('530623101-05', '林业站', 4, '530623101', '530623/530623101/530623101-05'),"
    " ('530623101-08', '社保所', 4, '530623101', '530623/530623101/530623101-08'),"
    " ('530623102-05', '林业站', 4, '530623102', '530623/530623102/530623102-05'),"
    " ('530623102-08', '社保所', 4, '530623102', '530623/530623102/530623102-08'),"
    " ('530623-02', '农业农村局', 4, '530623', '530623/530623-02')) AS x (u, n, k, p, h);"
    "INSERT INTO items (item, name, category, nature, kind, lead_office, other_offices, lowest_tier, statutory_days,"
    " promised_days, limit_unit, in_person, provisional_allowed, commitment_allowed, fee_yuan, publish, status, papers,"
    " papers_missing_ok, search, grams, content_hash, version)"
    " SELECT i, n, '', t, k, o, '{}', 2, sd, pd, 1, false, false, false, 0, 1, st, '{}', '{}', '', '{}', '', 1 FROM "
    "(VALUES"
    " ('LYJ-0201', '林木采伐许可', '行政许可', 2, '林业站', 20, 7, 1),"
    " ('LYJ-0202', '木材运输证明核发', '行政许可', 1, '林业站', 1, 0, 2),"
    " ('RS-0501', '城乡居民养老保险参保登记', '公共服务', 1, '社保所', 5, 0, 1),"
    " ('ZRZY-0101', '农村宅基地用地审批', '行政许可', 3, '农业农村局', 20, 12, 1)) AS x (i, n, t, k, o, sd, pd, st)";

static void insert_account(struct county *county, const char *username, const char *id_number) {
  uint8_t blind[RT_BLIND_SIZE];
  char hex[2 * RT_BLIND_SIZE + 1];
  rt_seal_blind(county->test->seal, INTAKE_BLIND_ID, id_number, blind);
  rt_hex(blind, sizeof blind, hex);
  test_pg_exec(
      county->test->pg,
      rt_arena_printf(county->test->arena,
                      "INSERT INTO accounts (username, password_hash, name, role, roles, unit, offices, id_blind,"
                      " closed, content_hash, version) VALUES ('%s', '', '张三', 1, 2, '', '{}', decode('%s',"
                      " 'hex'), false, '', 1)",
                      username, hex));
}

static Bm__Subject *person(struct county *county, const char *account, const char *name, int role, const char *unit,
                           const char *path, const char *office) {
  Bm__Subject *subject = test_subject(county->test, account, role);
  subject->name = rt_arena_text(county->test->arena, name);
  subject->unit = rt_arena_text(county->test->arena, unit);
  subject->unit_path = rt_arena_text(county->test->arena, path);
  if (office) {
    subject->offices = rt_arena_array(county->test->arena, 1, sizeof *subject->offices);
    subject->offices[0] = rt_arena_text(county->test->arena, office);
    subject->n_offices = 1;
  }
  return subject;
}

static void settle(struct county *c) {
  static const char town[] = "530623/530623101";
  static const char other[] = "530623/530623102";
  c->people[ZHANG] = person(c, "zhang", "张三", BM__ROLE__ENUM__CITIZEN, "", "", NULL);
  c->people[NOBODY_ELSE] = person(c, "wang", "王五", BM__ROLE__ENUM__CITIZEN, "", "", NULL);
  c->people[CLERK] = person(c, "clerk1", "李窗", BM__ROLE__ENUM__CLERK, TOWN, town, NULL);
  c->people[CLERK_REVIEWER] = person(c, "clerk2", "赵窗", BM__ROLE__ENUM__CLERK, TOWN, town, "530623101-08");
  c->people[OTHER_CLERK] = person(c, "clerk3", "钱窗", BM__ROLE__ENUM__CLERK, OTHER_TOWN, other, NULL);
  c->people[HEAD] = person(c, "head1", "孙主任", BM__ROLE__ENUM__CENTRE_HEAD, TOWN, town, NULL);
  c->people[OTHER_HEAD] = person(c, "head2", "周主任", BM__ROLE__ENUM__CENTRE_HEAD, OTHER_TOWN, other, NULL);
  c->people[AGENT] =
      person(c, "agent1", "吴代办", BM__ROLE__ENUM__AGENT, VILLAGE, "530623/530623101/530623101201", NULL);
  c->people[REVIEWER] = person(c, "rev1", "郑审", BM__ROLE__ENUM__REVIEWER, TOWN, town, "530623101-05");
  c->people[SUPERVISOR] = person(c, "super1", "冯督", BM__ROLE__ENUM__COUNTY_SUPERVISOR, "530623", "530623", NULL);
}

struct county *county_new(void) {
  struct county *county = calloc(1, sizeof *county);
  cr_assert_not_null(county);
  rt_rules_use(bm_rules);
  dom_calendar_init(&county->calendar);
  county->test = test_engine_new(&intake_service, &county->things);
  county->things = (struct intake_things){.calendar = &county->calendar, .seal = county->test->seal, .papers_dir = "/"};
  test_pg_exec(county->test->pg, directory);
  insert_account(county, "zhang", CITIZEN_ID);
  settle(county);
  return county;
}

void county_destroy(struct county **county) {
  test_engine_destroy(&(*county)->test);
  free(*county);
  *county = NULL;
}

struct test_answer county_call(struct county *county, enum person who, const char *method,
                               const ProtobufCMessage *message) {
  return test_engine_call(county->test, (struct test_request){.method = method,
                                                              .message = message,
                                                              .key = test_key(county->test, ++county->keys),
                                                              .subject = county->people[who]});
}

struct test_answer county_anyone(struct county *county, const char *method, const ProtobufCMessage *message) {
  return test_engine_call(county->test, (struct test_request){.method = method, .message = message});
}

Bm__CreateCaseRequest *county_application(struct county *county, const char *item, const char *unit, int intent) {
  struct rt_arena *arena = county->test->arena;
  Bm__CreateCaseRequest *request = rt_message(arena, &bm__create_case_request__descriptor);
  request->item_code = rt_arena_text(arena, item);
  request->unit = rt_arena_text(arena, unit);
  request->intent = (Bm__CaseIntent__Enum)intent;
  request->applicant = rt_message(arena, &bm__applicant__descriptor);
  request->applicant->name = "张三";
  request->applicant->id_number = CITIZEN_ID;
  request->applicant->phone = "13812345678";
  request->applicant->email = "zhang@example.org";
  request->form = rt_arena_array(arena, 1, sizeof *request->form);
  request->form[0] = rt_message(arena, &bm__create_case_request__form_entry__descriptor);
  request->form[0]->key = "林权证号";
  request->form[0]->value = "530623-0001";
  request->n_form = 1;
  return request;
}

const char *county_mandate(struct county *county, const char *until) {
  uint8_t blind[RT_BLIND_SIZE];
  char hex[2 * RT_BLIND_SIZE + 1];
  char *id = rt_arena_alloc(county->test->arena, RT_ID_SIZE);
  rt_id_new(INT64_C(1795000000000000), id);
  rt_seal_blind(county->test->seal, INTAKE_BLIND_ID, CITIZEN_ID, blind);
  rt_hex(blind, sizeof blind, hex);
  test_pg_exec(county->test->pg,
               rt_arena_printf(county->test->arena,
                               "INSERT INTO mandates (mandate, version, principal_blind, agent, agent_name, items,"
                               " given_at, given_by, valid_until, record) VALUES ('%s', 1, decode('%s', 'hex'),"
                               " 'agent1', '吴代办', '{}', '2026-01-01T00:00Z', 'zhang', '%s', '')",
                               id, hex, until));
  return id;
}

const Bm__CreateCaseReply *county_hand_in(struct county *county, enum person who, const char *item, int intent) {
  Bm__CreateCaseRequest *request = county_application(county, item, TOWN, intent);
  if (who == AGENT)
    request->mandate = rt_arena_text(county->test->arena, county_mandate(county, "2099-12-31"));
  struct test_answer answer = county_call(county, who, "intake.CreateCase", &request->base);
  cr_assert_eq(answer.status, RT_OK, "%s: %s", answer.code, answer.answer ? answer.answer->message : "");
  return (const Bm__CreateCaseReply *)answer.reply;
}

struct test_answer county_act(struct county *county, enum person who, const char *method,
                              const ProtobufCMessageDescriptor *type, const char *case_number) {
  ProtobufCMessage *message = rt_message(county->test->arena, type);
  *(char **)(void *)((char *)message + type->fields[0].offset) = rt_arena_text(county->test->arena, case_number);
  return county_call(county, who, method, message);
}

const Bm__Case *county_case(struct test_answer answer) {
  cr_assert_eq(answer.status, RT_OK, "%s: %s", answer.code, answer.answer ? answer.answer->message : "");
  return (const Bm__Case *)answer.reply;
}

const Bm__Case *county_get(struct county *county, enum person who, const char *case_number) {
  return county_case(county_act(county, who, "intake.GetCase", &bm__get_case_request__descriptor, case_number));
}

const char *county_paper(struct county *county, enum person who) {
  char *id = rt_arena_alloc(county->test->arena, RT_ID_SIZE);
  rt_id_new(INT64_C(1795000000000000), id);
  test_pg_exec(county->test->pg,
               rt_arena_printf(county->test->arena,
                               "INSERT INTO papers (paper_id, sha256, media_type, size, pieces, uploaded_by, at)"
                               " VALUES ('%s', '', 'application/pdf', 1, 1, '%s', '2026-11-23T00:00Z')",
                               id, county->people[who]->account));
  return id;
}

int county_state(struct county *county, const char *case_number) {
  return (int)test_pg_number(
      county->test->pg,
      rt_arena_printf(county->test->arena, "SELECT state FROM cases WHERE case_number = '%s'", case_number));
}

const char *county_trail(struct county *county, const char *case_number) {
  return rt_arena_text(
      county->test->arena,
      test_pg_text(county->test->pg,
                   rt_arena_printf(county->test->arena,
                                   "SELECT string_agg(text::json->>'action', ' ' ORDER BY seq) FROM trail"
                                   " WHERE case_number = '%s'",
                                   case_number)));
}

const char *county_events(struct county *county, const char *case_number) {
  return rt_arena_text(
      county->test->arena,
      test_pg_text(county->test->pg, rt_arena_printf(county->test->arena,
                                                     "SELECT string_agg(type, ' ' ORDER BY seq) FROM outbox"
                                                     " WHERE stream = '%s'",
                                                     case_number)));
}

void county_tell(struct county *county, const char *sender, const char *stream, int64_t seq, const char *type,
                 const ProtobufCMessage *message) {
  cr_assert_eq(test_engine_event(county->test, sender, stream, seq, type, message), BM__DELIVER_RESULT__ENUM__TAKEN,
               "%s", type);
}

void county_accepted_then_decided(struct county *county, const char *case_number) {
  Bm__CaseDecided *decided = rt_message(county->test->arena, &bm__case_decided__descriptor);
  decided->task = "task-of-it";
  decided->case_number = rt_arena_text(county->test->arena, case_number);
  decided->outcome = BM__OUTCOME__ENUM__GRANT;
  decided->reasons = "符合采伐条件";
  decided->document_number = "JD530623-20261123-000001-1";
  decided->certificate_number = "ZS530623-20261123-000001-1";
  decided->decided_on = "2026-11-23";
  decided->actor = rt_message(county->test->arena, &bm__actor__descriptor);
  decided->actor->role = "REVIEWER";
  decided->actor->unit = "530623101-05";
  decided->actor->name = "郑审";
  county_tell(county, "review", "task-of-it", 1, "case.decided", &decided->base);
}
