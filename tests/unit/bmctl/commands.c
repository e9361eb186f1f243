/* The commands that talk to a system. */
#include "system.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(bmctl_system, .init = system_begin, .fini = system_end);

Test(bmctl_system, status) {
  cr_assert_eq(bmctl("status"), 0, "%s", said.data);
  says("intake.write");
  cr_assert_eq(bmctl("-o json status"), 0);
  says("{\"name\":\"intake.read\",\"workers\":1,");
  cr_assert_eq(bmctl("status extra"), 2);
}

Test(bmctl_system, status_of_brokers_that_are_away) {
  char both[256];
  snprintf(both, sizeof both, "ipc://%s/nobody/front,%s", system_folder, getenv("BM_BROKERS"));
  setenv("BM_BROKERS", both, 1);
  cr_assert_eq(bmctl("status"), 1);
  says("nobody");
  says("intake.write");
  *strchr(both, ',') = 0;
  setenv("BM_BROKERS", both, 1);
  cr_assert_eq(bmctl("status"), 3);
}

static const struct {
  const char *state;
  int code;
  const char *part;
} trails[] = {
    {"whole", 0, "whole, 4 links"},  {"changed", 1, "row 2 was changed"},
    {"gone", 1, "row 3 is missing"}, {"cut", 1, "the case counts 4 rows, the trail has 3"},
    {"head", 1, "the case says"},
};

Test(bmctl_system, trail_verify) {
  for (size_t i = 0; i < sizeof trails / sizeof *trails; i++) {
    stand_in.trail = trails[i].state;
    cr_assert_eq(bmctl("trail verify 530623-20261123-000042-7"), trails[i].code, "%s", trails[i].state);
    says(trails[i].part);
  }
  stand_in.trail = "changed";
  cr_assert_eq(bmctl("trail verify 530623-20261123-000042-7 -o json"), 1);
  says("\"whole\":false");
}

Test(bmctl_system, trail_export_is_what_openssl_computes) {
  cr_assert_eq(bmctl("trail export 530623-20261123-000042-7 %s/trail", system_folder), 0);
  says("4 rows");
  cr_assert_eq(
      bmctl("trail export 530623-20261123-000042-7 -o json >%s/rows && grep -c '\"links\":\\[{\"seq\":1,' %s/rows",
            system_folder, system_folder),
      0, "%s", said.data);
  char command[256];
  snprintf(command, sizeof command, "cd %s/trail && openssl dgst -sm3 [0-9]* | diff - links", system_folder);
  cr_assert_eq(system(command), 0);
}

Test(bmctl_system, import_sends_pieces) {
  struct rt_buffer units = {0};
  rt_buffer_text(&units, "{\"units\":[");
  for (int i = 0; i < 830; i++) {
    rt_buffer_printf(&units, "%s{\"unit\":\"%06d\",\"name\":\"测试单位\",\"kind\":\"TOWNSHIP\"}", i ? "," : "", i + 1);
  }
  rt_buffer_text(&units, "]}");
  put_file("units.json", units.data);
  rt_buffer_free(&units);
  cr_assert_eq(bmctl("import %s", system_folder), 0, "%s", said.data);
  says("830 added, 0 changed, 0 unchanged");
  cr_assert_eq(stand_in.calls, 3);
  cr_assert_eq(stand_in.largest, 400);
  cr_assert_eq(stand_in.entries, 830);
  cr_assert_eq(bmctl("-o json import %s/units.json", system_folder), 0);
  says("\"added\":830");
}

Test(bmctl_system, import_stops_at_a_fault) {
  put_file("units.json", "{\"units\":[{\"unit\":\"x\",\"name\":\"测试单位\",\"kind\":\"TOWNSHIP\"}]}");
  cr_assert_eq(bmctl("import %s", system_folder), 2);
  says("units.json entry 1 unit");
  cr_assert_eq(stand_in.calls, 0);
  cr_assert_eq(bmctl("import %s/nothing", system_folder), 2);
}

