"""F13: for a minute five times as many hand-ins as the system can do. What it cannot do it must say at once, what it can do it must go on doing,
and when the crowd has gone it must be as quick as before.

The crowd is tests/bench/drive in the open loop, by the clerks of townships that the load does not use, on up to 4000 connections. A crowd has its own
machines: here it has the last processor for itself and the system the others, before the crowd, when its capacity is measured, as well as under it.
Times count from the planned arrival, so how late the driver is counts as ours; how late it was is measured as well.
BM_CROWD_S: a shorter crowd, to try things out.
"""
import json
import os
import subprocess
import time

from cells.slow import lost_workers
from kit import stored
from kit.cell import Cell
from kit.system import Spec, wait_for

TIMES, CROWD_S, BACK_S, CALM_S, CAPACITY_S = 5, int(os.environ.get("BM_CROWD_S", 60)), 60, 5, 5
GRACE_S = 5  # for what is under way when the last has come; it counts as time the crowd was there
CONNECTIONS = 4000
SHED_MS, KEPT = 50, 0.7
WINDOW_S, NOISE_S = 3.0, 0.02  # of a machine that others use too
*OURS, THEIRS = sorted(os.sched_getaffinity(0))  # the system's processors, the crowd's


def room_for_a_crowd(system):
    """The driver, and the townships of the crowd."""
    subprocess.run(["cmake", "--build", system.environment["BM_BUILD_DIR"], "--target", "bm_drive"], check=True, capture_output=True)
    with open(system.state / "accounts.json", encoding="utf-8") as file:
        units = sorted({a["unit"] for a in json.load(file) if a["role"] == "clerk" and len(a["unit"]) == 9})
    system.crowd = tuple(units[3:])  # the load uses the first three
    if not OURS:
        raise RuntimeError("F13 wants two processors: one is the crowd's")
    keep_to(OURS, int((system.state / "run/supervisor.pid").read_text()))


def keep_to(processors, root):
    """A process and all it has begun, and begins, run on these processors only."""
    try:
        for task in os.listdir(f"/proc/{root}/task"):
            os.sched_setaffinity(int(task), processors)
        with open(f"/proc/{root}/task/{root}/children", encoding="ascii") as file:
            children = file.read().split()
    except (FileNotFoundError, ProcessLookupError):
        return  # it has ended meanwhile
    for child in children:
        keep_to(processors, child)


