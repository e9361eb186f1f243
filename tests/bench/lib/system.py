"""A private system under deploy/run, and what can be read of it from outside: SQL, processor time, memory, backlog."""
import json
import os
import pathlib
import pwd
import socket
import subprocess
import time

TREE = pathlib.Path(__file__).resolve().parents[3]
BUILD = TREE / "build" / "release"
SERVICES = ("intake", "review", "evaluation", "notification")
TICK_US = 1000000 // os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_user():
    """Arguments of subprocess that make a child the system user, when root starts it: PostgreSQL's files are that user's."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam(os.environ.get("BM_USER", "bianmin"))
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Sql:
    """One psql as the superuser that stays open."""

    def __init__(self, cluster, name):
        self.process = subprocess.Popen(
            [TREE / "deploy/postgres/cluster", "psql", cluster, name, "-At", "-F", "\t"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def rows(self, statement):
        self.process.stdin.write(f"{statement};\n\\echo .\n")
        self.process.stdin.flush()
        found = []
        while (line := self.process.stdout.readline()) != ".\n":
            if not line:
                raise RuntimeError(f"psql ended at: {statement[:300]}")
            found.append(line.rstrip("\n").split("\t"))
        return found

    def value(self, statement):
        return self.rows(statement)[0][0]

    def number(self, statement):
        return int(self.value(statement))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class System:
    def __init__(self, work, name, scale, say, build=BUILD):
        self.state = pathlib.Path(work) / name
        self.scale, self.say = scale, say
        self.port = free_port()
        self.sql = None
        self.environment = {**os.environ, "BM_STATE_DIR": str(self.state), "BM_BUILD_DIR": str(build)}

    def run(self, *arguments):
        done = subprocess.run([TREE / "deploy/run", *arguments], env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"deploy/run {' '.join(arguments)}: {done.stderr[-2000:]}")

    def start(self, extra=()):
        scale = [f"--scale={name}={count}" for name, count in self.scale.items()]
        words = [word for option in scale for word in option.split("=", 1)]
        self.run("--port", str(self.port), "--no-install", "--offline", *words, *extra)
        self.cluster = self.state / "pg"
        self.sql = self.sql or Sql(self.cluster, "bianmin")

    def stop(self):
        if self.sql:
            self.sql.close()
            self.sql = None
        if self.state.exists():
            self.run("--stop", "--reset")
        pathlib.Path(f"{self.state}.lock").unlink(missing_ok=True)

    def dsn(self, role):
        return subprocess.run([TREE / "deploy/postgres/cluster", "dsn", self.cluster, "bianmin", role], check=True,
                              capture_output=True, text=True).stdout.strip()

    def drive_command(self, mode, **options):
        """`units=[…]` is a list, all else as bm_drive names it."""
        if "units" in options:
            options["units"] = ",".join(options["units"])
        words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
        return [BUILD / "bin/bm_drive", mode, "--port", str(self.port), "--accounts", self.state / "accounts.json",
                "--tokens", f"{self.state}.tokens", *words]

    def drive(self, mode, **options):
        done = subprocess.run(self.drive_command(mode, **options), capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"bm_drive {mode}: {done.stderr[-1000:]}")
        return json.loads(done.stdout)

    def townships(self):
        """Those with a window and an office, half for rows that leave tasks open, half for whole lives."""
        with open(self.state / "accounts.json", encoding="utf-8") as file:
            units = sorted({a["unit"] for a in json.load(file) if a["role"] == "clerk" and len(a["unit"]) == 9})
        return units[::2], units[1::2]

    def backlog(self):
        """Events that are not taken in yet, by sender."""
        union = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}.outbox" for name in SERVICES)
        return {name: int(count) for name, count in self.sql.rows(union)}

    def drain(self, limit=300):
        """Waits until every outbox is empty. Answers the seconds it took."""
        begin = time.monotonic()
        exists = " OR ".join(f"EXISTS (SELECT FROM {name}.outbox)" for name in SERVICES)
        while self.sql.value(f"SELECT {exists}") == "t":
            if time.monotonic() - begin > limit:
                raise RuntimeError(f"events are still on their way after {limit} s: {self.backlog()}")
            time.sleep(0.02)
        return time.monotonic() - begin

    def wal(self):
        return self.sql.number("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")

    def table_bytes(self):
        """Tables with indexes and TOAST, by service."""
        return {name: int(size) for name, size in self.sql.rows(
            "SELECT n.nspname, sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n"
            " ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = ANY ('{intake,review,evaluation,notification}')"
            " GROUP BY 1")}

    def pids(self):
        """{name of the supervisor's folder: pid}."""
        found = {}
        for file in self.state.glob("service/*/supervise/pid"):
            text = file.read_text().strip()
            if text:
                found[file.parent.parent.name] = int(text)
        return found

    def cpu(self):
        """{kind: microseconds of processor time so far}; a PostgreSQL process counts by its role or its work."""
        spent = {}
        for name, pid in self.pids().items():
            if name == "postgres":
                for kind, time_us in postgres_times(pid):
                    spent[kind] = spent.get(kind, 0) + time_us
            else:
                kind = name.rsplit("-", 1)[0]
                spent[kind] = spent.get(kind, 0) + process_times(pid)[0]
        return spent

    def memory(self):
        """{kind: (resident, proportional) bytes} of our own processes; PostgreSQL's are not ours."""
        held = {}
        for name, pid in self.pids().items():
            if name == "postgres":
                continue
            kind, (rss, pss) = name.rsplit("-", 1)[0], process_memory(pid)
            before = held.get(kind, (0, 0))
            held[kind] = (before[0] + rss, before[1] + pss)
        return held


def process_times(pid):
    """(own, of ended children) processor time in microseconds; zeros when it is gone."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0, 0
    return (int(fields[11]) + int(fields[12])) * TICK_US, (int(fields[13]) + int(fields[14])) * TICK_US


def process_memory(pid):
    try:
        lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0, 0
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines[1:]}
    return sizes.get("Rss", 0), sizes.get("Pss", 0)


def children(pid):
    try:
        return [int(child) for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def postgres_times(postmaster):
    """(kind, microseconds) of each server process, told by its title: "postgres: bm_intake bianmin [local] idle"."""
    own, ended = process_times(postmaster)
    yield "pg other", own + ended
    for pid in children(postmaster):
        try:
            title = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].decode()
        except OSError:
            continue
        words = title.removeprefix("postgres: ").split()
        role = words[0] if words else ""
        if role.startswith("bm_"):
            kind = "pg " + role.removeprefix("bm_")
        elif role in ("walwriter", "checkpointer", "background"):
            kind = "pg wal, checkpoints"
        else:
            kind = "pg other"
        yield kind, process_times(pid)[0]
