"""What the generator makes of the sample proto: tables that compile and link, permissions, the API document."""

import json
import pathlib
import re
import subprocess
import unittest

from generator import Run, sample

HANDLERS = ["sample_make_thing", "sample_get_thing", "sample_current_thing", "sample_turn_thing", "sample_drop_thing",
            "sample_fill_thing", "rt_deliver", "sample_on_thing_turned"]

WALK = """
#include "bianmin/all_methods.h"
#include "bianmin/openapi.h"
#include "bianmin/rules_table.h"
#include "bianmin/sample_methods.h"
#include "gateway/routes.h"
#include <stdio.h>
%s
int main(void) {
  for (const struct rt_method *m = sample_methods; m->name; m++)
    printf("method %%s %%s %%x %%d %%s %%s %%s\\n", m->name, m->lane, m->roles, m->keyed, m->scope_field ? m->scope_field : "-",
           m->request->name, m->handler ? "here" : "none");
  for (const struct rt_method *m = bm_all_methods; m->name; m++)
    printf("all %%s %%s\\n", m->name, m->handler ? "here" : "none");
  for (const struct rt_taker *t = sample_takers; t->event; t++)
    printf("taker %%s %%s\\n", t->event, t->type->name);
  for (const struct gw_route *r = gw_routes; r->verb; r++) {
    printf("route %%s %%s %%s %%d%%d%%d %%d", r->verb, r->path, r->action ? r->action : "-", r->body, r->keyed, r->stream,
           r->success);
    for (const struct gw_segment *s = r->segments; s->text; s++)
      printf(" %%s%%s", s->variable ? "$" : "", s->text);
    for (const char *const *q = r->query; *q; q++)
      printf(" ?%%s", *q);
    printf("\\n");
  }
  for (const struct rt_message_rules *r = bm_rules; r->type; r++)
    for (size_t i = 0; i < r->count; i++)
      printf("rule %%s.%%s %%d %%d %%d %%s %%s\\n", r->type->name, r->fields[i].field, r->fields[i].required, r->fields[i].min,
             r->fields[i].max, r->fields[i].like ? r->fields[i].like : "-", r->fields[i].hint ? r->fields[i].hint : "-");
  return bm_openapi_bytes > 2 && bm_openapi[0] == '{' ? 0 : 1;
}
"""

WALKED = """
method sample.MakeThing sample.write c 1 - bm.MakeThingRequest here
method sample.GetThing sample.read 200000 0 - bm.GetThingRequest here
method sample.CurrentThing sample.read 100000 0 - bm.CurrentThingRequest here
method sample.TurnThing sample.write 100000 1 thing_id bm.GetThingRequest here
method sample.DropThing sample.write 8 0 - bm.GetThingRequest here
method sample.FillThing sample.write 8 1 - bm.FillThingRequest here
method sample.Deliver sample.event 800000 0 - bm.CurrentThingRequest here
all sample.CurrentThing none
all sample.Deliver none
all sample.DropThing none
all sample.FillThing none
all sample.GetThing none
all sample.MakeThing none
all sample.TurnThing none
taker thing.turned bm.ThingTurned
route POST /v1/things - 110 201 v1 things
route PUT /v1/things - 011 201 v1 things
route GET /v1/things/current - 000 200 v1 things current ?colour ?pageSize
route DELETE /v1/things/{thingId} - 000 204 v1 things $thingId
route GET /v1/things/{thingId} - 000 200 v1 things $thingId
route POST /v1/things/{thingId}:turn turn 110 200 v1 things $thingId
rule bm.GetThingRequest.thing_id 1 0 40 - -
rule bm.MakeThingRequest.code 1 0 7 [A-Z]+-[0-9]+ 代码，如 A-1
rule bm.MakeThingRequest.parts 0 1 3 - -
rule bm.MakeThingRequest.colour 1 0 0 - -
rule bm.MakeThingRequest.weight 0 0 9 - -
rule bm.Part.name 1 0 10 - -
rule bm.ThingTurned.thing_id 0 0 40 - -
"""