Test(bmctl_system, import_of_lines) {
  struct rt_buffer units = {0};
  for (int i = 0; i < 500; i++) {
    rt_buffer_printf(&units, "{\"unit\":\"%06d\",\"name\":\"测试单位\",\"kind\":\"COUNTY\"}\n", i + 1);
  }
  put_file("units.jsonl", units.data);
  cr_assert_eq(bmctl("import %s", system_folder), 0, "%s", said.data);
  says("500 added");
  cr_assert_eq(stand_in.calls, 2);
  rt_buffer_text(&units, "{\"unit\":\"000501\",\"kind\":\"COUNTY\"}\n");
  put_file("units.jsonl", units.data);
  rt_buffer_free(&units);
  cr_assert_eq(bmctl("import %s", system_folder), 2);
  says("units.jsonl line 501 name: ");
  cr_assert_eq(stand_in.calls, 3, "the piece before");
  put_file("units.jsonl", "{\"unit\":\"000001\",\n");
  cr_assert_eq(bmctl("import %s", system_folder), 2);
  says("units.jsonl line 1");
}

/* What only the service sees is told by line too, and long entries never make a call that does not fit. */
Test(bmctl_system, import_names_the_line_that_was_refused) {
  struct rt_buffer units = {0};
  for (int i = 0; i < 1500; i++) {
    rt_buffer_printf(&units, "{\"unit\":\"%06d\",\"name\":\"%s\",\"kind\":\"COUNTY\",\"address\":\"", i + 1,
                     i == 1203 ? "孤村" : "测试单位");
    for (int j = 0; j < 40; j++) {
      rt_buffer_text(&units, "某街某路某");
    }
    rt_buffer_text(&units, "\"}\n");
  }
  put_file("units.jsonl", units.data);
  rt_buffer_free(&units);
  cr_assert_eq(bmctl("import %s/units.jsonl", system_folder), 1, "%s", said.data);
  says("units.jsonl line 1204 parent: 没有这个单位");
  cr_assert_lt(stand_in.largest, 400);
  cr_assert_eq(bmctl("-o json import %s/units.jsonl", system_folder), 1);
  says("\"field\":\"units.jsonl line 1204 parent\"");
}

Test(bmctl_system, accounts) {
  cr_assert_eq(bmctl("account add zhang --name 张三 --role clerk --unit 530623101 --random"), 0, "%s", said.data);
  cr_assert_str_eq(stand_in.last, "zhang 3");
  cr_assert_eq(strlen(stand_in.secret), 24u);
  says(stand_in.secret);
  cr_assert_eq(bmctl("account passwd zhang <%s/keys/intake/broker.public", system_folder), 0, "%s", said.data);
  cr_assert_str_eq(stand_in.last, "zhang");
  cr_assert_neq(stand_in.secret[0], 0);
  cr_assert_eq(bmctl("account passwd nobody --random"), 1);
  says("NOT_FOUND: NO_SUCH_ACCOUNT 没有这个账号");
  says("username: 请检查用户名");
  cr_assert_eq(bmctl("-o json account passwd nobody --random"), 1);
  says("\"violations\":[{\"field\":\"username\"");
  cr_assert_eq(bmctl("account passwd zhang </dev/null"), 2);
  cr_assert_eq(bmctl("account add zhang --role nonsense --random"), 2);
}

Test(bmctl_system, dead_letters) {
  cr_assert_eq(bmctl("deadletter list intake"), 0, "%s", said.data);
  says("letter-1");
  says("letter-2");
  cr_assert_eq(bmctl("deadletter retry intake letter-1"), 0);
  cr_assert_eq(stand_in.retried, 1);
  cr_assert_eq(bmctl("-o json deadletter retry intake --all"), 0);
  says("{\"retried\":2}");
  cr_assert_eq(stand_in.retried, 3);
  cr_assert_eq(bmctl("deadletter list nobody"), 2);
}

Test(bmctl_system, call) {
  cr_assert_eq(bmctl("-o json call Intake.listDeadLetters '{\"pageToken\":\"more\"}'"), 0, "%s", said.data);
  says("\"deadLetter\":\"letter-2\"");
  put_file("request", "{\"username\":\"zhang\",\"password\":\"very secret\"}");
  cr_assert_eq(bmctl("call intake.SetPassword @%s/request", system_folder), 0);
  cr_assert_eq(bmctl("call intake.SetPassword - <%s/request", system_folder), 0);
  cr_assert_str_eq(stand_in.secret, "very secret");
  cr_assert_eq(bmctl("call review.ListDeadLetters"), 3);
  cr_assert_eq(bmctl("call intake.SetPassword '{}'"), 2);
  says("username: 必填");
  cr_assert_eq(bmctl("call intake.Nonsense"), 2);
}
