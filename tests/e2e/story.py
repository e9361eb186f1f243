#!/usr/bin/python3
"""One case from door to door: the story of the README, over HTTP, on real processes.
usage: story.py URL ACCOUNTS_JSON [BMCTL …]   (BMCTL: the command that runs bmctl against the system; then the trail is verified too)"""
import hashlib
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import Api, County, citizen_number, find, pages, wait_for  # noqa: E402

ITEM = "LYJ-0201"  # 林木采伐许可: promised, 7 of 20 working days
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Story:
    def __init__(self, url, accounts, bmctl):
        self.county = County(url, accounts)
        self.bmctl = bmctl
        self.clerk_account = self.county.account("clerk")
        self.township = self.clerk_account["unit"]
        self.checks = 0

    def check(self, condition, what):
        if not condition:
            raise AssertionError(what)
        self.checks += 1
        print(f"  ok {what}")

    def case(self, person=None):
        answer = (person or self.clerk).get(f"/cases/{self.number}")
        assert answer.status == 200, answer
        return answer.json

    def act(self, person, action, body=None, state=None):
        answer = person.post(f"/cases/{self.number}:{action}", body or {})
        self.check(answer.status == 200, f"{action}: {answer.status}" + ("" if answer.status == 200 else f" {answer}"))
        if state:
            self.check(answer.json["state"] == state, f"{action} → {answer.json['state']}")
        return answer.json

    def inbox(self, person, text):
        """An inbox entry of this case whose title or text holds `text`."""
        def look():
            return [n for n in pages(person, "/notifications", "notifications")
                    if n["caseNumber"] == self.number and text in n["title"] + n["text"]]
        self.check(wait_for(look, 15, what=f"inbox «{text}»"), f"inbox of {person.subject['role']}: {text}")

    def hand_in(self):
        self.citizen = self.county.person("citizen")
        self.clerk = self.county.person("clerk", self.township)
        self.head = self.county.person("centre_head", self.township)
        paper = self.citizen.call("PUT", "/papers", PDF, headers={"Content-Type": "application/pdf"})
        self.check(paper.status == 201, f"paper uploaded: {paper.status}")
        self.check(paper.json["sha256"] == hashlib.sha256(PDF).hexdigest(), "its hash is the file's")
        self.paper = paper.json["paperId"]
        answer = self.citizen.post("/cases", {
            "itemCode": ITEM, "unit": self.township,
            "applicant": {"name": "张测试", "idNumber": citizen_number(77), "phone": "13812345678"},
            "form": {"林权证号": "530623-0001"}, "papers": [{"name": "采伐申请表", "paperId": self.paper}],
            "intent": "SUBMIT"})
        self.check(answer.status == 201 and answer.json["state"] == "SUBMITTED", f"handed in: {answer}")
        self.number, self.code = answer.json["caseNumber"], answer.json["queryCode"]

    def correct(self):
        seen = self.case()
        self.check(seen["applicant"]["name"] == "张*" or seen["applicant"]["name"].startswith("张*"), "name masked")
        self.check(seen["applicant"]["idNumber"][-4:] == citizen_number(77)[-4:] and "*" in seen["applicant"]["idNumber"],
                   "ID number masked")
        self.act(self.clerk, "requestCorrection", {"missing": ["采伐设计"], "notes": "请补交采伐设计一份"}, "CORRECTION")
        self.inbox(self.citizen, "采伐设计")
        again = self.clerk.post(f"/cases/{self.number}:accept")
        self.check(again.status == 409, "accept while it waits for the correction: 409")
        paper = self.citizen.call("PUT", "/papers", PDF + b"2", headers={"Content-Type": "application/pdf"}).json
        self.act(self.citizen, "correct", {"papers": [{"name": "采伐设计", "paperId": paper["paperId"]}], "form": {}},
                 "SUBMITTED")
        twice = self.clerk.post(f"/cases/{self.number}:requestCorrection", {"missing": ["林权证"], "notes": "再补"})
        self.check(twice.status == 409, "a second notice of what the first could have named: 409")

    def accept(self):
        got = self.act(self.clerk, "accept", {}, "ACCEPTED")
        acceptance = got["acceptance"]
        self.check(acceptance["promisedDue"] < acceptance["statutoryDue"] and acceptance["receiptNumber"],
                   f"both due dates: {acceptance}")
        oracle = self.clerk.post("/deadlines:compute", {"start": acceptance["acceptedOn"], "limitDays": 7}, key=None)
        self.check(oracle.json["due"] == acceptance["promisedDue"], "the promised date is the calendar's")
        self.inbox(self.citizen, "受理")

    def decide(self):
        reviewer, task = self.county.reviewer_of(self.township, self.number)
        self.reviewer = reviewer
        self.inbox(reviewer, "受理")
        claimed = reviewer.post(f"/tasks/{task['task']}:claim")
        self.check(claimed.status == 200 and claimed.json["state"] == "CLAIMED", f"claimed: {claimed.status}")
        wait_for(lambda: self.case()["state"] == "IN_REVIEW", what="IN_REVIEW")
        denied = reviewer.post(f"/tasks/{task['task']}:decide", {"outcome": "DENY", "reasons": "理由"})
        self.check(denied.status == 400, "a denial without its law: 400")
        granted = reviewer.post(f"/tasks/{task['task']}:decide",
                                {"outcome": "GRANT", "reasons": "符合采伐条件", "certificateValidUntil": "2027-12-31"})
        self.check(granted.status == 200 and granted.json["state"] == "DECIDED", f"granted: {granted}")
        wait_for(lambda: self.case()["state"] == "DECIDED", what="DECIDED")
        decision = self.case()["decision"]
        self.check(decision["outcome"] == "GRANT" and decision["certificateNumber"], f"certificate: {decision}")
        self.inbox(self.citizen, "决定")

    def deliver(self):
        early = Api(self.county.url).post("/ratings", {"caseNumber": self.number, "queryCode": self.code, "level": "SATISFIED"})
        self.check(early.status == 409, "rated before delivery: 409")
        self.act(self.clerk, "deliver", {"method": "WINDOW", "receiver": "张测试"}, "CLOSED")
        progress = Api(self.county.url).get(f"/progress/{self.number}?queryCode={self.code}")
        self.check(progress.status == 200, "progress by the query code")
        states = [step["state"] for step in progress.json["steps"]]
        self.check(states == ["SUBMITTED", "CORRECTION", "SUBMITTED", "ACCEPTED", "IN_REVIEW", "DECIDED", "DELIVERED", "CLOSED"],
                   f"its steps: {states}")
        self.inbox(self.citizen, "送达")

    def rate(self):
        body = {"caseNumber": self.number, "queryCode": self.code, "level": "VERY_DISSATISFIED", "tags": ["态度生硬"],
                "comment": "等了很久"}

        def given():
            answer = Api(self.county.url).post("/ratings", body)
            return answer if answer.status != 409 else None
        answer = wait_for(given, 15, what="rating open")
        self.check(answer.status == 201, f"rated without a session: {answer.status}")
        second = Api(self.county.url).post("/ratings", body)
        self.check(second.status == 409, "a second rating: 409")

    def rectify(self):
        found = wait_for(lambda: find(self.head, "/rectifications", "rectifications", caseNumber=self.number),
                         what="rectification")
        self.check(found["state"] == "OPEN" and found["due"], f"rectification: {found}")
        path = f"/rectifications/{found['rectification']}"
        self.check(self.head.post(path + ":close", {"answer": "已答复"}).status == 409, "closed before the call-back: 409")
        for action, body, state in (("callBack", {"reached": True, "notes": "已电话回访"}, "CALLED_BACK"),
                                    ("rectify", {"measures": "窗口人员培训"}, "RECTIFIED"),
                                    ("close", {"answer": "已向群众说明并致歉"}, "CLOSED")):
            answer = self.head.post(f"{path}:{action}", body)
            self.check(answer.status == 200 and answer.json["state"] == state, f"{action}: {answer}")
        self.inbox(self.head, "整改")

    def trail(self):
        supervisor = self.county.person("county_supervisor")
        wanted = ["submit", "requestCorrection", "correct", "accept", "claim", "decide", "deliver", "close", "rate",
                  "rectificationOpened", "callBack", "rectify", "rectificationClosed"]

        def complete():
            entries = supervisor.get(f"/cases/{self.number}/trail").json["entries"]
            return entries if len(entries) >= len(wanted) else None
        entries = wait_for(complete, 15, what="trail")
        self.check([entry["action"] for entry in entries] == wanted, f"each step in the trail: {[e['action'] for e in entries]}")
        self.check([entry["seq"] for entry in entries] == list(range(1, len(entries) + 1)), "without a gap")
        hidden = self.clerk.get(f"/cases/{self.number}/trail").json["entries"]
        self.check(not {"rate", "callBack"} & {entry["action"] for entry in hidden}, "the rated unit's clerk sees no rating")
        if self.bmctl:
            done = subprocess.run(self.bmctl + ["trail", "verify", self.number], capture_output=True, text=True)
            self.check(done.returncode == 0, f"bmctl trail verify: {done.stdout.strip()} {done.stderr.strip()}")

    def run(self):
        for step in (self.hand_in, self.correct, self.accept, self.decide, self.deliver, self.rate, self.rectify, self.trail):
            print(step.__name__)
            step()
        print(f"{self.number}")
        print(f"{self.checks} passed, 0 failed")


if __name__ == "__main__":
    Story(sys.argv[1], sys.argv[2], sys.argv[3:]).run()
