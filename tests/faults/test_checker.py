#!/usr/bin/python3
"""The checker against histories that are made up: a good one, and for each of its checks one that breaks just that; and what rounds measure.
The last line is "N passed, M failed"."""
import copy
import hashlib
import json
import pathlib
import sys
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from kit import checker  # noqa: E402
from kit.cell import Cell, Round, Strike  # noqa: E402

FLOW = {("SUBMITTED", "accept", "ACCEPTED"), ("ACCEPTED", "claim", "IN_REVIEW"), ("IN_REVIEW", "decide", "DECIDED")}
STATES = {1: "SUBMITTED", 4: "ACCEPTED", 5: "IN_REVIEW", 6: "DECIDED"}


def attempt(kind, key, **more):
    return {"kind": kind, "key": key, "attempt": 1, "start": 10.0, "end": 10.1, "status": 201, "code": "", "result": "ok",
            "who": "a", **more}


def answer(key, service="intake", method="CreateCase"):
    return {"service": service, "method": method, "key": key, "at": 1010.05}


def trail(number, reason, *steps):
    rows, link, place = [], checker.ZEROS, ""
    for seq, (action, to) in enumerate(steps, 1):
        text = json.dumps({"case": number, "seq": seq, "action": action, "from": place, "to": to, "reason": reason})
        link = hashlib.new("sm3", f"{link}\n{text}".encode()).hexdigest()
        rows.append({"seq": seq, "text": text, "link": link})
        place = to
    return rows


def world():
    """Three cases: one decided, one accepted, one only handed in and answered late; one hand-in was refused."""
    history = [attempt("hand_in", "k1", mark="m-1", hash="h1", case="C1"), attempt("hand_in", "k2", mark="m-2", hash="h2", case="C2"),
               attempt("once", "k3", mark="m-3", hash="h3", result="unknown", status=0),
               attempt("bad_hand_in", "k4", mark="m-4", hash="h4", result="fail", status=404),
               attempt("claim", "k5", task="T1", case="C1", status=200),
               attempt("decide", "k6", task="T1", case="C1", mark="m-6", status=200),
               attempt("read_case", "k7", status=200)]
    case = lambda state, events, rows: {"state": state, "events": events, "trail": rows}  # noqa: E731
    first, second = (("submit", "SUBMITTED"), ("accept", "ACCEPTED")), (("claim", "IN_REVIEW"), ("decide", "DECIDED"))
    takers = {"intake": ["review", "notification"], "review": ["intake"]}
    sent = {("intake", "C1"): 1, ("intake", "C2"): 1, ("intake", "C3"): 1, ("review", "T1"): 2}
    return history, {
        "bodies": [{"number": f"C{n}", "mark": f"m-{n}", "hash": f"h{n}"} for n in (1, 2, 3)],
        "cases": {"C1": case(6, 1, 4), "C2": case(4, 1, 2), "C3": case(1, 1, 1)},
        "tasks": {"T1": {"case": "C1", "state": "DECIDED", "events": 2, "who": "a"},
                  "T2": {"case": "C2", "state": "OPEN", "events": 0, "who": ""}},
        "trail": {"C1": trail("C1", "不予：m-6", *first, *second), "C2": trail("C2", "", *first), "C3": trail("C3", "", first[0])},
        "answers": [answer(f"k{n}") for n in (1, 2, 3)] + [answer("k5", "review", "ClaimTask"), answer("k6", "review", "DecideTask")],
        "sent": sent, "takers": takers,
        "taken": {(taker, sender, stream): n for (sender, stream), n in sent.items() for taker in takers[sender]},
        "notices": [{"case": "C1", "template": t, "account": "a", "count": 1} for t in ("accepted", "denied")] +
                   [{"case": "C2", "template": "accepted", "account": "a", "count": 1}],
        "evaluated": {"C1": True, "C2": False, "C3": False}, "waiting": {"intake.outbox": 0, "intake.dead_letters": 0},
        "flow": set(FLOW), "states": STATES, "clock": 1000.0}


def gone(stored, number):
    """The case as if it never had been."""
    for name in ("cases", "trail", "evaluated"):
        del stored[name][number]
    stored["bodies"] = [body for body in stored["bodies"] if body["number"] != number]
    stored["tasks"] = {task: row for task, row in stored["tasks"].items() if row["case"] != number}
    stored["notices"] = [notice for notice in stored["notices"] if notice["case"] != number]
    for name in ("sent", "taken"):
        stored[name] = {key: n for key, n in stored[name].items() if key[-1] != number}