class Output(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.run_ = Run({"sample.proto": sample()})
        assert cls.run_.code == 0, cls.run_.said
        cls.run_.protoc_c()
        cls.api = json.loads(cls.run_.text("openapi.json"))
        cls.permissions = {row["method"]: row for row in json.loads(cls.run_.text("permissions.json"))}

    @classmethod
    def tearDownClass(cls):
        cls.run_.holder.cleanup()

    def build(self, handlers):
        main = self.run_.out / "main.c"
        main.write_text(WALK % "\n".join(f"const struct rt_handler {name} = {{.state_size = 1}};" for name in handlers))
        sources = [str(path) for path in self.run_.made.glob("*.c") if not path.name.endswith(".pb-c.c")]
        generated = [str(path) for path in (self.run_.out / "c").rglob("*.pb-c.c")]
        ours = [self.run_.compile("-c", source, "-o", source + ".o") for source in [str(main), *sources]]
        for done in ours:
            self.assertEqual(done.returncode, 0, done.stderr)
        program = self.run_.out / "walk"
        return program, self.run_.compile("-w", str(main) + ".o", *[s + ".o" for s in sources], *generated,
                                          "-lprotobuf-c", "-o", str(program))

    def test_tables_say_what_the_proto_says(self):
        program, done = self.build(HANDLERS)
        self.assertEqual(done.returncode, 0, done.stderr)
        walked = subprocess.run([str(program)], capture_output=True, text=True, check=True).stdout
        self.assertEqual(walked.strip(), WALKED.strip())

    def test_a_missing_handler_does_not_link(self):
        for missing in ("sample_turn_thing", "sample_on_thing_turned"):
            _, done = self.build([name for name in HANDLERS if name != missing])
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(missing, done.stderr)

    def test_the_same_protos_touch_nothing(self):
        before = {path: path.stat().st_mtime_ns for path in self.run_.made.iterdir()}
        self.run_.generate()
        self.assertEqual(self.run_.code, 0)
        self.assertEqual(before, {path: path.stat().st_mtime_ns for path in self.run_.made.iterdir()})

    def test_permissions(self):
        self.assertEqual({role for role, yes in self.permissions["sample.MakeThing"]["allowed"].items() if yes},
                         {"AGENT", "CLERK"})
        self.assertTrue(all(self.permissions["sample.CurrentThing"]["allowed"].values()))
        signed_in = self.permissions["sample.GetThing"]["allowed"]
        self.assertEqual({role for role, yes in signed_in.items() if not yes}, {"ANONYMOUS"})
        self.assertNotIn("SERVICE", signed_in)
        self.assertNotIn("sample.Deliver", self.permissions)

    def operation(self, verb, path):
        return self.api["paths"][path][verb]

    def test_operations(self):
        make = self.operation("post", "/v1/things")
        self.assertEqual(set(make["responses"]), {"201", "400", "401", "403", "404", "409", "413", "415", "422", "429",
                                                  "431", "503", "default"})
        self.assertIn("NO_ROOM", make["responses"]["409"]["description"])
        self.assertEqual(make["parameters"], [{"$ref": "#/components/parameters/IdempotencyKey"}])
        self.assertEqual(make["description"], "Makes a thing. Who: AGENT, CLERK.")
        anyone = self.operation("get", "/v1/things/current")
        self.assertIn({}, anyone["security"])
        self.assertNotIn("401", anyone["responses"])
        self.assertEqual([p["name"] for p in anyone["parameters"]], ["colour", "pageSize"])
        drop = self.operation("delete", "/v1/things/{thingId}")
        self.assertNotIn("content", drop["responses"]["204"])
        self.assertIn("application/octet-stream", self.operation("put", "/v1/things")["requestBody"]["content"])
        self.assertEqual(len({o["operationId"] for path in self.api["paths"].values() for o in path.values()}),
                         sum(len(path) for path in self.api["paths"].values()))

    def test_request_schema_has_the_rules(self):
        body = self.operation("post", "/v1/things")["requestBody"]["content"]["application/json"]["schema"]
        self.assertEqual(body["required"], ["code", "colour"])
        self.assertFalse(body["additionalProperties"])
        self.assertEqual(body["properties"]["code"], {"type": "string", "minLength": 1, "maxLength": 7,
                                                      "pattern": "^([A-Z]+-[0-9]+)$", "description": "代码，如 A-1"})
        self.assertEqual(body["properties"]["parts"], {"type": "array", "minItems": 1, "maxItems": 3,
                                                       "items": {"$ref": "#/components/schemas/PartInput"}})
        self.assertEqual(body["properties"]["weight"], {"type": "integer", "format": "int32", "minimum": 0, "maximum": 9})
        self.assertEqual(self.api["components"]["schemas"]["ColourInput"]["enum"], ["RED", "BLUE"])
        turn = self.operation("post", "/v1/things/{thingId}:turn")["requestBody"]["content"]["application/json"]["schema"]
        self.assertEqual(turn["properties"], {}, "what stands in the path is not in the body")

    def test_answer_schema_has_every_field(self):
        thing = self.api["components"]["schemas"]["Thing"]
        self.assertEqual(thing["required"], ["thingId", "colour", "parts"])
        self.assertEqual(thing["properties"]["thingId"]["description"], "names it")
        self.assertIn("UNSPECIFIED", self.api["components"]["schemas"]["Colour"]["enum"])

    def test_references_point_at_something(self):
        for name in re.findall(r'"#/components/([^"]+)"', self.run_.text("openapi.json")):
            group, key = name.split("/")
            self.assertIn(key, self.api["components"][group])

    def test_the_bytes_in_c_are_the_document(self):
        numbers = re.search(r"\{(.*)\}", self.run_.text("openapi.c"), re.S)[1]
        self.assertEqual(bytes(int(n) for n in numbers.split(",")), pathlib.Path(self.run_.made / "openapi.json").read_bytes())


if __name__ == "__main__":
    unittest.main()
