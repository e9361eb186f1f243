"""F18: everything is told to stop, one after the other, as when new binaries come."""
import signal

from kit.cell import Cell
from kit.system import tell, wait_for

BOUND = 10.0


def roll(one):
    one.exits = {}
    for name in one.dice.sample(one.system.names(), len(one.system.names())):
        pid = one.system.pid(name)
        one.strike(f"SIGTERM {name}", lambda p=pid: tell(p, signal.SIGTERM))
        _, one.exits[name] = wait_for(lambda p=pid: not alive(p), BOUND + 5, f"{name} ends")
        wait_for(lambda n=name, p=pid: one.system.pid(n) not in (0, p) and one.system.ready(n), 20, f"{name} ready again")


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def judge_rolling(one):
    one.most("slowest to exit", max(one.exits.values()), BOUND)
    one.most("failures after retry", len(one.load.failed), 0, "")
    one.most("sessions lost", sum(a["status"] == 401 for a in one.load.history), 0, "")


CELLS = [Cell("F18", "SIGTERM of every process of ours, one after the other", roll, judge_rolling, after=2)]
