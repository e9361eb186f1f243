#!/usr/bin/python3
"""What the database holds and who may touch it: roles, sealing, the trail's chain; and when it is away.
usage: safety.py URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import application, citizen_number, wait_for  # noqa: E402
from checks import equal, main  # noqa: E402

SERVICES = ("intake", "review", "evaluation", "notification")
PHONE, EMAIL = "13987654321", "zhang.ceshi@example.test"


def as_role(world, role, statement):
    """psql with the runtime role's own connection; exit code and what it said."""
    dsn = world.cluster("dsn", "bianmin", role)
    command = ["psql", "-X", "-At", "-v", "ON_ERROR_STOP=1", dsn, "-c", statement]
    user = (world.state / "pg").owner()
    done = subprocess.run(["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--", *command],
                          capture_output=True, text=True, timeout=30, cwd="/")
    return done.returncode, done.stdout + done.stderr


def superuser(world, statement):
    return world.cluster("psql", "bianmin", "-At", "-c", statement)


def a_role_reaches_no_other_schema(world):
    tables = [line.split("|") for line in superuser(
        world, "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('intake','review','evaluation','notification')"
    ).splitlines()]
    assert len(tables) > 20, tables
    for service in SERVICES:
        foreign = next(f"{schema}.{table}" for schema, table in tables if schema != service)
        code, said = as_role(world, f"bm_{service}", f"SELECT * FROM {foreign} LIMIT 1")
        assert code != 0 and "permission denied" in said, f"bm_{service} on {foreign}: {said}"
        own = f"{service}.outbox"
        equal(as_role(world, f"bm_{service}", f"SELECT count(*) FROM {own}")[0], 0, f"bm_{service} reads {own}")
        code, said = as_role(world, f"bm_{service}", "CREATE TABLE mine (a int)")
        assert code != 0 and "permission denied" in said, f"bm_{service} creates: {said}"


def the_trail_can_only_grow(world):
    for statement in ("UPDATE trail SET seq = seq", "DELETE FROM trail", "TRUNCATE trail"):
        code, said = as_role(world, "bm_intake", statement)
        assert code != 0 and "permission denied" in said, f"{statement}: {said}"


def filled_case(world):
    applicant = {"name": "张测试", "idNumber": citizen_number(313), "phone": PHONE, "email": EMAIL}
    body = application("LYJ-0201", world.township, applicant=applicant, form={"联系电话": PHONE, "身份证号": citizen_number(313)})
    return world.clerk.post("/cases", dict(body, intent="ACCEPT")).json["caseNumber"]


def a_dump_holds_no_id_number_and_no_phone(world):
    number = filled_case(world)
    wait_for(lambda: superuser(world, "SELECT count(*) FROM intake.outbox") == "0", 30, what="outbox empty")
    dump = world.cluster("dump", "bianmin").lower()
    assert number in dump, "the dump is of the filled system"
    for secret in (citizen_number(313), citizen_number(77), PHONE, "13812345678", EMAIL):
        for form in (secret, secret.encode().hex(), re.sub("x$", "X", secret)):
            assert form.lower() not in dump, f"the dump holds {form}"


def logs_hold_no_id_number_and_no_phone(world):
    secrets = [citizen_number(313).encode(), PHONE.encode(), EMAIL.encode(), b"13812345678"]
    files = [file for file in (world.state / "log").rglob("*") if file.is_file()]
    assert files, "there are logs"
    for file in files:
        text = file.read_bytes()
        assert not any(secret in text for secret in secrets), file


def papers_on_disk_are_sealed(world):
    mark = b"%PDF-1.4\n% a mark nobody else writes 7f3a\n%%EOF\n"
    equal(world.citizen.call("PUT", "/papers", mark, headers={"Content-Type": "application/pdf"}).status, 201, "uploaded")
    files = [file for file in (world.state / "papers").rglob("*") if file.is_file()]
    assert files, "there are papers"
    assert not any(b"a mark nobody else writes" in file.read_bytes() for file in files)


def R10_the_trail_verifies_and_one_byte_breaks_it(world):
    number = filled_case(world)
    world.bmctl("trail", "verify", number)
    where = f"FROM intake.trail WHERE case_number = '{number}' AND seq = 1"
    before = superuser(world, f"SELECT text {where}")
    superuser(world, f"UPDATE intake.trail SET text = overlay(text placing 'X' from 12 for 1) WHERE case_number = '{number}' AND seq = 1")
    assert world.bmctl("trail", "verify", number, check=False).returncode == 1, "one byte was changed"
    escaped = before.replace("'", "''")
    superuser(world, f"UPDATE intake.trail SET text = '{escaped}' WHERE case_number = '{number}' AND seq = 1")
    world.bmctl("trail", "verify", number)


def R10_a_last_row_that_is_cut_off_is_missed(world):
    number = filled_case(world)
    superuser(world, f"DELETE FROM intake.trail WHERE case_number = '{number}' AND seq = (SELECT max(seq) FROM intake.trail "
                     f"WHERE case_number = '{number}')")
    assert world.bmctl("trail", "verify", number, check=False).returncode == 1


def R10_openssl_recomputes_a_link(world):
    number = filled_case(world)
    with tempfile.TemporaryDirectory() as folder:
        world.bmctl("trail", "export", number, folder)
        names = sorted(file.name for file in pathlib.Path(folder).iterdir() if file.name.isdigit())
        assert names, "there are rows"
        said = subprocess.run(["openssl", "dgst", "-sm3", *names], cwd=folder, capture_output=True, text=True, check=True)
        equal(said.stdout, (pathlib.Path(folder) / "links").read_text(), "links")


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
    sys.exit(main([a_role_reaches_no_other_schema, the_trail_can_only_grow, a_dump_holds_no_id_number_and_no_phone,
                   logs_hold_no_id_number_and_no_phone, papers_on_disk_are_sealed,
                   R10_the_trail_verifies_and_one_byte_breaks_it, R10_a_last_row_that_is_cut_off_is_missed,
                   R10_openssl_recomputes_a_link, database_away_is_503_and_it_comes_back]))
