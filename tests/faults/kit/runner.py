"""Runs cells: a system for those that need the same one, rounds, the account of each, the table at the end."""
import pathlib
import shutil
import sys
import tempfile
import time
import traceback

from kit import checker, stored
from kit.cell import Round
from kit.load import Load, People
from kit.system import System, TREE, application, wait_for

TRIES = 3  # a round in which nothing was in flight at the fault is done again

class Group:
    """The rounds of cells that share a system."""

    def __init__(self, spec, work, build):
        self.work, self.system = work, System(spec, work, build)
        self.history, self.bodies, self.seen = [], {}, set()
        self.since = float("inf")  # wall clock: from when on bodies are still to be read

    def start(self):
        self.system.start()
        self.people = People(self.system.county, self.system.sign_in)
        self.constant = {"flow": stored.flow(self.system), "states": stored.states(TREE, "CaseState"),
                         "task_states": stored.states(TREE, "TaskState")}
        load = self._load(0, None)
        load.start()
        time.sleep(5)
        load.stop()
        self._remember(load)
        self._drain(30)
        self._stored()
        self.usage = self.system.usage()

    def _load(self, seed, cell):
        rates, patience = (cell.rates, cell.patience) if cell else ({"claim": 2, "decide": 2}, 20.0)
        return Load(self.system.url, self.people, seed, application, rates, patience)

    def _remember(self, load):
        self.history += load.history
        self.since = min(self.since, time.time() - (time.monotonic() - load.begun))

    def _stored(self):
        """What stands: rows of all rounds, bodies as they were read after the round they are of."""
        now = stored.read(self.system, self.people, self.system.get, self.since, self.constant)
        self.bodies |= {body["number"]: body for body in now["bodies"]}
        now["bodies"] = list(self.bodies.values())
        self.since = float("inf")
        return now

    def _drain(self, seconds):
        """Seconds until nothing waits in any outbox."""
        return wait_for(lambda: self.system.sql(stored.WAITING) == "0", seconds, "outboxes empty", every=0.1)[1]

    def round(self, cell, seed, log):
        """One round that counted, as a Round; its problems are what is wrong."""
        for attempt in range(1, TRIES + 1):
            one = Round(cell, self.system, seed + (attempt - 1) * 1000003)
            self._play(one)
            one.flying = [one.in_flight(strike) for strike in one.strikes]
            if one.problems or all(one.flying):
                break
            log(f"  {cell.name} seed {one.seed}: nothing was in flight at the fault; once more")
        else:
            one.problems.append("never was anything in flight at the fault")
        one.load.write(self.work / f"{cell.name}-{one.seed}.jsonl")
        return one

    def _play(self, one):
        cell = one.cell
        one.load = self._load(one.seed, cell)
        one.load.start()
        try:
            time.sleep(cell.before)
            cell.harm(one)
            time.sleep(cell.after)
        finally:
            one.load.stop()
            self._remember(one.load)
        self._account(one)
        cell.judge(one)

    def _account(self, one):
        try:
            one.drained = self._drain(one.cell.drain)
        except TimeoutError as problem:
            one.problems.append(str(problem))
        now = self._stored()
        one.found = {}
        for name, broken in checker.check(self.history, now).items():
            fresh = [thing for thing in broken if (name, thing) not in self.seen]
            self.seen |= {(name, thing) for thing in fresh}
            one.found[name] = fresh
            one.problems += [f"{name}: {thing}" for thing in fresh[:5]]
        one.problems += [f"failed after retry: {failure}" for failure in one.load.failed[:5]]
        one.cases, one.acts = acknowledged(one.load.history)
        self._trails(one, [body["number"] for body in now["bodies"]])
        self._back(one)

    def _trails(self, one, numbers):
        """The operator's tool says the same of some trails as the checker of all."""
        for number in one.dice.sample(numbers, min(3, len(numbers))):
            try:
                self.system.bmctl("trail", "verify", number)
            except RuntimeError as problem:
                one.problems.append(f"trail: {problem}")

    def _back(self, one):
        """Memory, descriptors and connections are back where they were after the warm-up."""
        over = lambda: checker.not_back(self.usage, self.system.usage())  # noqa: E731
        try:
            wait_for(lambda: all(self.system.ready(name) for name in self.system.names()), 15, "all ready", every=0.1)
            wait_for(lambda: not over(), 5, "back", every=0.5)
        except TimeoutError as problem:
            one.problems += over() or [str(problem)]


class Alone:
    """The rounds of cells that need no system: `harm` does all, in front of no load."""

    def __init__(self, spec, work, build):
        self.spec, self.build, self.system = spec, build, self
        self.state = work / "state"

    def start(self):
        pass

    stop = start

    def round(self, cell, seed, log):
        del log
        one = Round(cell, None, seed)
        one.build = self.build
        cell.harm(one)
        cell.judge(one)
        return one


