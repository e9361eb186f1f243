"""Power loss of a PostgreSQL server that runs under libbm_power.so: kill it whole, undo what was not synced."""
import json
import os
import pathlib
import pwd
import signal
import subprocess
import sys
import time

here = pathlib.Path(__file__).resolve().parent
tree = here.parents[2]
sys.path.insert(0, str(tree / "tests/support"))
from api import wait_for  # noqa: E402


def settings(journals, library, flush_ms):
    """The environment that makes a server's disk forget."""
    return {"LD_PRELOAD": str(library), "BM_POWER_JOURNAL": str(journals), "BM_POWER_FLUSH_MS": str(flush_ms)}


def servers_of(data):
    """Pids of the processes whose working directory is this data directory: PostgreSQL's and nobody else's."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.readlink(entry / "cwd") == str(data):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def kill_server(data):
    """All of it at once, by SIGKILL; who was born meanwhile, too."""
    end = time.monotonic() + 10
    while pids := servers_of(data):
        assert time.monotonic() < end, f"they do not die: {pids}"
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def undo(data, journals, tool):
    """What was not synced is gone; says how much."""
    owner = pwd.getpwuid(os.stat(data).st_uid)
    done = subprocess.run([str(tool), str(journals), str(data)], capture_output=True, text=True, user=owner.pw_uid, group=owner.pw_gid,
                          cwd="/")
    assert done.returncode == 0, f"{tool}: {done.stdout} {done.stderr}"
    return json.loads(done.stdout)


class Server:
    """A server of a cluster directory of deploy/postgres/cluster, started by us, without a supervisor."""

    def __init__(self, directory, binaries, flush_ms=0):
        self.directory, self.data = pathlib.Path(directory), pathlib.Path(directory) / "data"
        self.journals = self.directory / "journals"
        self.owner = pwd.getpwuid(os.stat(self.data).st_uid)
        self.tool, self.process = binaries / "bm-power-loss", None
        self.settings = settings(self.journals, binaries / "libbm_power.so", flush_ms)
        self.journals.mkdir(exist_ok=True)
        os.chown(self.journals, self.owner.pw_uid, self.owner.pw_gid)

    def cluster(self, action, *arguments):
        return subprocess.run([str(tree / "deploy/postgres/cluster"), action, str(self.directory), *arguments], capture_output=True,
                              text=True, timeout=60)

    def sql(self, text, database="postgres"):
        done = self.cluster("psql", database, "-At", "-c", text)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *options):
        command = [*self.cluster("server").stdout.split(), *options]
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **self.settings}
        with open(self.directory / "server.log", "ab") as log:
            self.process = subprocess.Popen(command, env=environment, cwd="/", stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                            user=self.owner.pw_uid, group=self.owner.pw_gid)
        wait_for(lambda: self.cluster("status").returncode == 0, 30, what="the server answers")

    def lose_power(self):
        kill_server(self.data)
        self.process.wait()
        return undo(self.data, self.journals, self.tool)

    def stop(self):
        if self.process is not None:
            kill_server(self.data)
            self.process.wait()
