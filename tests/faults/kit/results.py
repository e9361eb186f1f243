"""What rounds came to: a line each, and the table of all. A round is kept as it ends, in a file, so that what was played survives whatever comes."""
import datetime
import json
import os

from kit import checker

NAMED = ("lost", "doubled", "never attempted")


def of_round(one):
    """All that is kept of a round, as JSON has it."""
    return {"cell": one.cell.name, "seed": one.seed, "problems": one.problems, "measures": one.measures,
            "found": {name: len(things) for name, things in getattr(one, "found", {}).items()},
            "cases": getattr(one, "cases", 0), "acts": getattr(one, "acts", 0), "flying": getattr(one, "flying", []),
            "attempts": len(one.load.history) if one.load else 0, "failed": len(one.load.failed) if one.load else 0,
            "drained": getattr(one, "drained", float("nan"))}


def said(what, value, unit, bound):
    number = f"{value:.2f}" if isinstance(value, float) else str(value)
    return " ".join(part for part in (what, number, unit, f"({bound})") if part)


def line(one, number, rounds):
    measures = "; ".join(said(m["what"], m["value"], m["unit"], m["bound"]) for m in one["measures"])
    wrong = ", ".join(f"{name} {one['found'].get(name, 0)}" for name in NAMED)
    rest = sum(count for name, count in one["found"].items() if name not in NAMED)
    return (f"{'ok  ' if not one['problems'] else 'FAIL'} {one['cell']} round {number}/{rounds} seed {one['seed']}: in flight "
            f"{'+'.join(map(str, one['flying']))}, attempts {one['attempts']}, acknowledged {one['cases']} cases {one['acts']} acts, {wrong}, "
            f"other checks {rest}, failed after retry {one['failed']}, drained {one['drained']:.1f} s" + (f"; {measures}" if measures else ""))


def worst_of(rounds):
    """Each measure as it was at its worst; what broke its bound is bold."""
    every = [m for one in rounds for m in one["measures"]]
    for what in dict.fromkeys(m["what"] for m in every):
        all_of = [m for m in every if m["what"] == what]
        pick = max if all_of[0]["bound"].startswith("≤") else min
        worst = pick(all_of, key=lambda m: (not m["good"], m["value"]) if pick is max else (m["good"], m["value"]))
        yield said(what if worst["good"] else f"**{what}**", worst["value"], worst["unit"], worst["bound"])


class Book:
    """The rounds of a run, of all its processes: a line of JSON each."""

    def __init__(self, path, cells, planned, seed, build):
        self.path, self.cells, self.planned, self.seed, self.build = path, cells, planned, seed, build
        self.begun = datetime.datetime.now(datetime.timezone.utc)
        path.touch()

    def enter(self, one):
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(one) + "\n")

    def rounds(self):
        """[(cell, its rounds by seed)]; a cell without any is left out."""
        lines = [json.loads(text) for text in self.path.read_text(encoding="utf-8").splitlines() if text.endswith("}")]
        found = [(cell, sorted((one for one in lines if one["cell"] == cell.name), key=lambda one: one["seed"])) for cell in self.cells]
        return [(cell, rounds) for cell, rounds in found if rounds]

    def counts(self):
        """(rounds that were good, rounds that were not, rounds that were not played)"""
        every = [one for _, rounds in self.rounds() for one in rounds]
        failed = sum(bool(one["problems"]) for one in every)
        return len(every) - failed, failed, max(0, self.planned - len(every))

    def table(self):
        """Markdown, a line a cell: what it met at worst."""
        lines = ["| cell | fault | rounds | good | acknowledged | lost | doubled | other | at worst |", "|---|---|---|---|---|---|---|---|---|"]
        for cell, rounds in self.rounds():
            total = lambda name: sum(one["found"].get(name, 0) for one in rounds)  # noqa: E731,B023
            other = sum(total(name) for name in checker.CHECKS if name not in ("lost", "doubled"))
            lines.append(f"| {cell.name} | {cell.fault} | {len(rounds)} | {sum(not one['problems'] for one in rounds)} | "
                         f"{sum(one['cases'] + one['acts'] for one in rounds)} | {total('lost')} | {total('doubled')} | {other} | "
                         f"{', '.join(worst_of(rounds))} |")
        return "\n".join(lines)

    def write(self, path):
        """The table with what it is of, ready for a page; written anew and put in place whole."""
        good, failed, missing = self.counts()
        now = datetime.datetime.now(datetime.timezone.utc)
        left = f", {missing} not played" if missing else ""
        head = (f"{self.begun:%Y-%m-%d %H:%M} UTC, seed {self.seed}, {self.build} build, {(now - self.begun).total_seconds() / 60:.0f} minutes: "
                f"{good} rounds good, {failed} not{left}.")
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_text(f"{head}\n\n{self.table()}\n", encoding="utf-8")
        draft.rename(path)
