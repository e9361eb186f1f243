"""Runs cells: a system for those that need the same one, rounds, the account of each, the table at the end."""
import pathlib
import shutil
import tempfile
import time
import traceback

from kit import checker, jobs, results, stored
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


class Run:
    """A run of the command: its cells, where its rounds are kept, what it says."""

    def __init__(self, cells, rounds, seed, build, said):
        self.seed, self.build, self.said = seed, build, said
        self.rounds = rounds
        self.side, self.alone = jobs.plan(cells, self.rounds_of, said.jobs)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bm-faults-run."))
        planned = sum(self.rounds_of(cell) for cell in cells)
        self.book = results.Book(self.folder / "rounds.jsonl", cells, planned, seed, build.name)
        self.known = 0

    def rounds_of(self, cell):
        if cell.quiet and self.said.quiet_rounds:
            return min(self.rounds, self.said.quiet_rounds)
        return min(self.rounds, cell.rounds) if cell.rounds and self.said.cells == "all" else self.rounds

    def play_all(self):
        """Exit code; the last line that is said is "N passed, M failed"."""
        try:
            jobs.side_by_side(self.side, self.said.jobs, self.play, self.table_so_far)
            for task in self.alone:
                self.play(task)
        finally:
            code = self.end()
        return code

    def end(self):
        good, failed, missing = self.book.counts()
        print(self.book.table())
        if self.said.output:
            self.book.write(self.said.output)
        kept = self.folder / "kept"
        if kept.exists():
            print(kept.read_text(), end="")
        if missing:
            print(f"{missing} of {self.book.planned} rounds were not played; what was is in {self.book.path}")
        else:
            shutil.rmtree(self.folder)
        print(f"{good} passed, {failed + missing} failed")
        return 1 if failed or missing or not good else 0

    def table_so_far(self):
        size = self.book.path.stat().st_size
        if self.said.output and size != self.known:
            self.known = size
            self.book.write(self.said.output)

    def play(self, task):
        """A task's system, its rounds, the end of the system."""
        work = pathlib.Path(tempfile.mkdtemp(prefix="bm-faults."))
        work.chmod(0o755)
        group = (Alone if task.spec.alone else Group)(task.spec, work, self.build)
        good, played = False, 0
        try:
            group.start()
            good = True
            for cell, numbers in task.parts:
                for number in numbers:
                    good = self.round(group, cell, number) and good
                    played += 1
        except Exception:  # noqa: BLE001 — a system that does not come up, or is left broken, fails its rounds and no others
            good = False
            print(traceback.format_exc())
            every = [(cell, number) for cell, numbers in task.parts for number in numbers]
            for cell, number in every[played:]:
                self.note(broken(cell, self.seed + number - 1), cell, number)
        finally:
            self.take_down(group, work, good)

    def round(self, group, cell, number):
        """Round n of a cell has the seed SEED + n − 1, so that `run CELL 1 THAT` is the round alone."""
        seed = self.seed + number - 1
        try:
            one = group.round(cell, seed, print)
        except Exception as problem:  # noqa: BLE001 — the round failed; what it left may fail the next ones as well
            one = broken(cell, seed, f"{problem!r}\n{traceback.format_exc()}")
        self.note(one, cell, number)
        return not one.problems

    def note(self, one, cell, number):
        kept = results.of_round(one)
        self.book.enter(kept)
        print("\n".join([results.line(kept, number, self.rounds_of(cell)), *(f"     {problem}" for problem in one.problems)]), flush=True)
        self.table_so_far()

    def take_down(self, group, work, good):
        try:
            group.system.stop()
        except Exception as problem:  # noqa: BLE001
            print(f"FAIL the system did not stop: {problem}")
            good = False
        if good and not self.said.keep:
            shutil.rmtree(work)
            pathlib.Path(f"{group.system.state}.lock").unlink(missing_ok=True)
        else:
            with open(self.folder / "kept", "a", encoding="utf-8") as file:
                file.write(f"kept {work}: histories, logs (state/log), the cluster (state/pg)\n")


def broken(cell, seed, why="the system did not come up, or was left broken"):
    one = Round(cell, None, seed)
    one.problems.append(why)
    return one
