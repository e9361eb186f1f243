"""Every thing the generator must refuse: the sample proto with one fault, and what is said about it."""

import unittest

from generator import Run, sample

EXTRA = "\nmessage Extra {\n%s\n}\n"

# name, what to replace, with what, what must be said
FAULTS = [
    ("no roles", 'roles: [SIGNED_IN], lane: "read"', 'lane: "read"', "sample.GetThing has no roles"),
    ("role zero", "roles: [SIGNED_IN]", "roles: [UNSPECIFIED]", "role UNSPECIFIED"),
    ("no lane", 'roles: [SIGNED_IN], lane: "read"', "roles: [SIGNED_IN]", "sample.GetThing has no lane"),
    ("no service name", 'option (bm.service) = "sample";', "", "without option (bm.service)"),
    ("variable that is no field", "GET /v1/things/{thing_id}", "GET /v1/things/{thing}", "{thing} is no field"),
    ("variable that is a number", "{\n  string thing_id = 1 [(bm.rule) = {required: true, max: 40}];\n}\n\nmessage Curr",
     "{\n  int32 thing_id = 1;\n}\n\nmessage Curr", "must be a plain string"),
    ("variable twice", "GET /v1/things/{thing_id}", "GET /v1/{thing_id}/{thing_id}", "path variable twice"),
    ("two equal routes", 'GET /v1/things/current"', 'POST /v1/things", no_key: true', "same route as sample.MakeThing"),
    ("no route at all", "GET /v1/things/current", "FETCH v1 things", "is no route"),
    ("route outside /v1", "GET /v1/things/current", "GET /things", "is no route"),
    ("list in a query", "int32 page_size = 2;", "repeated int32 page_size = 2;", "can't be a query parameter"),
    ("odd success", "success: 204", "success: 302", "302 is no code of success"),
    ("204 with an answer", "DropThing(GetThingRequest) returns (Nothing)", "DropThing(GetThingRequest) returns (Thing)",
     "its reply may have no fields"),
    ("route for services only", "roles: [SIGNED_IN]", "roles: [SERVICE]", "no account may call it"),
    ("key of nobody", ', scope_field: "thing_id"', "", "name the scope_field"),
    ("scope that is no field", 'scope_field: "thing_id"', 'scope_field: "thing"', "scope_field thing is no plain string"),
    ("odd error", "NO_ROOM 409", "no room", "is no error"),
    ("proto3 optional", None, EXTRA % "optional string word = 1;", "proto3 optional is not used"),
    ("recursion", None, "\nmessage Tree { Branch branch = 1; }\nmessage Branch { repeated Tree trees = 1; }\n",
     "bm.Tree holds itself"),
    ("64 bits in public", "string thing_id = 1;        // names it", "int64 thing_id = 1;", "thing_id is public"),
    ("bytes in public", "Part best = 4;", "Part best = 4; bytes data = 5;", "data is public"),
    ("word of C", None, EXTRA % "string default = 1;", "default is a word of C"),
    ("member of protobuf-c", None, EXTRA % "string base = 1;", "base is a word of C"),
    ("map to numbers", "map<string, string> form", "map<string, int32> form", "from string to string only"),
    ("enum of its own", None, "\nenum Loose { UNSPECIFIED = 0; }\n", "bm.Loose is not nested"),
    ("enum without UNSPECIFIED", None, EXTRA % "enum Enum { NONE = 0; }", "must begin with UNSPECIFIED = 0"),
    ("pattern with classes", "[A-Z]+-[0-9]+", "[[:alpha:]]+", "like must be a pattern"),
    ("pattern that is none", "[A-Z]+-[0-9]+", "[A-Z", "like must be a pattern"),
    ("pattern for a number", "[(bm.rule) = {max: 9}]", '[(bm.rule) = {like: "[0-9]"}]', "like must be a pattern"),
    ("bounds the wrong way", "{min: 1, max: 3}", "{min: 4, max: 3}", "min is above max"),
    ("bounds of an enum", "Colour.Enum colour = 3 [(bm.rule) = {required: true}]",
     "Colour.Enum colour = 3 [(bm.rule) = {max: 2}]", "max is for text"),
    ("event to nobody", 'to: ["sample"]', 'to: ["other"]', 'goes to "other"'),
    ("event from nobody", 'from: "sample"', 'from: "other"', 'comes from "other"'),
    ("event without name", 'name: "thing.turned"', 'name: "turned"', "is no event name"),
]


class Refusals(unittest.TestCase):
    def test_each_fault_is_named(self):
        for name, old, new, said in FAULTS:
            with self.subTest(name):
                text = sample()
                if old is not None:
                    self.assertIn(old, text, "the fixture has changed")
                    text = text.replace(old, new, 1)
                else:
                    text += new
                with Run({"sample.proto": text}) as run:
                    self.assertEqual(run.code, 1, f"{name} was taken")
                    self.assertRegex(run.said, r"bianmin/sample\.proto:\d+: ")
                    self.assertIn(said, run.said)
                    self.assertEqual(list(run.made.iterdir()), [], "something was written all the same")

    def test_a_method_of_two_blocks_of_one_service_stands_once(self):
        other = ('syntax = "proto3"; package bm; import "bianmin/options.proto"; import "bianmin/sample.proto";\n'
                 'service Other { option (bm.service) = "sample";\n'
                 '  rpc GetThing(GetThingRequest) returns (Thing) { option (bm.rpc) = {roles: [CLERK], lane: "read"}; } }\n')
        with Run({"sample.proto": sample(), "other.proto": other}) as run:
            self.assertEqual(run.code, 1)
            self.assertIn("sample.GetThing stands twice", run.said)

    def test_types_of_other_packages(self):
        text = sample().replace('import "bianmin/options.proto";',
                                'import "bianmin/options.proto"; import "google/protobuf/descriptor.proto";')
        with Run({"sample.proto": text + EXTRA % "google.protobuf.FieldOptions word = 1;"}) as run:
            self.assertIn("google.protobuf.FieldOptions is not of package bm", run.said)


if __name__ == "__main__":
    unittest.main()
