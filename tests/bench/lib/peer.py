"""The peer of the acceptance and read rows: pgbench, as intake's own role, on tables made LIKE intake's in the same cluster.

One transaction of the peer is one statement that inserts exactly the rows one acceptance inserts: the tables, how many rows of each and
every value's size are taken from a case that intake has just accepted. Keys and hashes are new each time, as they are in intake.
"""
import os
import pathlib
import re
import subprocess
import tempfile

from figures import percentile
from system import as_user

# Tables an acceptance writes into, and how its rows are found once the case's number is known.
TABLES = {
    "cases": "case_number = '{number}'",
    "trail": "case_number = '{number}'",
    "outbox": "stream = '{number}'",
    "answers": "ctid = (SELECT ctid FROM intake.answers ORDER BY at DESC LIMIT 1)",
}
# What must be new in every transaction; all else is the sampled value, bound as a parameter. {n}: a number from a sequence.
NUMBER = "'530623-20261123-' || lpad({n}::text, 9, '0') || '-7'"
HASH = "sha256(int8send({n} + {salt}))"
FRESH = {
    ("cases", "case_number"): NUMBER, ("trail", "case_number"): NUMBER, ("outbox", "stream"): NUMBER,
    ("cases", "applicant_blind"): HASH, ("cases", "query_code_hash"): HASH, ("answers", "request_hash"): HASH,
    ("answers", "key"): "gen_random_uuid()",
    ("cases", "received_at"): "clock_timestamp()", ("cases", "papers_at"): "clock_timestamp()",
    ("outbox", "at"): "clock_timestamp()", ("outbox", "due"): "clock_timestamp()", ("answers", "at"): "clock_timestamp()",
}


class Peer:
    def __init__(self, system):
        self.system, self.sql = system, system.sql
        self.variables, self.statement = {}, ""

    def prepare(self):
        """Tables, grants, and the statement, by the sample of a case whose event has not left yet."""
        self.sql.rows("CREATE SCHEMA IF NOT EXISTS peer")
        for table in TABLES:
            self.sql.rows(f"DROP TABLE IF EXISTS peer.{table}")
            self.sql.rows(f"CREATE TABLE peer.{table} (LIKE intake.{table} INCLUDING ALL)")
        self.sql.rows("CREATE SEQUENCE IF NOT EXISTS peer.running CACHE 64")
        self.sql.rows("GRANT USAGE ON SCHEMA peer TO bm_intake")
        self.sql.rows("GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA peer TO bm_intake")
        self.sql.rows("GRANT USAGE ON SEQUENCE peer.running TO bm_intake")
        self.write_statement(self.sample())

    def sample(self):
        """{table: [{column: (type, text)}, …]} of a case accepted a moment ago, taken while acceptances run."""
        sampler = subprocess.Popen(self.system.drive_command("accept", clients=8, seconds=2), stdout=subprocess.DEVNULL)
        try:
            while sampler.poll() is None:
                found = self.sql.rows(
                    "SELECT o.stream FROM intake.outbox o WHERE o.type = 'case.accepted' ORDER BY o.at DESC LIMIT 1")
                if found and (rows := self.rows_of(found[0][0])):
                    return rows
        finally:
            sampler.wait()
        raise RuntimeError("no acceptance could be caught with its event")

    def rows_of(self, number):
        """None when the event has left meanwhile."""
        rows = {}
        for table, where in TABLES.items():
            columns = self.sql.rows(
                "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attgenerated = ''"
                f" AND attrelid = 'intake.{table}'::regclass ORDER BY attnum")
            # Hex keeps every value in one field of one line.
            texts = ", ".join(f"coalesce(encode(convert_to({name}::text, 'UTF8'), 'hex'), '-')" for name, _ in columns)
            found = self.sql.rows(f"SELECT {texts} FROM intake.{table} WHERE {where.format(number=number)}")
            rows[table] = [dict(zip((name for name, _ in columns), zip((kind for _, kind in columns), row))) for row in found]
        return rows if all(rows.values()) else None

    def write_statement(self, rows):
        self.rows_per_case = {table: len(entries) for table, entries in rows.items()}
        parts, salt = [], 0
        for table, entries in rows.items():
            selects = []
            for index, entry in enumerate(entries):
                values = []
                for column, (kind, text) in entry.items():
                    salt += 1
                    values.append(self.value(table, index, column, kind, text, salt))
                selects.append(f"SELECT {', '.join(values)} FROM n")
            parts.append(f"in_{table} AS (INSERT INTO peer.{table} ({', '.join(entries[0])}) {' UNION ALL '.join(selects)})")
        self.statement = "WITH n AS MATERIALIZED (SELECT nextval('peer.running') AS n), " + ", ".join(parts) + " SELECT n FROM n;"

    def value(self, table, index, column, kind, text, salt):
        fresh = FRESH.get((table, column))
        if fresh:
            return fresh.format(n="n.n", salt=salt << 40)
        if text == "-":
            return f"NULL::{kind}"
        if text == "":
            return f"''::{kind}"
        name = f"{table}_{index}_{column}"
        self.variables[name] = bytes.fromhex(text).decode()
        return f":{name}::{kind}"

    def pgbench(self, script, clients, seconds, variables, log, tries=3):
        with tempfile.TemporaryDirectory(prefix="bianmin-pgbench.") as work:
            os.chmod(work, 0o777)
            file = pathlib.Path(work) / "script.sql"
            file.write_text(script, encoding="utf-8")
            words = [word for name, value in variables.items() for word in ("-D", f"{name}={value}")]
            logging = ["--log", f"--log-prefix={work}/log"] if log else []
            done = subprocess.run(
                ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)), "-T", str(seconds), *logging,
                 *words, "-f", file, self.system.dsn("bm_intake")], capture_output=True, text=True, cwd="/", **as_user())
            times = [int(line.split()[2]) for part in pathlib.Path(work).glob("log.*") for line in part.open()]
        tps = re.search(r"^tps = ([0-9.]+)", done.stdout, re.M)
        if tps and done.returncode == 0:
            return {"per_second": float(tps.group(1)), "p50_ms": (percentile(times, 50) or 0) / 1000,
                    "p99_ms": (percentile(times, 99) or 0) / 1000}
        if tries == 1:  # the time runs while the clients connect, and on a crowded machine it may be over before they have
            raise RuntimeError(f"pgbench: exit {done.returncode} {done.stderr[-1500:]} {done.stdout[-1500:]}")
        return self.pgbench(script, clients, 3 * seconds, variables, log, tries - 1)

    def insert(self, clients, seconds, log=False):
        return self.pgbench(self.statement + "\n", clients, seconds, self.variables, log)

    def read(self, clients, seconds):
        """One row by its primary key, all columns."""
        last = self.sql.number("SELECT count(*) FROM peer.cases")
        script = (f"\\set n random(1, {last})\nSELECT * FROM peer.cases WHERE case_number = " + NUMBER.format(n=":n::bigint") + ";\n")
        return self.pgbench(script, clients, seconds, {}, False)

    def stored(self):
        """{table: rows}: what pgbench really wrote."""
        return {table: self.sql.number(f"SELECT count(*) FROM peer.{table}") for table in TABLES}
