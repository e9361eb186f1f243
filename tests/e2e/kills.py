#!/usr/bin/python3
"""kill -9 of one process each, under 50 hand-ins and 50 reads a second: no acknowledged case lost, none doubled, and clients that
repeat with their key see no failure. PostgreSQL away: 503 with Retry-After, and it goes on by itself.
usage: kills.py URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent / "support"))
from api import application, wait_for  # noqa: E402
from checks import equal, main  # noqa: E402

SECONDS = int(os.environ.get("BM_LOAD_SECONDS", "12"))
RATE = os.environ.get("BM_LOAD_RATE", "50")


def under_load(world, harm):
    """Runs the load, does the harm in the middle of it, and holds the load to its account."""
    with tempfile.TemporaryDirectory() as directory:
        started = pathlib.Path(directory) / "started"
        load = subprocess.Popen([str(here.parent / "support/load"), world.url, str(world.state / "accounts.json"), "--seconds",
                                 str(SECONDS), "--hand-ins", RATE, "--reads", RATE, "--started", str(started)],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            wait_for(lambda: started.exists() or load.poll() is not None, 30, what="load started")
            for n in range(3):
                wait_for(lambda: load.poll() is not None or not subprocess.call(["sleep", str(SECONDS / 6)]), SECONDS, what="a while")
                assert load.poll() is None, "the load ended before the harm"
                harm(n)
            said, _ = load.communicate(timeout=SECONDS + 120)
        finally:
            if load.poll() is None:
                load.kill()
    result = json.loads(said[said.index("{"):])
    print(f"  {json.dumps({k: v for k, v in result.items() if k not in ('failures',)})}")
    equal((result["failed"], result["lost"], result["doubled"]), (0, [], []), said)
    assert result["acknowledged"] >= SECONDS * float(RATE) * 0.99, said


def kill_one(world, binary):
    """kill -9 of one process of this binary; gone before we go on, and later replaced by the supervisor."""
    pids = world.processes(binary)
    assert pids, f"no process of {binary}"
    os.kill(pids[0], signal.SIGKILL)
    wait_for(lambda: pids[0] not in world.processes(binary), 5, what=f"{binary} {pids[0]} gone")
    wait_for(lambda: len(world.processes(binary)) >= len(pids), 20, what=f"{binary} back")


def one_review_process_is_killed(world):
    under_load(world, lambda n: kill_one(world, "bm-review"))


def a_broker_is_killed(world):
    under_load(world, lambda n: kill_one(world, "bm-broker"))


def intake_is_killed(world):
    under_load(world, lambda n: kill_one(world, "bm-intake"))


def every_case_reaches_review_once(world):
    """After all that: each accepted case has exactly one task, the outboxes are empty, no trail has a gap."""
    accepted = world.clerk.post("/cases", application("LYJ-0201", world.township, intent="ACCEPT")).json["caseNumber"]
    sql = lambda text: world.cluster("psql", "bianmin", "-At", "-c", text)  # noqa: E731
    for service in ("intake", "review", "evaluation"):
        wait_for(lambda s=service: sql(f"SELECT count(*) FROM {s}.outbox") == "0", 60, what=f"{service}'s outbox empty")
        equal(sql(f"SELECT count(*) FROM {service}.dead_letters"), "0", f"{service}'s dead letters")
    world.county.reviewer_of(world.township, accepted)
    gaps = sql("SELECT count(*) FROM (SELECT case_number FROM intake.trail GROUP BY case_number HAVING max(seq) <> count(*)) g")
    equal(gaps, "0", "trails with a gap")
    missing = sql("SELECT count(*) FROM intake.cases c WHERE c.accepted_on IS NOT NULL AND NOT EXISTS "
                  "(SELECT FROM review.tasks t WHERE t.case_number = c.case_number)")
    equal(missing, "0", "accepted cases without a task")


def database_away_is_503_and_it_comes_back(world):
    supervisor, citizen = world.state / "service/postgres", world.citizen
    subprocess.run(["sv", "-w", "20", "stop", str(supervisor)], check=True, capture_output=True)
    try:
        def away():
            answer = citizen.post("/cases", application("LYJ-0201", world.township))
            return answer if answer.status == 503 else None
        answer = wait_for(away, 20, what="503")
        assert int(answer.headers["Retry-After"]) >= 1, answer.headers
        assert answer.headers["Content-Type"].startswith("application/problem+json"), answer.headers
    finally:
        subprocess.run(["sv", "up", str(supervisor)], check=True, capture_output=True)
    wait_for(lambda: citizen.post("/cases", application("LYJ-0201", world.township)).status == 201, 30, what="201 again")


if __name__ == "__main__":
    sys.exit(main([one_review_process_is_killed, a_broker_is_killed, intake_is_killed, every_case_reaches_review_once,
                   database_away_is_503_and_it_comes_back]))
