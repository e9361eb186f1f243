"""F12: PostgreSQL is there and slow: each of its answers arrives 0.2 s late, then 2 s. At 0.2 s the work must get done; at 2 s nobody waits for
ever and nobody is told nothing. A process that waits for its database is not dead, and must not be taken for it."""
import json
import pathlib
import subprocess
import sys
import time

from kit.cell import Cell, went_well
from kit.load import WRITES
from kit.network import rewrite
from kit.system import Spec, wait_for

DEADLINE = 5.0  # BM_RPC_TIMEOUT_MS of the gateway
SLOW_S, PAUSE_S, WELL_S = 10, 6, 5.0
STALLED = 1.0
PROXY = pathlib.Path(__file__).resolve().parents[1] / "kit/slow.py"


class Slow:
    """The proxy, told how slow to be."""

    def __init__(self, door, real):
        self.process = subprocess.Popen([sys.executable, str(PROXY), str(door), str(real)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.heard()

    def heard(self):
        if not self.process.stdout.readline():
            raise RuntimeError("the proxy before PostgreSQL has gone")

    def by(self, seconds):
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        self.heard()

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def before_the_database(system):
    """The services' connections go through the proxy; ours do not."""
    door = system.state / "run/slow"
    door.mkdir(mode=0o755)
    system.slow = Slow(door / ".s.PGSQL.5432", system.state / "pg/sock/.s.PGSQL.5432")
    system.after_stop.append(system.slow.close)
    workers = [name for name in system.names() if not name.startswith(("broker", "gateway"))]
    for name in workers:
        rewrite(system.state / f"service/{name}/run", (r"BM_DSN=host=[^\\]+", f"BM_DSN=host={door}"))
        old = system.pid(name)
        system.supervise("restart", name)
        wait_for(lambda n=name, p=old: system.pid(n) not in (0, p), 15, f"{name} again")
    wait_for(lambda: all(system.ready(name) for name in system.names()), 30, "all ready", every=0.1)


def lost_workers(system):
    """How many the brokers have taken for dead so far."""
    return sum(int(value) for value in find(json.loads(system.bmctl("-o", "json", "status")), "lostWorkers"))


def find(thing, name):
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from [value] if key == name else find(value, name)
    elif isinstance(thing, list):
        for value in thing:
            yield from find(value, name)


def slow_down(one):
    one.lost = lost_workers(one.system)
    for seconds in (0.2, 2):
        strike = one.strike(f"+{seconds} s", lambda s=seconds: one.system.slow.by(s))
        try:
            time.sleep(SLOW_S)
        finally:
            one.system.slow.by(0)
            strike.until = time.monotonic()
        if seconds < 1:
            time.sleep(PAUSE_S)


def goodput(one, strike, kinds):
    """What ended well while it was slow, of what was wanted meanwhile."""
    wanted = {a["key"] for a in one.load.history if a["kind"] in kinds and strike.at <= a["planned"] < strike.until}
    done = {a["key"] for a in one.load.history if a["kind"] in kinds and strike.at <= a["end"] < strike.until and went_well(a)}
    return len(done) / max(1, len(wanted))


def judge(one):
    some, much = one.strikes
    one.least("+0.2 s: writes done of those wanted", goodput(one, some, WRITES), 0.7, "of 1")
    for kind in ("read_case", "read_inbox", "read_ratings"):
        one.least(f"+0.2 s: {kind} done", goodput(one, some, (kind,)), 0.7, "of 1")
    one.most("+0.2 s: well again after", one.well_again(some.until, much.at, slower=STALLED), WELL_S)
    one.least("+2 s: felt it", sum(not went_well(a, STALLED) for a in one.attempts(much.at, much.until)), 1, "")
    one.most("slowest answer", one.slowest(some.at), DEADLINE + 0.2)
    one.most("without an answer", sum(a["status"] == 0 for a in one.load.history), 0, "")
    one.most("refused without Retry-After", sum(a["status"] in (429, 503) and not a["retry_after"] for a in one.load.history), 0, "")
    one.most("internal errors", sum(a["status"] in (500, 502) for a in one.load.history), 0, "")
    one.most("+2 s: well again after", one.well_again(much.until, float("inf"), slower=STALLED), WELL_S)
    one.most("workers taken for dead", lost_workers(one.system) - one.lost, 0, "")


CELLS = [Cell("F12", "each answer of PostgreSQL late: 10 s by 0.2 s, 10 s by 2 s", slow_down, judge, Spec(prepare=before_the_database), before=3, after=8,
              patience=30.0, quiet=True)]