def twice(stored, number, again):
    """The case stands once more, under another number, whole in itself."""
    for name in ("cases", "trail", "evaluated"):
        stored[name][again] = copy.deepcopy(stored[name][number])
    stored["bodies"] += [body | {"number": again} for body in stored["bodies"] if body["number"] == number]
    for name in ("sent", "taken"):
        stored[name] |= {(*key[:-1], again): n for key, n in stored[name].items() if key[-1] == number}


def reported(change):
    """What is reported of a world that has been changed: {check: [thing, …]}, empty lists left out."""
    history, stored = world()
    change(history, stored)
    return {name: things for name, things in checker.check(history, stored).items() if things}


def a_good_world_is_good():
    assert not reported(lambda history, stored: None)


def one_lost_and_one_doubled_are_reported_exactly():
    def change(history, stored):
        del history
        gone(stored, "C2")
        twice(stored, "C3", "C9")
    assert reported(change) == {"lost": ["hand-in m-2 C2"], "doubled": ["hand-in m-3 stands 2 times"]}, reported(change)


def reseal(stored, number):
    """Links that fit the rows again."""
    link = checker.ZEROS
    for row in stored["trail"][number]:
        row["link"] = link = hashlib.new("sm3", f"{link}\n{row['text']}".encode()).hexdigest()


def rewrite(stored, number, at, resealed=True, **words):
    row = stored["trail"][number][at]
    row["text"] = json.dumps(json.loads(row["text"]) | words)
    if resealed:
        reseal(stored, number)


def other_reason(history, stored):
    del history
    rewrite(stored, "C1", 3, reason="不予：m-77")


def lost_claim(history, stored):
    history[4]["who"] = "b"
    del stored


def two_notices(history, stored):
    del history
    stored["notices"][0]["count"] = 2


def two_answers(history, stored):
    del stored
    history.append(history[0] | {"case": "C2", "attempt": 2})


def claimed_twice(history, stored):
    del history
    stored["flow"] |= {("IN_REVIEW", "claim", "IN_REVIEW")}
    stored["trail"]["C1"] = trail("C1", "不予：m-6", ("submit", "SUBMITTED"), ("accept", "ACCEPTED"), ("claim", "IN_REVIEW"),
                                  ("claim", "IN_REVIEW"), ("decide", "DECIDED"))
    stored["cases"]["C1"]["trail"] = 5


def nobody_handed_in(history, stored):
    del stored
    history[:] = [a for a in history if a["key"] != "k3"]


def refused_and_stored(history, stored):
    stored["answers"].append(answer("k4"))
    del history


def done_then_refused(history, stored):
    """The first attempt's answer was lost, the repeat was refused, yet it stands."""
    del stored
    history.append(history[2] | {"attempt": 2, "start": 10.2, "result": "fail", "status": 409, "code": "CASE_EXISTS"})


def other_body(history, stored):
    del history
    stored["bodies"][1]["hash"] = "h0"


def late(history, stored):
    del history
    stored["answers"][2]["at"] = 1015.3  # 5.3 s after its only attempt began


def gap_at_the_taker(history, stored):
    del history
    stored["taken"]["intake", "review", "T1"] = 1


def taken_but_not_sent(history, stored):
    del history
    stored["taken"]["review", "intake", "C8"] = 1


def no_effect(history, stored):
    del history
    stored["tasks"].pop("T2")


def row_missing(history, stored):
    del history
    stored["trail"]["C2"].pop()
    stored["cases"]["C2"]["state"] = 1
    stored["tasks"].pop("T2")
    stored["notices"].pop()


def no_such_step(history, stored):
    del history
    stored["flow"].discard(("SUBMITTED", "accept", "ACCEPTED"))


def state_differs(history, stored):
    del history
    stored["cases"]["C2"]["state"] = 6


def text_changed(history, stored):
    del history
    rewrite(stored, "C2", 1, resealed=False, reason="x")


def something_waits(history, stored):
    del history
    stored["waiting"]["intake.dead_letters"] = 1


def something_waits_in_the_outbox(history, stored):
    del history
    stored["waiting"]["intake.outbox"] = 3


