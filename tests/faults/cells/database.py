"""F8, F9: PostgreSQL stopped at once, away for a while; a backend killed, after which it restarts all of them."""
import signal
import time

from kit.cell import Cell
from kit.load import WRITES
from kit.system import tell, wait_for

BOUND = 5.0


def answers(system, was):
    """Whether there is a postmaster, another than that, and it answers."""
    return system.pid("postgres") not in (0, was) and system.postgres_answers()


def stop_at_once(away):
    def harm(one):
        system, pid = one.system, one.system.pid("postgres")
        if away:
            system.supervise("once", "postgres")  # the supervisor does not start it again by itself
        one.strike(f"immediate stop of PostgreSQL, away {away} s", lambda: tell(pid, signal.SIGQUIT))
        if away:
            time.sleep(away)
            wait_for(lambda: system.pid("postgres") == 0, 10, "PostgreSQL gone")
            system.supervise("up", "postgres")
        wait_for(lambda: answers(system, pid), 30, "PostgreSQL back")
        one.strikes[0].until = time.monotonic()
        time.sleep(BOUND)
    return harm


def kill_backend(one):
    service = one.dice.choice(["intake", "review", "evaluation", "notification"])
    backend = one.dice.choice(one.system.backends(service))
    one.strike(f"kill -9 a backend of {service}", lambda: tell(backend, signal.SIGKILL))
    wait_for(one.system.postgres_answers, 30, "PostgreSQL back")
    one.strikes[0].until = time.monotonic()
    time.sleep(BOUND)


def judge_database(one):
    strike = one.strikes[0]
    one.most("writes well again after its return", one.well_again(strike.until, float("inf"), kinds=WRITES), BOUND)
    shed = [a for a in one.attempts(strike.at, strike.until) if a["status"] == 503]
    one.most("refused without Retry-After", sum(not a["retry_after"] for a in shed), 0, "")
    one.most("internal errors", sum(a["status"] == 500 for a in one.load.history), 0, "")


CELLS = [
    *(Cell(f"F8-{away}s", f"PostgreSQL stopped at once, away {away} s", stop_at_once(away), judge_database, after=2) for away in (0, 2, 10)),
    Cell("F9", "kill -9 of a backend of PostgreSQL", kill_backend, judge_database, after=2),
]
