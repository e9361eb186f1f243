#!/usr/bin/python3
"""Two at the same moment: exactly one wins, and a key never does its work twice.
usage: races.py URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
import pathlib
import sys
import threading
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import Api, application, pages, wait_for  # noqa: E402
from checks import equal, main  # noqa: E402

ROUNDS = 12


def together(*acts):
    """Runs the acts at the same moment; their answers in order."""
    gate = threading.Barrier(len(acts))
    answers = [None] * len(acts)

    def run(n, act):
        gate.wait()
        answers[n] = act()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def twin(person):
    """The same session on a connection of its own."""
    other = Api(f"http://{person.host}:{person.port}")
    other.token = person.token
    return other


def won(answers, status):
    return [answer for answer in answers if answer.status == status]


def two_clerks_accept_one_case(world):
    for _ in range(ROUNDS):
        number = world.citizen.post("/cases", application("LYJ-0201", world.township)).json["caseNumber"]
        people = [twin(world.clerk) for _ in range(4)]
        answers = together(*[lambda p=p: p.post(f"/cases/{number}:accept") for p in people])
        equal(sorted(a.status for a in answers), [200, 409, 409, 409], str(answers))


def two_reviewers_claim_and_decide_one_task(world):
    for _ in range(ROUNDS):
        number = world.clerk.post("/cases", application("LYJ-0201", world.township, intent="ACCEPT")).json["caseNumber"]
        reviewer, task = world.county.reviewer_of(world.township, number)
        path = f"/tasks/{task['task']}"
        claims = together(*[lambda p=twin(reviewer): p.post(path + ":claim") for _ in range(4)])
        equal(sorted(a.status for a in claims), [200, 409, 409, 409], str(claims))
        decisions = together(*[lambda p=twin(reviewer), o=o: p.post(path + ":decide", {"outcome": o, "reasons": "理由", "law": "法"})
                               for o in ("GRANT", "DENY", "GRANT", "DENY")])
        equal(sorted(a.status for a in decisions), [200, 409, 409, 409], str(decisions))


def a_second_rating_at_the_same_moment(world):
    got = world.citizen.post("/cases", application("LYJ-0201", world.township)).json
    number = got["caseNumber"]
    world.clerk.post(f"/cases/{number}:redirect", {"to": "外县", "reason": "不归本县"})
    probe = {"caseNumber": number, "queryCode": got["queryCode"], "level": "DISSATISFIED"}  # lacks its reason: stores nothing
    wait_for(lambda: world.nobody().post("/ratings", probe).status == 400, what="rating open")
    body = {"caseNumber": number, "queryCode": got["queryCode"], "level": "SATISFIED"}
    answers = together(*[lambda: Api(world.url).post("/ratings", body) for _ in range(4)])
    equal(sorted(a.status for a in answers), [201, 409, 409, 409], str(answers))


def one_key_sent_at_the_same_moment_does_its_work_once(world):
    for n in range(ROUNDS):
        mark = uuid.uuid4().hex
        key, body = str(uuid.uuid4()), application("LYJ-0201", world.township, form={"mark": mark})
        answers = together(*[lambda p=twin(world.citizen): p.post("/cases", body, key=key) for _ in range(6)])
        made = won(answers, 201)
        assert made and all(a.status in (201, 409) for a in answers), answers
        equal(len({a.body for a in made}), 1, "one answer, word for word")
        stored = [c for c in pages(world.citizen, "/cases?pageSize=50", "cases") if c["form"].get("mark") == mark]
        equal(len(stored), 1, "stored once")


if __name__ == "__main__":
    sys.exit(main([two_clerks_accept_one_case, two_reviewers_claim_and_decide_one_task, a_second_rating_at_the_same_moment,
                   one_key_sent_at_the_same_moment_does_its_work_once]))
