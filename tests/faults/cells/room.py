"""F14: no room left, for PostgreSQL's data and for papers. Each lies on a small file system that the harm fills to its last byte."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
import uuid

from kit.cell import Cell
from kit.system import Spec, wait_for

DATA_MB, PAPERS_MB = 160, 24
FULL_S = 6
PAPER = b"%PDF-1.4\n" + b"x" * 400_000 + b"\n%%EOF\n"


def run(*words):
    subprocess.run(words, check=True, capture_output=True)


def onto_a_small_disk(folder, spare_mb):
    """Moves the folder onto a file system of its own with so much to spare."""
    kept = folder.with_name(folder.name + ".before")
    used = int(subprocess.run(["du", "-sm", str(folder)], capture_output=True, text=True, check=True).stdout.split()[0])
    folder.rename(kept)
    folder.mkdir()
    run("mount", "-t", "tmpfs", "-o", f"size={used + spare_mb}m", "bianmin-test", str(folder))
    run("cp", "-a", f"{kept}/.", str(folder))
    shutil.copystat(kept, folder)
    os.chown(folder, kept.stat().st_uid, kept.stat().st_gid)
    shutil.rmtree(kept)


def data_on_a_small_disk(system):
    system.supervise("down", "postgres")
    wait_for(lambda: not system.postgres_answers() and system.pid("postgres") == 0, 20, "PostgreSQL down")
    onto_a_small_disk(system.state / "pg", DATA_MB)
    system.after_stop.append(lambda: run("umount", "-l", str(system.state / "pg")))
    system.supervise("up", "postgres")
    wait_for(system.postgres_answers, 20, "PostgreSQL back")
    ready(system)


def papers_on_a_small_disk(system):
    onto_a_small_disk(system.state / "papers", PAPERS_MB)
    system.after_stop.append(lambda: run("umount", "-l", str(system.state / "papers")))
    ready(system)


def ready(system):
    wait_for(lambda: all(system.ready(name) for name in system.names()), 30, "all ready", every=0.1)


def fill(folder):
    """Takes every byte that is left; returns what gives them back."""
    ballast = pathlib.Path(folder) / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 65536):
                pass
        except OSError:
            pass
    return ballast.unlink


def fill_data(one):
    give_back = []
    one.strike("no room for PostgreSQL's data", lambda: give_back.append(fill(one.system.state / "pg")), ())
    end = time.monotonic() + FULL_S
    while time.monotonic() < end:  # what the server itself frees is taken as well
        time.sleep(0.25)
        again = pathlib.Path(one.system.state / "pg/ballast")
        if os.statvfs(again.parent).f_bavail > 0:
            with open(again, "ab", buffering=0) as file:
                try:
                    while file.write(b"\0" * 4096):
                        pass
                except OSError:
                    pass
    give_back[0]()
    one.strikes[0].until = time.monotonic()


def judge_data(one):
    full = one.attempts(one.strikes[0].at, one.strikes[0].until)
    unavailable = [a for a in full if a["status"] in (503, 507)]
    odd = [a for a in full if a["status"] >= 500 and a["status"] not in (503, 507)]
    one.least("refused for want of room", len(unavailable), 1)
    one.most("answers of 500, 502, 504", len(odd), 0, "")
    one.most("writes well again after room", one.well_again(one.strikes[0].until, float("inf")), 30)


# ---- papers ----

def upload(one, person):
    """(status, paper id or None) of a paper put."""
    request = urllib.request.Request(f"{one.system.url}/v1/papers", data=PAPER, method="PUT", headers={
        "Authorization": "Bearer " + person.token, "Content-Type": "application/pdf", "Idempotency-Key": str(uuid.uuid4())})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)["paperId"]
    except urllib.error.HTTPError as refusal:
        refusal.read()
        return refusal.code, None


def read_back(one, person, paper):
    request = urllib.request.Request(f"{one.system.url}/v1/papers/{paper}", headers={"Authorization": "Bearer " + person.token})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return hashlib.sha256(answer.read()).digest()


def fill_papers(one):
    system = one.system
    person = system.sign_in(next(a for a in system.county.accounts if a["role"] == "citizen"))
    one.papers, one.statuses = [], []
    stop = threading.Event()

    def uploads():
        while not stop.is_set():
            status, paper = upload(one, person)
            one.statuses.append((time.monotonic(), status))
            if paper:
                one.papers.append(paper)
            time.sleep(0.1)
    thread = threading.Thread(target=uploads)
    thread.start()
    wait_for(lambda: one.papers, 10, "a paper")
    give_back = []
    strike = one.strike("no room for papers", lambda: give_back.append(fill(system.state / "papers")), ())
    wait_for(lambda: any(at > strike.at and status != 201 for at, status in one.statuses), 10, "a refusal")
    time.sleep(2)
    give_back[0]()
    strike.until = time.monotonic()
    wait_for(lambda: any(at > strike.until and status == 201 for at, status in one.statuses), 30, "a paper again")
    stop.set()
    thread.join()
    one.person = person


def judge_papers(one):
    strike = one.strikes[0]
    full = [status for at, status in one.statuses if strike.at < at and status != 201]
    one.least("papers refused for want of room", len(full), 1)
    one.most("refusals that are not 503 or 507", sum(status not in (503, 507) for status in full), 0, "")
    again = min(at for at, status in one.statuses if at > strike.until and status == 201)
    one.most("a paper again after room", again - strike.until, 30)
    whole = hashlib.sha256(PAPER).digest()
    one.most("papers taken that don't read back whole", sum(read_back(one, one.person, p) != whole for p in one.papers), 0, "")
    one.most("half-written files", len(list((one.system.state / "papers").rglob("*.new.*"))), 0, "")
    one.most("other requests not well", sum(a["result"] != "ok" and a["kind"] != "bad_hand_in" for a in one.load.history), 0, "")


CELLS = [
    Cell("F14-data", "no room for PostgreSQL's data", fill_data, judge_data, Spec(prepare=data_on_a_small_disk), after=12,
         patience=40.0, drain=60.0),
    Cell("F14-papers", "no room for papers", fill_papers, judge_papers, Spec(prepare=papers_on_a_small_disk), after=2),
]
