"""A private system under test: brought up by deploy/run, its processes found, watched and told what to do."""
import dataclasses
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

TREE = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(TREE / "tests/support"))
from kit.network import Network  # noqa: E402
from api import Api, County, application  # noqa: E402,F401

PROCESSES = ("broker", "intake", "review", "evaluation", "notification", "gateway")


@dataclasses.dataclass(frozen=True)
class Spec:
    """What a cell needs; cells with equal ones share a system. `scale`: processes; `environment`: of deploy/run; `prepare(system)`
    runs once when it is up; `build`: folder of binaries instead of the one given; `alone`: no system at all."""
    scale: tuple = (("intake", 2), ("review", 2))
    environment: tuple = ()
    prepare: object = None
    build: str = ""
    alone: bool = False
    network: bool = False  # in a network namespace of its own (kit/network.py)


class System:
    def __init__(self, spec, work, build):
        self.spec, self.work = spec, pathlib.Path(work)
        self.state = self.work / "state"
        self.crowd = ()  # townships of a crowd that is not in the history
        self.after_stop = []  # what `prepare` put up and the stopped system does not need any more
        self.port = free_port()
        self.network = Network() if spec.network else None
        self.url = f"http://{self.network.inside if self.network else '127.0.0.1'}:{self.port}"
        self.environment = os.environ | {"BM_STATE_DIR": str(self.state), "BM_BUILD_DIR": spec.build or str(build)} | dict(spec.environment)

    # -- up and down

    def start(self):
        scale = [word for service, count in self.spec.scale for word in ("--scale", f"{service}={count}")]
        if self.network:
            self.network.make()
        host = ["--host", "0.0.0.0"] if self.network else []
        self._deploy("--port", str(self.port), "--no-install", "--offline", *host, *scale)
        if self.spec.prepare:
            self.spec.prepare(self)
        self.county = County(self.url, self.state / "accounts.json")

    def stop(self):
        for pid in self.pids():  # what a cell left stopped can't be ended
            tell(pid, signal.SIGCONT)
        self._deploy("--stop")
        if self.network:
            self.network.remove()
        for take_down in self.after_stop:
            take_down()

    def _deploy(self, *arguments):
        prefix = self.network.prefix if self.network else []
        done = subprocess.Popen([*prefix, str(TREE / "deploy/run"), *arguments], env=self.environment, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)
        try:
            out, said = done.communicate()
        except BaseException:  # whoever is told to stop lets it end: what it has half put up nobody could take down
            done.communicate()
            raise
        if done.returncode != 0:
            raise RuntimeError(f"deploy/run {' '.join(arguments)}: {out[-800:]}{said[-800:]}")

    def sign_in(self, account):
        return Api(self.url).sign_in(account["username"], account["password"])

    # -- tools

    def bmctl(self, *arguments, check=True):
        done = subprocess.run([str(self.state / "bmctl"), *arguments], capture_output=True, text=True, timeout=60, check=False)
        if check and done.returncode != 0:
            raise RuntimeError(f"bmctl {' '.join(arguments)}: {done.returncode} {done.stderr}")
        return done.stdout

    def _cluster(self, *arguments):
        return [str(TREE / "deploy/postgres/cluster"), *arguments]

    def sql(self, text, timeout=60):
        """As the superuser, one transaction a statement unless the text says otherwise."""
        return subprocess.run(self._cluster("psql", str(self.state / "pg"), "bianmin", "-At"), input=text, capture_output=True,
                              text=True, timeout=timeout, check=True).stdout.strip()

    def session(self):
        """A connection of the superuser that stays; see Session."""
        return Session(subprocess.Popen(self._cluster("psql", str(self.state / "pg"), "bianmin", "-At"), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True))

    def postgres_answers(self):
        return subprocess.call(self._cluster("status", str(self.state / "pg")), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0

    def get(self, person, path):
        """A read through the API that must go well."""
        request = urllib.request.Request(f"{self.url}/v1{path}", headers={"Authorization": "Bearer " + person.token})
        with urllib.request.urlopen(request, timeout=15) as answer:
            return json.load(answer)

    def ready(self, name):
        """Whether the process of this service folder ("intake-1") says that it is."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.state / f"run/{name}.health"))
                connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                return connection.recv(64).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    # -- processes

    def names(self, kind=None):
        """Service folders: "intake-1", "gateway", …; without postgres."""
        names = sorted(path.name for path in (self.state / "service").iterdir() if not path.name.startswith("postgres"))
        return [name for name in names if kind is None or re.fullmatch(rf"{kind}(-\d+)?", name)]

    def pid(self, name):
        """Of the process the supervisor keeps under this name; 0 while there is none."""
        try:
            return int((self.state / f"service/{name}/supervise/pid").read_text().strip() or 0)
        except (OSError, ValueError):
            return 0

    def pids(self):
        return [pid for name in [*self.names(), "postgres"] if (pid := self.pid(name))]

    def backends(self, service, state=None):
        """PostgreSQL's processes that serve a service."""
        also = f" AND state = '{state}'" if state else ""
        return [int(pid) for pid in self.sql(f"SELECT pid FROM pg_stat_activity WHERE usename = 'bm_{service}'{also} ORDER BY pid").split()]

    def writers(self, service):
        """The backends that wrote for a service within the last two seconds."""
        return [int(pid) for pid in self.sql(f"SELECT pid FROM pg_stat_activity WHERE usename = 'bm_{service}' AND query ~ "
                                             "'synchronous_commit|emit_message' AND state_change > now() - interval '2 s'").split()]

    def supervise(self, verb, name):
        subprocess.run(["sv", verb, str(self.state / "service" / name)], check=True, capture_output=True)

    # -- what it uses

    def usage(self):
        """{what: number}: memory in MB and descriptors a process, connections of PostgreSQL and of the gateway."""
        used = {}
        for name in self.names():
            pid = self.pid(name)
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
            used[f"memory {name}"] = int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024
            used[f"descriptors {name}"] = len(os.listdir(f"/proc/{pid}/fd"))
        for line in self.sql("SELECT usename, count(*) FROM pg_stat_activity WHERE usename LIKE 'bm\\_%' GROUP BY 1").splitlines():
            role, count = line.split("|")
            used[f"connections {role}"] = int(count)
        return used


class Session:
    """psql on a pipe: say() a statement, ask() for what it prints."""

    def __init__(self, process):
        self.process = process

    def say(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def ask(self, text):
        """Lines that the statements print, once they have run."""
        self.say(text + "\n\\echo == done")
        lines = []
        for line in self.process.stdout:
            if line == "== done\n":
                break
            lines.append(line.rstrip("\n"))
        return lines

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def free_port():
    """One that nobody else takes before the system does: below those that the kernel gives to whoever connects."""
    while True:
        port = random.SystemRandom().randrange(20000, 30000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def tell(pid, which):
    """A signal, to one that may be gone; whether it was there."""
    try:
        os.kill(pid, which)
        return True
    except ProcessLookupError:
        return False


def wait_for(condition, seconds, what, every=0.02):
    """The first true value of the condition, and the seconds it took."""
    begun = time.monotonic()
    while not (value := condition()):
        if time.monotonic() - begun > seconds:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(every)
    return value, time.monotonic() - begun
