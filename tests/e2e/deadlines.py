#!/usr/bin/python3
"""POST /deadlines:compute against the oracle: 2 000 seeded cases through HTTP (R-01).
usage: deadlines.py URL ACCOUNTS_JSON STATE_DIR"""
import json
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent / "support"))
from checks import equal, main, refused  # noqa: E402

SEED, COUNT = 20261123, 2000


def R01_agrees_with_the_oracle(world):
    oracle = subprocess.run(["/usr/bin/python3", str(here.parent / "oracle/deadline_oracle.py"), "json",
                             str(world.state / "facts/calendar.txt"), str(SEED), str(COUNT)],
                            capture_output=True, text=True, check=True).stdout
    asked = [json.loads(line) for line in oracle.splitlines()]
    equal(len(asked), COUNT, "cases")
    person = world.nobody()
    for case in asked:
        answer = person.post("/deadlines:compute", case["request"], key=None)
        if case["due"] is None:
            refused(answer, 400)
        else:
            equal((answer.status, answer.json["due"]), (200, case["due"]), f"seed {SEED}: {case['request']}")
            assert answer.json["explanation"], case


def R01_the_explanation_names_the_holiday(world):
    answer = world.nobody().post("/deadlines:compute", {"start": "2026-02-10", "limitDays": 10}, key=None)
    equal(answer.json["due"], "2026-03-02", "Spring Festival is not counted, the worked weekends are")
    assert any("春节" in line for line in answer.json["explanation"]), answer.json


BAD = [({"limitDays": 5}, "start"), ({"start": "2026-02-30", "limitDays": 5}, "start"), ({"start": "2026-01-05"}, "limitDays"),
       ({"start": "2026-01-05", "limitDays": 3651}, "limitDays"), ({"start": "2026-01-05", "limitDays": -1}, "limitDays"),
       ({"start": "2026-01-05", "limitDays": 5, "extensionDays": 4000}, "extensionDays"),
       ({"start": "2026-01-05", "limitDays": 5, "limitUnit": "LUNAR"}, "limitUnit"),
       ({"start": "2026-01-05", "limitDays": 5, "pauses": [{"from": "2026-01-07", "to": "2026-01-06"}]}, "pauses[0].to"),
       ({"start": "2026-01-05", "limitDays": 5, "pauses": [{"from": "x", "to": "2026-01-06"}]}, "pauses[0].from")]


def R01_bad_questions_name_their_field(world):
    for body, field in BAD:
        refused(world.nobody().post("/deadlines:compute", body, key=None), 400, field)
    equal(world.nobody().post("/deadlines:compute", {"start": "2026-01-05", "limitDays": 0}, key=None).json["due"], "2026-01-05",
          "0 is present")


if __name__ == "__main__":
    sys.exit(main([R01_agrees_with_the_oracle, R01_the_explanation_names_the_holiday, R01_bad_questions_name_their_field]))
