"""A cell: what system it needs, the harm, the bounds. A round: one harm under load, and what was measured of it."""
import dataclasses
import random
import time

from kit.load import WRITES
from kit.system import Spec


@dataclasses.dataclass(frozen=True)
class Cell:
    """A row of the table of faults; cells/<name>.py has one or more in CELLS.

    harm(round)   under load: does it, by round.strike(…), and puts back what it took; returns when nothing is broken any more
    judge(round)  after the load: measures by round.most(…) and round.least(…)
    before, after seconds of load before the harm and after it
    rates         other arrivals a second than the usual ones; patience: seconds that clients repeat
    quiet         it measures so closely that no other system may run beside it
    rounds        of `all` no more than so many; 0: as many as asked for
    """
    name: str
    fault: str
    harm: object
    judge: object
    spec: Spec = Spec()
    before: float = 2.5
    after: float = 4.0
    rates: dict = dataclasses.field(default_factory=dict)
    patience: float = 20.0
    drain: float = 30.0  # seconds for the outboxes to run empty
    quiet: bool = False
    rounds: int = 0


@dataclasses.dataclass
class Strike:
    what: str
    at: float
    services: tuple  # whose requests count as in flight; empty: all
    until: float = 0.0


class Round:
    def __init__(self, cell, system, seed):
        self.cell, self.system, self.seed, self.dice = cell, system, seed, random.Random(seed)
        self.load = None
        self.strikes, self.measures, self.problems = [], [], []

    # -- while it runs

    def strike(self, what, action, services=()):
        """Does the harm at a moment when requests of these services are under way."""
        end = time.monotonic() + 5
        flying = self.load.flying
        while time.monotonic() < end and not sum(flying[s] for s in services or flying):
            time.sleep(0.0005)
        strike = Strike(what, time.monotonic(), tuple(services))
        action()
        self.strikes.append(strike)
        return strike

    def in_flight(self, strike):
        """Attempts under way at the strike, by the history."""
        return sum(a["start"] <= strike.at <= a["end"] and (not strike.services or a["service"] in strike.services)
                   for a in self.load.history)

    # -- what the history says

    def attempts(self, since=0.0, until=float("inf"), services=None, kinds=None):
        return [a for a in self.load.history if since <= a["start"] < until and (services is None or a["service"] in services) and
                (kinds is None or a["kind"] in kinds)]

    def well_again(self, since, until, services=None, kinds=None, share=0.99, slower=None):
        """Seconds from `since` until attempts go well again: from then on at least this share of those in any second does.
        `slower`: an answer that takes longer counts as none."""
        attempts = [a for a in self.attempts(since, until, services, kinds) if a["end"] < until]  # at the next strike: not its fault
        if not attempts:
            return float("inf")
        again = since
        for at in sorted(a["start"] for a in attempts if not went_well(a, slower)):
            second = [a for a in attempts if at <= a["start"] < at + 1]
            if sum(not went_well(a, slower) for a in second) > len(second) * (1 - share):
                again = at
        return again - since

    def first_success(self, since, kinds=WRITES):
        """Seconds until an attempt that began after `since` had gone well."""
        ends = [a["end"] for a in self.attempts(since, kinds=kinds) if a["result"] == "ok"]
        return min(ends, default=float("inf")) - since

    def slowest(self, since=0.0, until=float("inf"), services=None):
        return max((a["end"] - a["start"] for a in self.attempts(since, until, services)), default=0.0)

    # -- the account

    def most(self, what, value, bound, unit="s"):
        self._measure(what, value, f"≤ {bound:g}", unit, value <= bound)

    def least(self, what, value, bound, unit=""):
        self._measure(what, value, f"≥ {bound:g}", unit, value >= bound)

    def _measure(self, what, value, bound, unit, good):
        self.measures.append({"what": what, "value": value, "bound": bound, "unit": unit, "good": good})
        if not good:
            self.problems.append(f"{what}: {value:.2f} {unit} ({bound})")


def went_well(attempt, slower=None):
    good = attempt["result"] == "ok" or (attempt["kind"] == "bad_hand_in" and attempt["status"] == 404)
    return good and (slower is None or attempt["end"] - attempt["start"] <= slower)