class Crowd:
    """The driver under way; its cases' numbers go into files that are kept."""

    def __init__(self, one, *words):
        system = one.system
        self.file = system.work / f"crowd-{one.seed}-{len(one.crowds)}"
        one.crowds.append(self)
        self.process = subprocess.Popen(
            ["taskset", "-c", str(THEIRS), system.environment["BM_BUILD_DIR"] + "/bin/bm_drive", "accept", "--port", str(system.port), "--accounts",
             str(system.state / "accounts.json"), "--tokens", str(system.work / "tokens"), "--units", ",".join(system.crowd),
             "--write", str(self.file), "--seed", str(one.seed), *map(str, words)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)

    def report(self):
        out, said = self.process.communicate(timeout=CROWD_S + 120)
        if self.process.returncode != 0:
            raise RuntimeError(f"bm_drive: {said[-500:]}")
        self.said = json.loads(out)
        return self.said

    def numbers(self):
        return [line.split()[0] for line in self.file.read_text().splitlines()]


def p95(attempts):
    times = sorted(a["end"] - a["start"] for a in attempts)
    return times[int(len(times) * 0.95)] if times else float("inf")


def overload(one):
    one.crowds, one.lost = [], lost_workers(one.system)
    since = time.monotonic()
    time.sleep(CALM_S)
    one.calm_s = p95(one.attempts(since))
    one.capacity = Crowd(one, "--clients", 64, "--warmup", 1, "--seconds", CAPACITY_S).report()["per_second"]
    wait_for(lambda: one.system.sql(stored.WAITING) == "0", 120, "outboxes empty after the measurement", every=0.2)
    strike = one.strike(f"{TIMES} times {one.capacity:.0f} hand-ins a second", lambda: Crowd(
        one, "--rate", f"{TIMES * one.capacity:.1f}", "--seconds", CROWD_S, "--connections", CONNECTIONS, "--grace", GRACE_S))
    one.report = one.crowds[-1].report()
    strike.until = time.monotonic()
    one.back_s = seconds_until_quick(one, strike.until, 1.5 * one.calm_s + NOISE_S)


def seconds_until_quick(one, since, bound_s):
    """Seconds until the answers of the last few seconds were as quick as before the crowd."""
    while time.monotonic() < since + BACK_S:
        now = time.monotonic()
        if now > since + 1 and p95([a for a in one.load.history[-2000:] if a["end"] > max(since, now - WINDOW_S)]) <= bound_s:
            return now - since
        time.sleep(0.25)
    return float("inf")


def judge(one):
    calls = one.report["calls"]["hand_in"]
    one.least("kept of its capacity", calls["ok"] / (CROWD_S + GRACE_S) / one.capacity, KEPT, "of 1")
    one.least("shed", calls["shed_ms"]["count"], 100)
    one.most("shed within (99 of 100)", calls["shed_ms"]["p99"], SHED_MS, "ms")
    one.most("arrivals sent late by (99 of 100)", calls["late_ms"]["p99"], SHED_MS, "ms")
    one.most("shed without Retry-After", calls["shed_without_retry_after"] + sum(
        a["status"] in (429, 503) and not a["retry_after"] for a in one.load.history), 0, "")
    one.most("crowd: neither done nor shed", one.report["begun"] - calls["ok"] - calls["shed_ms"]["count"], 0, "")
    one.most(f"p95 back ({one.calm_s:.3f} s)", one.back_s, BACK_S)
    one.most("workers taken for dead", lost_workers(one.system) - one.lost, 0, "")
    settle_the_crowd(one)


def settle_the_crowd(one):
    """The crowd is in no history, so its account is of sets and counts: what it was told stands, once, and nothing that it did not ask for."""
    units = "'{" + ",".join(one.system.crowd) + "}'"
    given = [number for before in one.crowds for number in before.numbers()]
    stands = set(one.system.sql(f"SELECT case_number FROM intake.cases WHERE unit = ANY({units})").split())
    known = getattr(one.system, "crowd_stood", set())
    one.system.crowd_stood = stands
    one.most("crowd: lost", len(set(given) - stands), 0, "")
    one.most("crowd: numbers given twice", len(given) - len(set(given)), 0, "")
    unknown = sum(crowd.said["errors"] for crowd in one.crowds) - sum(crowd.said["calls"]["hand_in"]["errors"].get("429", 0) for crowd in one.crowds)
    one.most("crowd: cases nobody asked for", max(0, len(stands - known) - len(set(given)) - unknown), 0, "")
    odd = one.system.sql(f"""SELECT (SELECT count(*) FROM intake.cases WHERE unit = ANY({units})) - (SELECT count(*) FROM intake.answers
                               WHERE method = 'intake.CreateCase' AND scope IN (SELECT 'account ' || username FROM intake.accounts WHERE unit = ANY({units})))""")
    one.most("crowd: cases that are not one a key", abs(int(odd)), 0, "")
    bare = one.system.sql(f"""SELECT count(*) FROM intake.cases c LEFT JOIN review.tasks t USING (case_number) LEFT JOIN evaluation.cases e USING (case_number)
                                WHERE c.unit = ANY({units}) AND (t.task IS NULL OR e.case_number IS NULL)""")
    one.most("crowd: cases without task or row in evaluation", int(bare), 0, "")


CELLS = [Cell("F13", f"{TIMES} times as many hand-ins as it can do, {CROWD_S} s", overload, judge, Spec(prepare=room_for_a_crowd), before=3, after=3,
              patience=100.0, drain=180.0, quiet=True)]
