"""The parts that run on one system: acceptances, whole lives, reads, memory. Rounds of ours and of the peer take turns."""
import threading
import time

from figures import best_count, difference, median, ratio
from rows import ROWS, measured

COUNTS = (4, 8, 16, 32, 64)
LIVES_AT_ONCE = 200
READERS = 64
ROW = {row.name: row for row in ROWS}


class Pace:
    """How long and how often: the full run, or the quick one that only shows that everything runs."""

    def __init__(self, quick, rounds=None):
        self.quick = quick
        self.rounds = rounds or (1 if quick else 5)
        self.seconds = 1 if quick else 5
        self.warmup = 0.3 if quick else 0.5
        self.peer_seconds = 1 if quick else 3
        self.counts = (8, 64) if quick else COUNTS


class Watch:
    """Samples the memory of our processes while something runs; keeps the highest sum, (resident, proportional) bytes."""

    def __init__(self, system):
        self.system, self.highest, self.over = system, (0, 0), threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)

    def look(self):
        while not self.over.wait(0.5):
            self.highest = max(self.highest, total(self.system.memory()))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def total(memory):
    return sum(rss for rss, _ in memory.values()), sum(pss for _, pss in memory.values())


class Bench:
    def __init__(self, system, peer, pace, say):
        self.system, self.peer, self.pace, self.say = system, peer, pace, say
        self.open_units, self.life_units = system.townships()
        self.cpu, self.backlog, self.wal, self.bytes = {}, {}, [], []
        self.ours = {"64": [], "256": [], "1": [], "life": [], "read": []}
        self.inserts = {count: [] for count in pace.counts}
        self.insert_one, self.reads = [], {count: [] for count in pace.counts}
        self.memory_idle, self.memory_load = None, (0, 0)
        self.numbers = f"{system.state}.numbers"

    # ---- ours ----

    def drive(self, title, mode, **options):
        """One run of the driver and what it cost, until the last of its events is taken in."""
        before, wal, sizes = self.system.cpu(), self.system.wal(), self.system.table_bytes()
        report = self.system.drive(mode, seconds=self.pace.seconds, warmup=self.pace.warmup, **options)
        backlog = sum(self.system.backlog().values())
        report["drain_s"] = self.system.drain()
        cases = max(1, report["all"])
        spent = difference(before, self.system.cpu())
        spent["driver"] = report["driver_cpu_us"]
        self.cpu.setdefault(title, []).append({kind: value / cases for kind, value in spent.items()})
        self.backlog.setdefault(title, []).append((cases, backlog, report["drain_s"]))
        if title == "acceptance":
            self.wal.append((self.system.wal() - wal) / cases)
            grown = difference(sizes, self.system.table_bytes())
            self.bytes.append({name: value / cases for name, value in grown.items()})
        if report["errors"]:
            self.say(f"  {title}: {report['errors']} errors, first: {report['first_failure'][:160]}")
        return report

    def accept(self, clients, title):
        report = self.drive(title, "accept", clients=clients, units=self.open_units, write=self.numbers)
        self.ours[str(clients)].append(report)
        self.say(f"  {title}: {report['per_second']:.0f}/s p50 {report['calls']['hand_in']['attempt_ms']['p50']:.1f} ms"
                 f" p99 {report['calls']['hand_in']['attempt_ms']['p99']:.1f} ms, drained in {report['drain_s']:.1f} s")

    def accept_round(self):
        self.accept(64, "acceptance")
        for count in self.pace.counts:
            self.inserts[count].append(self.peer.insert(count, self.pace.peer_seconds, log=count == 64))
        self.say("  pgbench: " + ", ".join(f"{count}: {runs[-1]['per_second']:.0f}/s" for count, runs in self.inserts.items()))
        self.accept(256, "acceptance, 256")
        self.accept(1, "acceptance, 1")
        self.insert_one.append(self.peer.insert(1, self.pace.peer_seconds, log=True))

    def life_round(self):
        report = self.drive("life", "life", clients=LIVES_AT_ONCE, units=self.life_units)
        wall = report["ended_at"] - report["counts_from"] + report["drain_s"]
        report["per_second"] = report["done"] / wall
        self.ours["life"].append(report)
        self.say(f"  lives: {report['per_second']:.0f}/s")

    def read_round(self):
        report = self.system.drive("read", seconds=self.pace.seconds, warmup=self.pace.warmup, clients=READERS, numbers=self.numbers)
        self.ours["read"].append(report)
        for count in self.pace.counts:
            self.reads[count].append(self.peer.read(count, self.pace.peer_seconds))
        self.say(f"  reads: {report['per_second']:.0f}/s; pgbench: " + ", ".join(
            f"{count}: {runs[-1]['per_second']:.0f}/s" for count, runs in self.reads.items()))

    def rest(self):
        """Before anybody has asked anything."""
        time.sleep(2)
        self.memory_idle = total(self.system.memory())

    def sign_in(self):
        """Everybody, once: argon2 (64 MiB and 80 ms each) is no part of any row."""
        self.system.drive("life", clients=1, seconds=0.1, units=self.life_units)
        self.system.drive("accept", clients=1, seconds=0.1)
        self.system.drain()

    def run(self, parts):
        with Watch(self.system) as watch:
            for turn in range(self.pace.rounds):
                self.say(f"round {turn + 1} of {self.pace.rounds}")
                if {"accept", "life", "read", "memory"} & set(parts):
                    self.accept_round()
                if "life" in parts or "memory" in parts:
                    self.life_round()
                if "read" in parts:
                    self.read_round()
        self.memory_load = watch.highest

    # ---- the rows ----

    def rates(self, ours, peers):
        """Median of ours, of the peer's best count, and of the rounds' ratios."""
        best, peer = best_count({count: [run["per_second"] for run in runs] for count, runs in peers.items()})
        mine = [run["per_second"] for run in ours]
        each = [ratio(a, run["per_second"]) for a, run in zip(mine, peers[best])]
        return median(mine), peer, median(each), each

    def times(self, ours, peers, percent):
        mine = [run["calls"]["hand_in"]["attempt_ms"][percent] for run in ours]
        theirs = [run[f"{percent}_ms"] for run in peers]
        each = [ratio(a, b) for a, b in zip(mine, theirs)]
        return median(mine), median(theirs), median(each), each

    def rows(self, parts):
        found = []
        if "accept" in parts:
            found += [measured(ROW["accept64"], *self.rates(self.ours["64"], self.inserts)),
                      measured(ROW["accept256"], *self.rates(self.ours["256"], self.inserts)),
                      measured(ROW["accept_p99"], *self.times(self.ours["64"], self.inserts[64], "p99")),
                      measured(ROW["accept_p50"], *self.times(self.ours["1"], self.insert_one, "p50"))]
        if "life" in parts:
            found.append(measured(ROW["life"], *self.rates(self.ours["life"], {64: self.ours["64"]})))
        if "read" in parts:
            found.append(measured(ROW["read"], *self.rates(self.ours["read"], self.reads)))
        if "memory" in parts:
            for name, (rss, _) in (("memory_idle", self.memory_idle), ("memory_load", self.memory_load)):
                found.append(measured(ROW[name], rss / 1e6, None, rss / 1e6))
        return found

    def costs(self):
        """What stands below the table: medians of the rounds."""
        cpu = {title: {kind: median([one.get(kind, 0) for one in runs]) for kind in runs[-1]} for title, runs in self.cpu.items()}
        return {
            "cpu_us_a_case": cpu,
            "wal_bytes_a_case": median(self.wal),
            "table_bytes_a_case": {name: median([one[name] for one in self.bytes]) for name in (self.bytes[0] if self.bytes else {})},
            "events_left": {title: {"cases": median([c for c, _, _ in runs]), "events": median([b for _, b, _ in runs]),
                                    "drained_in_s": median([s for _, _, s in runs])} for title, runs in self.backlog.items()},
            "asked_too_early_a_life": {call: self.early(call) for call in ("deliver", "rate")},
            "memory_mb": {"idle": self.memory_idle and [round(b / 1e6, 1) for b in self.memory_idle],
                          "load": [round(b / 1e6, 1) for b in self.memory_load], "of": ["resident", "proportional"]},
            "peer_rows_a_case": self.peer.rows_per_case,
            "errors": sum(run["errors"] for runs in self.ours.values() for run in runs),
        }

    def early(self, call):
        runs = self.ours["life"]
        calls = [run["calls"].get(call, {"early": 0, "ok": 0}) for run in runs]  # a very bad system brings no life so far
        return median([of["early"] / max(1, of["ok"]) for of in calls])
