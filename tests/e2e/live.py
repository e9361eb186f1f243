#!/usr/bin/python3
"""Live lists on the running system: what happens to a case shows at once to those who wait for it, and to nobody else.
usage: live.py URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
import http.client
import json
import pathlib
import sys
import threading
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import Api, application, wait_for  # noqa: E402
from cases import ITEM, made, main_told  # noqa: E402
from checks import equal, refused  # noqa: E402


class Stream:
    """One person's stream, read by a thread of its own: how often each topic was told, and whether it was ended."""

    def __init__(self, world, person, topics, seen=None):
        self.told, self.last_id, self.ended = {}, None, False
        parts = urllib.parse.urlsplit(world.url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        headers = {"Authorization": "Bearer " + person.token, **({"Last-Event-ID": seen} if seen else {})}
        self.connection.request("GET", f"/v1/live?topics={topics}", headers=headers)
        self.answer = self.connection.getresponse()
        equal(self.answer.status, 200, "stream")
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        event = None
        for raw in self.answer:
            name, _, value = raw.decode().rstrip("\n").partition(": ")
            if name == "event":
                event = value
            elif name == "id":
                self.last_id = value
            elif name == "data" and event == "changed":
                topic = json.loads(value)["topic"]
                self.told[topic] = self.told.get(topic, 0) + 1
            self.ended = self.ended or event == "end"
        self.connection.close()

    def waits(self, topic, times):
        wait_for(lambda: self.told.get(topic, 0) >= times, 15, what=f"{topic} told {times} times, not {self.told}")


def fresh(world, role, unit=None, other_than=None):
    """Signed in for this test alone."""
    account = world.county.account(role, unit, other_than)
    return Api(world.url).sign_in(account["username"], account["password"])


def G01_what_happens_to_a_case_shows_at_once(world):
    clerk, citizen = Stream(world, world.clerk, "cases,notifications"), Stream(world, world.citizen, "notifications")
    elsewhere = Stream(world, fresh(world, "clerk", other_than=world.township), "cases")
    supervisor = Stream(world, world.person("county_supervisor"), "figures,tasks")
    for stream, topic in ((clerk, "cases"), (clerk, "notifications"), (citizen, "notifications"), (elsewhere, "cases"),
                          (supervisor, "figures"), (supervisor, "tasks")):
        stream.waits(topic, 1)
    told = elsewhere.told["cases"]
    number = made(world.citizen.post("/cases", application(ITEM, world.township)), 201)["caseNumber"]
    clerk.waits("cases", 2)
    citizen.waits("notifications", 2)
    made(world.clerk.post(f"/cases/{number}:accept"))
    reviewer, task = world.county.reviewer_of(world.township, number)
    work = Stream(world, reviewer, "tasks")
    work.waits("tasks", 1)
    made(reviewer.post(f"/tasks/{task['task']}:claim"))
    work.waits("tasks", 2)
    supervisor.waits("figures", 2)
    supervisor.waits("tasks", 2)
    equal(elsewhere.told["cases"], told, "another township's clerk was told")


def G01_a_stream_goes_on_where_it_was(world):
    first = Stream(world, world.head, "rectifications,notifications")
    first.waits("rectifications", 1)
    first.waits("notifications", 1)
    again = Stream(world, world.head, "rectifications,notifications", first.last_id)
    number = made(world.citizen.post("/cases", application(ITEM, world.township)), 201)["caseNumber"]
    made(world.clerk.post(f"/cases/{number}:refuse", {"reason": "不属于许可范围", "law": "行政许可法第三十二条"}))
    again.waits("notifications", 1)
    equal(again.told.get("rectifications", 0), 0, "what it knew already was told anew")


def G01_a_stream_ends_with_its_session(world):
    person = fresh(world, "citizen")
    stream = Stream(world, person, "notifications")
    stream.waits("notifications", 1)
    equal(person.call("DELETE", "/sessions/current").status, 204, "signed out")
    wait_for(lambda: stream.ended, 3, what="the end")
    refused(Api(world.url).get("/live?topics=notifications"), 401)


def G01_no_more_than_four_of_a_session_and_only_the_own_lists(world):
    person = fresh(world, "clerk", world.township)
    streams = [Stream(world, person, "cases") for _ in range(4)]
    refused(person.get("/live?topics=cases"), 429, code="TOO_MANY_STREAMS")
    equal(person.call("DELETE", "/sessions/current").status, 204, "signed out")
    wait_for(lambda: all(stream.ended for stream in streams), 3, what="all four end")
    refused(world.clerk.get("/live?topics=tasks"), 403)
    refused(world.clerk.get("/live?topics=nonsense"), 400, "topics")
    refused(world.clerk.get("/live"), 400, "topics")


if __name__ == "__main__":
    sys.exit(main_told([
        G01_what_happens_to_a_case_shows_at_once,
        G01_a_stream_goes_on_where_it_was,
        G01_a_stream_ends_with_its_session,
        G01_no_more_than_four_of_a_session_and_only_the_own_lists,
    ]))
