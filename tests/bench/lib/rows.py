"""The rows of the table: what is compared with what, and which ratio is wanted."""
from figures import verdict


class Row:
    def __init__(self, name, part, what, unit, peer, sense, at_least, aim):
        self.name, self.part, self.what, self.unit, self.peer = name, part, what, unit, peer
        self.sense, self.at_least, self.aim = sense, at_least, aim


BEST = "pgbench, the same rows, best of 4…64"
ROWS = [
    Row("accept64", "accept", "acceptances, 64 clients", "/s", BEST, ">=", 1.0, 2.0),
    Row("accept256", "accept", "acceptances, 256 clients", "/s", BEST, ">=", 1.1, 2.5),
    Row("accept_p99", "accept", "acceptance p99, 64 clients", "ms", "pgbench p99, 64 clients", "<=", 1.0, 0.5),
    Row("accept_p50", "accept", "acceptance p50, 1 client", "ms", "pgbench p50, 1 client", "<=", 3.0, 1.8),
    Row("life", "life", "whole lives, all events taken in", "/s", "acceptances, 64 clients, of this run", ">=", 0.12, 0.25),
    Row("read", "read", "reads of a case, 64 clients", "/s", "pgbench primary key, best of 4…64", ">=", 0.2, 0.35),
    Row("growth_p99", "growth", "acceptance p99, 2 000 000 stored", "ms", "10 000 stored", "<=", 1.2, 1.05),
    Row("growth_cpu", "growth", "CPU an acceptance, 2 000 000 stored", "us", "10 000 stored", "<=", 1.2, 1.05),
    Row("memory_idle", "memory", "resident memory, idle", "MB", "(the figure itself)", "<=", 150, 60),
    Row("memory_load", "memory", "resident memory, under load", "MB", "(the figure itself)", "<=", 300, 150),
]
PARTS = ("accept", "life", "read", "memory", "broker", "growth")


def measured(row, ours, peer, figure, of_rounds=()):
    """One line of the table. `figure`: what is judged, a ratio or the value itself."""
    return {"name": row.name, "row": row.what, "unit": row.unit, "ours": ours, "against": row.peer, "peer": peer, "ratio": figure,
            "of_rounds": list(of_rounds), "sense": row.sense, "at_least": row.at_least, "aim": row.aim,
            "verdict": verdict(figure, row.sense, row.at_least, row.aim)}


def of_wire(line):
    """A line as tests/bench/wire/run -o json prints it, in the shape of this table."""
    sense = "<=" if line["at_most"] else ">="
    what, _, against = line["row"].partition(", against ")
    against = against or "the same peer"
    return {"name": "broker", "row": what, "unit": line["unit"], "ours": line["ours"], "against": against, "peer": line["peer"],
            "ratio": line["ratio"], "of_rounds": line["ratios"], "sense": sense, "at_least": line["bound"], "aim": line["aim"],
            "verdict": verdict(line["ratio"], sense, line["bound"], line["aim"])}


def number(value):
    if value is None:
        return "-"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}"


def widths(lines):
    return [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]


def table(rows, extra=()):
    """Lines of Markdown, columns in line."""
    head = ["row", "ours", "peer", "against", "ratio", "at least", "aim", "verdict"]
    lines = [[row["row"], f"{number(row['ours'])} {row['unit']}", number(row["peer"]), row["against"], number(row["ratio"]),
              f"{row['sense']} {row['at_least']}", f"{row['sense']} {row['aim']}", row["verdict"]] for row in rows]
    return grid([head, *lines])


def grid(lines):
    wide = widths(lines)
    written = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, wide)) + " |" for line in lines]
    written.insert(1, "|" + "|".join("-" * (width + 2) for width in wide) + "|")
    return written


KINDS = ("gateway", "broker", "intake", "review", "evaluation", "notification", "pg intake", "pg review", "pg evaluation",
         "pg notification", "pg wal, checkpoints", "pg other", "driver")


def cpu_table(columns):
    """{title: {kind: microseconds a case}} as a table, kinds down."""
    lines = [["CPU us a case", *columns]]
    for kind in KINDS:
        lines.append([kind, *(number(spent.get(kind)) for spent in columns.values())])
    lines.append(["sum without driver", *(number(sum(v for k, v in spent.items() if k != "driver")) for spent in columns.values())])
    return grid(lines)
