"""F9p: power loss of PostgreSQL, in a system of two servers: intake's, and the one of the other three. With one server, all of one log is
lost from a point on, and an event can't outrun its cause. Nothing but PostgreSQL is harmed: services, brokers and gateway keep what they
have in memory, answers and deliveries under way go out, and the clients hold them to it."""
import os
import pathlib
import pwd
import re
import shutil
import subprocess
import time

from kit.cell import Cell
from kit.system import TREE, Spec, wait_for
from power.power import kill_server, settings, undo

FLUSH_MS = 15  # a disk that turns: what is not waited for stays unsafe long enough to be seen
MOVED = ("review", "evaluation", "notification")
SERVERS = {"intake's": "pg", "the others'": "pg-2"}
FOLDERS = {"pg": "postgres", "pg-2": "postgres-2"}


def binaries(system):
    """The library and its tool; builds without tests have none, then those of the tree."""
    builds = [pathlib.Path(system.environment["BM_BUILD_DIR"]), *(TREE / "build" / preset for preset in ("release", "debug", "asan"))]
    found = next((build / "bin" for build in builds if (build / "bin/libbm_power.so").exists()), None)
    if found is None:
        raise RuntimeError("libbm_power is not built; cmake --build --preset release --target bm_power bm-power-loss")
    return found


def user_of(system):
    return pwd.getpwuid((system.state / "pg").stat().st_uid)


def answers(system, server):
    return subprocess.call([str(TREE / "deploy/postgres/cluster"), "status", str(system.state / server)], stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL) == 0


def edit(system, name, change):
    """A service folder's run file, for when it starts next."""
    path = system.state / "service" / name / "run"
    path.write_text(change(path.read_text()))


def forgetful(system, server):
    """What a server's environment is to be."""
    words = settings(system.state / server / "journals", system.state / "app/libbm_power.so", FLUSH_MS)
    return " ".join(f"{name}={value}" for name, value in words.items())


def copy_server(system):
    """The stopped server a second time, with its data, roles and passwords, as a service of its own."""
    state = system.state
    subprocess.run(["cp", "-a", str(state / "pg"), str(state / "pg-2")], check=True)
    with open(state / "pg-2/data/postgresql.conf", "a", encoding="utf-8") as settings_file:
        settings_file.write(f"unix_socket_directories = '{state}/pg-2/sock'\n")
    folder = state / "service/postgres-2"
    draft = state / "run/postgres-2"
    shutil.copytree(state / "service/postgres", draft, ignore=shutil.ignore_patterns("supervise"))
    (draft / "log/run").write_text((draft / "log/run").read_text().replace("log/postgres", "log/postgres-2"))
    (draft / "run").write_text((draft / "run").read_text().replace(f"{state}/pg/", f"{state}/pg-2/"))
    subprocess.run(["cp", "-a", str(state / "log/postgres"), str(state / "log/postgres-2")], check=True)
    user = user_of(system)
    for path in [draft, *draft.rglob("*")]:
        os.chown(path, user.pw_uid, user.pw_gid)
    draft.rename(folder)


def prepare(system):
    """Once the system is up: a second server for three services, both on a disk that forgets."""
    names = system.names()
    for name in [*names, "postgres"]:
        subprocess.run(["sv", "-w", "20", "down", str(system.state / "service" / name)], check=True, capture_output=True)
    user, source = user_of(system), binaries(system)
    for name in ("libbm_power.so", "bm-power-loss"):
        shutil.copy(source / name, system.state / "app" / name)
    copy_server(system)
    for server in SERVERS.values():
        journals = system.state / server / "journals"
        journals.mkdir()
        os.chown(journals, user.pw_uid, user.pw_gid)
        words = forgetful(system, server)
        edit(system, FOLDERS[server], lambda text, w=words: text.replace("env -i", f"env -i {w}", 1))
    for name in names:
        if re.match("|".join(MOVED), name):
            edit(system, name, lambda text: text.replace(f"{system.state}/pg/", f"{system.state}/pg-2/"))
    for server, folder in FOLDERS.items():
        wait_for(lambda f=folder: (system.state / f"service/{f}/supervise/ok").exists(), 20, "a supervisor of the second server")
        system.supervise("up", folder)
        wait_for(lambda s=server: answers(system, s), 30, f"{server} answers")
    join_views(system)
    for name in names:
        system.supervise("up", name)
    wait_for(lambda: all(system.ready(name) for name in names), 60, "all ready")


def join_views(system):
    """Whoever reads what stands asks intake's server for all of it: the others' tables are there as foreign ones."""
    sql = ["CREATE EXTENSION postgres_fdw;", f"CREATE SERVER others FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '{system.state}/pg-2/sock',"
           " dbname 'bianmin');", "CREATE USER MAPPING FOR postgres SERVER others OPTIONS (user 'postgres', password_required 'false');"]
    for schema in MOVED:
        sql.append(f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}; IMPORT FOREIGN SCHEMA {schema} FROM SERVER others INTO {schema};")
    system.sql("\n".join(sql))


def lose_power(one):
    system = one.system
    which = one.dice.choice([["intake's"], ["the others'"], list(SERVERS)])
    servers = [SERVERS[name] for name in which]
    for server in servers:
        system.supervise("once", FOLDERS[server])  # who dies is not started again
    one.strike("power loss of " + " and ".join(which) + " server", lambda: [kill_server(system.state / s / "data") for s in servers])
    one.undone = [undo(system.state / s / "data", system.state / s / "journals", system.state / "app/bm-power-loss") for s in servers]
    for server in servers:
        system.supervise("up", FOLDERS[server])
        wait_for(lambda s=server: answers(system, s), 30, f"{server} answers")
    one.back = time.monotonic()


def judge(one):
    one.least("bytes undone", sum(undone["bytes"] for undone in one.undone), 1, "")
    one.most("well again after PostgreSQL is", one.well_again(one.back, float("inf")), 5)


CELLS = [Cell("F9p", "power loss of PostgreSQL: what was not synced is undone", lose_power, judge, before=1.5, after=3, drain=6,
              spec=Spec(prepare=prepare), rates={"hand_in": 40.0, "claim": 20.0, "decide": 20.0})]