BROKEN = [  # what is changed, and all that is to be reported of it
    (lost_claim, {"lost": 1}),
    (other_reason, {"lost": 1, "never attempted": 1}),
    (two_notices, {"doubled": 1}),
    (two_answers, {"doubled": 1}),
    (claimed_twice, {"doubled": 1}),
    (nobody_handed_in, {"never attempted": 2}),  # the row and the key it is kept under
    (refused_and_stored, {"refused but stored": 1}),
    (done_then_refused, {"refused but stored": 1}),
    (other_body, {"body differs": 1}),
    (late, {"executed late": 1}),
    (gap_at_the_taker, {"events": 1}),
    (taken_but_not_sent, {"events": 1}),
    (no_effect, {"events": 1}),
    (row_missing, {"order": 1}),
    (no_such_step, {"transition": 2}),
    (state_differs, {"transition": 1}),
    (text_changed, {"trail": 1}),
    (something_waits, {"waiting": 1}),
    (something_waits_in_the_outbox, {"waiting": 1}),
]


def what_a_process_keeps_is_reported():
    before = {"memory intake-1": 20, "descriptors intake-1": 50, "connections bm_intake": 12}
    assert not checker.not_back(before, {"memory intake-1": 45, "descriptors intake-1": 57, "connections bm_intake": 14})
    for what, used in (("memory intake-1", 60), ("descriptors intake-1", 59), ("connections bm_intake", 15)):
        assert len(checker.not_back(before, before | {what: used})) == 1, what


def a_round(*history):
    class Load:
        pass
    one = Round(Cell("F0", "nothing", None, None), None, 1)
    one.load = Load()
    one.load.history = list(history)
    return one


def ten_a_second(bad, slow=()):
    """Attempts from 0 to 10 s; those that begin at these times fail, or take 2 s."""
    for n in range(100):
        at = n / 10
        yield attempt("hand_in", f"k{n}", start=at, end=at + (2 if at in slow else 0.05), result="unknown" if at in bad else "ok",
                      service="intake")


def well_again_is_after_the_last_bad_second():
    one = a_round(*ten_a_second({1.0, 1.5, 4.2}, slow={6.0}))
    assert one.well_again(1.0, 9.0, ("intake",)) == 4.2 - 1.0
    assert one.well_again(5.0, 9.0, ("intake",)) == 0
    assert one.well_again(5.0, 9.0, ("intake",), slower=1.0) == 1.0
    assert one.well_again(1.0, 9.0, ("intake",), share=0.85) == 1.0 - 1.0, "one of ten in a second is as good as 85 %"
    assert one.well_again(1.0, 9.0, ("review",)) == float("inf"), "who did not ask knows nothing"
    assert abs(one.first_success(1.0) - 0.15) < 1e-9


def in_flight_is_what_began_before_and_ended_after():
    one = a_round(attempt("claim", "k1", start=1.0, end=2.0, service="review"), attempt("hand_in", "k2", start=1.4, end=1.6, service="intake"))
    assert [one.in_flight(Strike("", at, ())) for at in (0.9, 1.2, 1.5, 1.9, 2.1)] == [0, 1, 2, 1, 0]
    assert one.in_flight(Strike("", 1.5, ("intake",))) == 1


def a_bound_that_does_not_hold_is_a_problem():
    one = a_round()
    one.most("a", 2.0, 3.0)
    one.least("b", 5, 5)
    assert not one.problems
    one.most("c", float("inf"), 3.0)
    one.least("d", 4, 5)
    assert len(one.problems) == 2, one.problems


def every_check_can_fail():
    assert {name for _, wanted in BROKEN for name in wanted} == set(checker.CHECKS)


def main():
    passed = failed = 0
    tests = [(t.__name__, t) for t in (
        a_good_world_is_good, one_lost_and_one_doubled_are_reported_exactly, every_check_can_fail, what_a_process_keeps_is_reported,
        well_again_is_after_the_last_bad_second, in_flight_is_what_began_before_and_ended_after, a_bound_that_does_not_hold_is_a_problem)]
    for change, wanted in BROKEN:
        def test(change=change, wanted=wanted):
            got = reported(change)
            assert {name: len(things) for name, things in got.items()} == wanted, f"{got} instead of {wanted}"
        tests.append((change.__name__, test))
    for name, test in tests:
        try:
            test()
            passed += 1
            print(f"ok   {name}")
        except Exception:  # noqa: BLE001 — the next one still runs
            failed += 1
            print(f"FAIL {name}\n{traceback.format_exc()}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
