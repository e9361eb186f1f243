#!/usr/bin/python3
"""E-mails, on a real mail server that writes each one into the folder BM_TEST_MAIL (tests/support/smtp_sink.py).
usage: mail.py URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import application, citizen_number, wait_for  # noqa: E402
from checks import equal, main  # noqa: E402

PHONE = "13811112222"


def applicant(address, serial):
    return {"name": "张测试", "idNumber": citizen_number(serial), "phone": PHONE, "email": address}


def mails(address):
    """What a mail program would show of the mails to this address, oldest first."""
    folder = pathlib.Path(os.environ["BM_TEST_MAIL"])
    texts = [file.read_text() for file in sorted(folder.glob("*.txt"), key=lambda file: int(file.stem))]
    return [text for text in texts if f"envelope-to: {address}\n" in text]


def sendings(world, number, **wanted):
    done = world.bmctl("-o", "json", "call", "notification.ListSendings", json.dumps({"pageSize": 200, **wanted}))
    return [sending for sending in json.loads(done.stdout)["sendings"] if sending["caseNumber"] == number]


def N02_the_applicant_gets_a_mail_at_each_step(world):
    address = "zhang@mail.example"
    answer = world.citizen.post("/cases", application("LYJ-0201", world.township, applicant=applicant(address, 411)))
    equal(answer.status, 201, str(answer))
    number = answer.json["caseNumber"]
    wait_for(lambda: len(mails(address)) == 1, what="mail of the hand-in")
    equal(world.clerk.post(f"/cases/{number}:accept").status, 200, "accepted")
    wait_for(lambda: len(mails(address)) == 2, what="mail of the acceptance")
    acceptance = world.clerk.get(f"/cases/{number}").json["acceptance"]
    first, second = mails(address)
    assert "subject: 【便民服务】受理通知：" in second, second
    for word in (number, acceptance["receiptNumber"], acceptance["promisedDue"], acceptance["statutoryDue"]):
        assert word in second, f"{word} is not in {second}"
    for secret in (PHONE, citizen_number(411), "张测试"):
        assert secret not in first + second, f"{secret} is in a mail"
    sent = wait_for(lambda: [s for s in sendings(world, number) if s["state"] == "SENT"][1:], what="both marked")
    assert address not in json.dumps(sent), "the operator sees no address"


def N03_later_is_sent_later(world):
    address = "later1-li@mail.example"
    number = world.clerk.post("/cases", application("LYJ-0201", world.township, applicant=applicant(address, 412))).json["caseNumber"]
    waiting = wait_for(lambda: [s for s in sendings(world, number) if s["attempts"] == 1 and s["state"] == "WAITING"],
                       what="tried once")
    equal(waiting[0]["lastError"], "SMTP 451", "why")
    wait_for(lambda: len(mails(address)) == 1, 90, what="the mail a minute later")


def N03_refused_is_dead_and_sent_again_by_the_operator(world):
    address = "never-wang@mail.example"
    number = world.clerk.post("/cases", application("LYJ-0201", world.township, applicant=applicant(address, 413))).json["caseNumber"]
    dead = wait_for(lambda: sendings(world, number, state="DEAD"), what="dead")
    equal((dead[0]["attempts"], dead[0]["lastError"]), (1, "SMTP 550"), "dead at once")
    again = json.dumps({"sending": dead[0]["sending"]})
    world.bmctl("call", "notification.RetrySending", again)
    wait_for(lambda: sendings(world, number, state="DEAD"), what="dead again")
    assert world.bmctl("call", "notification.RetrySending", json.dumps({"sending": "01890000-0000-7000-8000-000000000001"}),
                       check=False).returncode != 0, "no such mail"


def the_log_holds_no_address(world):
    for file in (world.state / "log").rglob("*"):
        if file.is_file():
            assert b"@mail.example" not in file.read_bytes(), file


if __name__ == "__main__":
    if not os.environ.get("BM_TEST_MAIL"):
        sys.exit("BM_TEST_MAIL names no folder: run tests/e2e/run")
    # The one that waits a minute is the last that speaks HTTP: the gateway closes connections that say nothing.
    sys.exit(main([N02_the_applicant_gets_a_mail_at_each_step, N03_refused_is_dead_and_sent_again_by_the_operator,
                   N03_later_is_sent_later, the_log_holds_no_address]))
