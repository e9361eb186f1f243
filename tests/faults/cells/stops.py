"""F5, F6, F7: what is there and does not answer: a stopped worker, a handler that hangs, a stopped broker, backend or postmaster."""
import contextlib
import ctypes
import os
import pathlib
import signal
import time

from kit.cell import Cell
from kit.system import tell

STALLED = 1.0  # an answer that took longer came from somebody who was given up meanwhile
DEADLINE = 5.0  # BM_RPC_TIMEOUT_MS of the gateway
SEIZE, INTERRUPT, DETACH, WALL = 0x4206, 0x4207, 17, 0x40000000


@contextlib.contextmanager
def stopped(one, what, pids, services):
    """SIGSTOP of these processes for the length of the block; gives the strike."""
    try:
        yield one.strike("SIGSTOP " + what, lambda: [tell(pid, signal.SIGSTOP) for pid in pids], services)
    finally:
        for pid in pids:
            tell(pid, signal.SIGCONT)
        one.strikes[-1].until = time.monotonic()


def stop_workers(one):
    """One of two for 10 s; then all of intake for longer than a request lives: what it holds must not be executed afterwards. Many
    hand-ins are of the kind that nobody repeats, so that a repeat cannot hide it."""
    service = one.dice.choice(["intake", "review"])
    name = one.dice.choice(one.system.names(service))
    with stopped(one, name, [one.system.pid(name)], (service,)):
        time.sleep(10)
    time.sleep(3)
    with stopped(one, "all of intake", [one.system.pid(name) for name in one.system.names("intake")], ("intake",)):
        time.sleep(DEADLINE + 2)


def judge_workers(one):
    alone, every = one.strikes
    one.most("out of rotation", one.well_again(alone.at, alone.until, alone.services, slower=STALLED), 3.5)
    given_up = [a for a in one.attempts(every.at - 1, every.until, kinds=["once"]) if a["result"] == "unknown"]
    one.least("given up while all were stopped", len(given_up), 5)
    one.most("expired executed", len(one.found["executed late"]), 0, "")
    one.most("slowest answer", one.slowest(every.at), DEADLINE + 0.2)
    one.most("well again after the stop of all", one.well_again(every.until, float("inf"), every.services, slower=STALLED), 3.5)


@contextlib.contextmanager
def hung(one, name, lane, service):
    """One thread of a lane stands still, the rest of its process goes on."""
    pid = one.system.pid(name)
    thread = next(int(task.name) for task in sorted(pathlib.Path(f"/proc/{pid}/task").iterdir()) if (task / "comm").read_text().strip() == lane)
    ptrace = ctypes.CDLL(None, use_errno=True).ptrace
    ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]

    def stand_still():
        if ptrace(SEIZE, thread, 0, 0) or ptrace(INTERRUPT, thread, 0, 0):
            raise OSError(ctypes.get_errno(), "ptrace")
        os.waitpid(thread, WALL)
    try:
        yield one.strike(f"a thread of {lane} hangs", stand_still, (service,))
    finally:
        ptrace(DETACH, thread, 0, 0)
        one.strikes[-1].until = time.monotonic()


@contextlib.contextmanager
def locked(one, table, service):
    """Every row of the table is locked by somebody else."""
    session = one.system.session()
    try:
        yield one.strike(f"all rows of {table} are locked", lambda: session.ask(f"BEGIN; SELECT count(*) FROM (SELECT FROM {table} FOR UPDATE) q;"),
                         (service,))
    finally:
        session.ask("ROLLBACK;")
        session.close()
        one.strikes[-1].until = time.monotonic()


def hang_handlers(one):
    """A handler that waits for rows it does not get, 6 s; then a thread that stands still for 10 s."""
    with locked(one, "review.tasks", "review"):
        time.sleep(6)
    time.sleep(4)
    service = one.dice.choice(["intake", "review"])
    with hung(one, one.dice.choice(one.system.names(service)), f"{service}.write", service):
        time.sleep(10)


def judge_handlers(one):
    lock, hang = one.strikes
    others = ("intake", "evaluation", "notification")
    one.least("acts refused while rows are locked", sum(a["status"] == 503 for a in one.attempts(lock.at, lock.until, lock.services)), 5)
    one.most("expired executed", len(one.found["executed late"]), 0, "")
    one.most("bad answers of the others meanwhile", bad(one, lock.at, lock.until, others), 0.01, "of 1")
    one.most("well again after the lock", one.well_again(lock.until, hang.at, lock.services), 3.5)
    one.most("out of rotation", one.well_again(hang.at, hang.until, hang.services, slower=STALLED), 3.5)
    one.most("slowest answer", one.slowest(lock.at), DEADLINE + 0.2)


def bad(one, since, until, services):
    attempts = one.attempts(since, until, services)
    return sum(a["result"] != "ok" and a["kind"] != "bad_hand_in" for a in attempts) / max(1, len(attempts))


def stop_broker(one):
    name = one.dice.choice(one.system.names("broker"))
    with stopped(one, name, [one.system.pid(name)], ()):
        time.sleep(7)


def stop_backend(one):
    """Those that just wrote for intake or review: of some of its threads, not of all."""
    service = one.dice.choice(["intake", "review"])
    with stopped(one, f"backends of {service}", one.system.writers(service), (service,)):
        time.sleep(7)


def stop_postmaster(one):
    """Who is connected stays so; all of review die and cannot connect again."""
    with stopped(one, "the postmaster", [one.system.pid("postgres")], ()):
        time.sleep(1)
        pids = [one.system.pid(name) for name in one.system.names("review")]
        one.strike("kill -9 all of review", lambda: [tell(pid, signal.SIGKILL) for pid in pids], ("review",))
        time.sleep(7)
    one.strikes[0].until = time.monotonic()


def judge_answered(one):
    strike = one.strikes[0]
    one.least("felt it", sum(a["result"] != "ok" or a["end"] - a["start"] > 0.5 for a in one.attempts(strike.at - 0.5, strike.until)), 1)
    one.most("slowest answer", one.slowest(strike.at - DEADLINE), DEADLINE + 0.2)
    one.most("without an answer", sum(a["status"] == 0 for a in one.load.history), 0, "")
    one.most("well again after it went on", one.well_again(strike.until, float("inf"), slower=STALLED), 3.5)


CELLS = [
    Cell("F5", "SIGSTOP one of two workers 10 s, then all of intake 7 s", stop_workers, judge_workers, after=5,
         rates={"hand_in": 16.0, "once": 13.0}),
    Cell("F6", "a handler hangs: its rows are locked 6 s; its thread stands still 10 s", hang_handlers, judge_handlers, after=4),
    Cell("F7-broker", "SIGSTOP a broker 7 s", stop_broker, judge_answered, after=4),
    Cell("F7-backend", "SIGSTOP the backends of PostgreSQL that just wrote for a service 7 s", stop_backend, judge_answered, after=4),
    Cell("F7-postmaster", "SIGSTOP the postmaster 8 s, kill -9 of who then wants to connect", stop_postmaster, judge_answered, after=5),
]