def acknowledged(history):
    """(hand-ins, claims and decisions) that were said to be done."""
    done = [a["kind"] for a in history if a["result"] == "ok"]
    cases = sum(kind in ("hand_in", "once") for kind in done)
    return cases, sum(kind in ("claim", "decide") for kind in done)


def said(what, value, unit, bound):
    number = f"{value:.2f}" if isinstance(value, float) else str(value)
    return " ".join(part for part in (what, number, unit, f"({bound})") if part)


def say_round(one, number, rounds):
    measures = "; ".join(said(m["what"], m["value"], m["unit"], m["bound"]) for m in one.measures)
    found = one.found if hasattr(one, "found") else {}
    wrong = ", ".join(f"{name} {len(found.get(name, ()))}" for name in ("lost", "doubled", "never attempted"))
    rest = sum(len(things) for name, things in found.items() if name not in ("lost", "doubled", "never attempted"))
    return (f"{'ok  ' if not one.problems else 'FAIL'} {one.cell.name} round {number}/{rounds} seed {one.seed}: in flight "
            f"{'+'.join(map(str, getattr(one, 'flying', [])))}, attempts {len(one.load.history) if one.load else 0}, acknowledged "
            f"{getattr(one, 'cases', 0)} cases {getattr(one, 'acts', 0)} acts, {wrong}, other checks {rest}, "
            f"failed after retry {len(one.load.failed) if one.load else 0}, drained {getattr(one, 'drained', float('nan')):.1f} s"
            + (f"; {measures}" if measures else ""))


def table(results):
    """Markdown, a line a cell: what it met at worst."""
    lines = ["| cell | fault | rounds | good | acknowledged | lost | doubled | other | at worst |", "|---|---|---|---|---|---|---|---|---|"]
    for cell, rounds in results:
        whats = list(dict.fromkeys(m["what"] for one in rounds for m in one.measures))
        worst = []
        for what in whats:
            all_of = [m for one in rounds for m in one.measures if m["what"] == what]
            pick = max if all_of[0]["bound"].startswith("≤") else min
            worst.append(said(what, pick(m["value"] for m in all_of), all_of[0]["unit"], all_of[0]["bound"]))
        total = lambda name: sum(len(getattr(one, "found", {}).get(name, ())) for one in rounds)  # noqa: E731,B023
        other = sum(total(name) for name in checker.CHECKS if name not in ("lost", "doubled"))
        lines.append(f"| {cell.name} | {cell.fault} | {len(rounds)} | {sum(not one.problems for one in rounds)} | "
                     f"{sum(getattr(one, 'cases', 0) + getattr(one, 'acts', 0) for one in rounds)} | {total('lost')} | "
                     f"{total('doubled')} | {other} | {', '.join(worst)} |")
    return "\n".join(lines)


def run(cells, rounds, seed, build, keep, say=print):
    """Exit code; the last line that is said is "N passed, M failed"."""
    results, kept = [], []
    for spec in dict.fromkeys(cell.spec for cell in cells):
        work = pathlib.Path(tempfile.mkdtemp(prefix="bm-faults."))
        work.chmod(0o755)
        of_spec = [cell for cell in cells if cell.spec == spec]
        good = False
        group = (Alone if spec.alone else Group)(spec, work, build)
        try:
            group.start()
            for cell in of_spec:
                results.append((cell, play(group, cell, rounds, seed, say)))
            good = not any(one.problems for cell, played in results for one in played if cell in of_spec)
        except Exception:  # noqa: BLE001 — a system that does not come up, or is left broken, fails its cells and no others
            say(traceback.format_exc())
            results += [(cell, [broken(cell, seed)]) for cell in of_spec if cell not in [done for done, _ in results]]
        finally:
            try:
                group.system.stop()
            except Exception as problem:  # noqa: BLE001
                say(f"FAIL the system did not stop: {problem}")
                good = False
        if good and not keep:
            shutil.rmtree(work)
            pathlib.Path(f"{group.system.state}.lock").unlink(missing_ok=True)
        else:
            kept.append(str(work))
    say(table(results))
    for work in kept:
        say(f"kept {work}: histories, logs (state/log), the cluster (state/pg)")
    every = [one for _, played in results for one in played]
    failed = sum(bool(one.problems) for one in every)
    say(f"{len(every) - failed} passed, {failed} failed")
    return 1 if failed or not every else 0


def play(group, cell, rounds, seed, say):
    """All rounds of a cell; round n has the seed SEED + n − 1, so that `run CELL 1 THAT` is the round alone."""
    played = []
    for number in range(1, rounds + 1):
        try:
            one = group.round(cell, seed + number - 1, say)
        except Exception as problem:  # noqa: BLE001 — the round failed; what it left may fail the next ones as well
            one = broken(cell, seed + number - 1, f"{problem!r}\n{traceback.format_exc()}")
        played.append(one)
        say(say_round(one, number, rounds))
        for problem in one.problems:
            say(f"     {problem}")
        sys.stdout.flush()
    return played


def broken(cell, seed, why="the system did not come up"):
    one = Round(cell, None, seed)
    one.problems.append(why)
    return one
