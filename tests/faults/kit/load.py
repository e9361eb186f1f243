"""The steady open load: arrivals are planned ahead and wait for nobody's answer; every attempt is written down.

A line of the history is one attempt:
  key       Idempotency-Key of the operation (of a read: a number of its own); its attempts share it
  kind      hand_in, once (a hand-in nobody repeats), bad_hand_in (names a paper that is not there), claim, decide, read_*
  service   whose lane answers it
  attempt   1, 2, …
  planned, start, end   monotonic seconds; `planned` is when the client wanted it
  result    ok | fail (a definite refusal: nothing was done) | unknown
  status    HTTP status, 0 when no answer came; code: of the problem, or what broke; retry_after: that header
  who, mark, hash       account, what the body is marked with, its hash; case, task: what it is about, as far as it is known

Clients repeat with the same key on a broken connection, 408, 409 KEY_IN_USE, 429 and 5xx, as long as Retry-After says, until their
patience (seconds from the plan) is over.
"""
import asyncio
import collections
import json
import random
import sys
import threading
import time
import urllib.parse
import uuid

from kit.http import Broken, Client
from kit.words import hash_of_sent

ITEM = "LYJ-0201"  # promised: goes through review
AGAIN = {408, 429, 500, 502, 503, 504}
RATES = {"hand_in": 26.0, "once": 3.0, "bad_hand_in": 1.0, "claim": 10.0, "decide": 10.0,
         "read_case": 30.0, "read_inbox": 10.0, "read_ratings": 10.0}  # a second: 30 hand-ins, 20 reviews, 50 reads
SERVICE = {"hand_in": "intake", "once": "intake", "bad_hand_in": "intake", "claim": "review", "decide": "review",
           "read_case": "intake", "read_inbox": "notification", "read_ratings": "evaluation", "list_tasks": "review"}
HAND_INS = ("hand_in", "once", "bad_hand_in")
WRITES = (*HAND_INS, "claim", "decide")
ATTEMPT_SECONDS = 15.0  # longer than the gateway takes for anything
NO_PAPER = "0193a1b2-0000-7000-8000-000000000000"


class Load:
    """start() … stop(); `history` holds the attempts that have ended, `failed` the operations whose patience ended."""

    def __init__(self, url, people, seed, application, rates=None, patience=20.0):
        parts = urllib.parse.urlsplit(url)
        self.address = (parts.hostname, parts.port)
        self.people, self.application, self.patience = people, application, patience
        self.rates = RATES | (rates or {})
        self.seed, self.dice = seed, random.Random(seed)
        self.mark = "m" + "".join(random.choices("abcdefghkmnpqrstuvwxyz", k=10))  # like the keys never the same, whatever the seed
        self.history, self.failed = [], []
        self.flying = collections.Counter()  # service → attempts under way
        self.known, self.open, self.claimed = [], {}, collections.deque()
        self.seen, self.count = set(), 0
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self.broke = None  # what killed the load itself

    def start(self):
        self.begun = time.monotonic()
        self.thread.start()

    def stop(self):
        """No more arrivals; waits for what is under way, at most as long as a client's patience."""
        self.stopping.set()
        self.thread.join(self.patience + ATTEMPT_SECONDS + 10)
        if self.thread.is_alive():
            raise RuntimeError("the load did not end")
        if self.broke is not None:
            raise RuntimeError("the load broke") from self.broke

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            for attempt in self.history:
                file.write(json.dumps(attempt, ensure_ascii=False) + "\n")

    # -- arrivals

    async def _run(self):
        self.client = Client(*self.address)
        operations = set()
        try:
            watchers = [asyncio.create_task(self._watch(person)) for person in self.people.reviewers]
            async for kind in self._arrivals():
                operations.add(task := asyncio.create_task(self._operate(kind, time.monotonic())))
                task.add_done_callback(self._ended)
                task.add_done_callback(operations.discard)
            await asyncio.wait([*operations, *watchers])
        except Exception as problem:  # noqa: BLE001 — shown by stop()
            self.broke = problem
        self.client.close()

    def _ended(self, task):
        if not task.cancelled() and task.exception() is not None:
            self.broke = task.exception()

    async def _arrivals(self):
        """Each kind by itself, with exponential gaps: requests come in clumps, as people do."""
        due = {kind: self.begun + self.dice.expovariate(rate) for kind, rate in self.rates.items() if rate > 0}
        while not self.stopping.is_set():
            kind = min(due, key=due.get)
            wait = due[kind] - time.monotonic()
            if wait > 0:
                await asyncio.sleep(min(wait, 0.2))
                continue
            due[kind] += self.dice.expovariate(self.rates[kind])
            yield kind

    async def _operate(self, kind, planned):
        self.count += 1
        await getattr(self, "_" + (kind if kind not in HAND_INS else "hand_in"))(kind, planned)

    # -- operations

    async def _hand_in(self, kind, planned):
        person = self.dice.choice(self.people.clerks + self.people.citizens if kind == "hand_in" else self.people.clerks)
        serial, mark = self.count, f"{self.mark}-{self.count}"
        body = self.application(ITEM, person.unit or self.dice.choice(self.people.clerks).unit, serial=serial,
                                intent="ACCEPT" if person.role == "clerk" else "SUBMIT",
                                form={"load": mark, "说明": "林" * self.dice.randrange(1, 200)})
        if kind == "bad_hand_in":
            body["papers"] = [{"name": "林权证", "paperId": NO_PAPER}]
        done = await self._persist(kind, planned, person, "POST", "/cases", body, mark=mark, hash=hash_of_sent(body))
        if done is not None:
            self.known.append((done["caseNumber"], person))

    async def _claim(self, kind, planned):
        waiting = [person for person in self.people.reviewers if self.open.get(person.name)]
        if not waiting:
            return
        person = self.dice.choice(waiting)
        task = self.open[person.name].popleft()
        about = {"task": task["task"], "case": task["caseNumber"]}
        if await self._persist(kind, planned, person, "POST", f"/tasks/{task['task']}:claim", {}, **about) is not None:
            self.claimed.append((person, about))

    async def _decide(self, kind, planned):
        if not self.claimed:
            return
        person, about = self.claimed.popleft()
        mark = f"{self.mark}-{self.count}"
        body = {"outcome": "DENY", "reasons": mark, "law": "第三十八条"}
        await self._persist(kind, planned, person, "POST", f"/tasks/{about['task']}:decide", body, mark=mark, **about)

    async def _read_case(self, kind, planned):
        number, person = self.dice.choice(self.known[-500:]) if self.known else (None, self.people.citizens[0])
        await self._persist(kind, planned, person, "GET", f"/cases/{number}" if number else "/cases?pageSize=1")

    async def _read_inbox(self, kind, planned):
        await self._persist(kind, planned, self.dice.choice(self.people.citizens), "GET", "/notifications?pageSize=5")

    async def _read_ratings(self, kind, planned):
        await self._persist(kind, planned, self.people.head, "GET", "/rectifications?pageSize=5")

    async def _watch(self, person):
        """A reviewer looks at the work list now and then."""
        while not self.stopping.is_set():
            if len(self.open.setdefault(person.name, collections.deque())) < 60:
                status, _, content, _ = await self._attempt("list_tasks", 1, str(uuid.uuid4()), time.monotonic(), person, "GET",
                                                            "/tasks?state=OPEN&pageSize=150", None, {})
                for task in json.loads(content)["tasks"] if status == 200 else ():
                    if task["task"] not in self.seen:
                        self.seen.add(task["task"])
                        self.open[person.name].append(task)
            await asyncio.sleep(0.4)

    # -- one operation, its attempts

    async def _persist(self, kind, planned, person, method, path, body=None, **about):
        """The answer's JSON when it went well, else None."""
        key = str(uuid.uuid4())
        attempt = 1
        while True:
            status, headers, content, problem = await self._attempt(kind, attempt, key, planned, person, method, path, body, about)
            if status in (200, 201):
                return json.loads(content)
            if not (status == 0 or status in AGAIN or problem == "KEY_IN_USE"):
                break
            if kind == "once" or time.monotonic() > planned + self.patience:
                break
            wait = float(headers.get("retry-after", 0)) if headers else 0.0
            await asyncio.sleep(max(wait, 0.05) + self.dice.random() * 0.3)
            attempt += 1
        if kind not in ("once", "bad_hand_in") or (kind == "bad_hand_in" and status != 404):
            self.failed.append(f"{kind} {key}: {status} {problem} after {attempt} attempts")
        return None

    async def _attempt(self, kind, number, key, planned, person, method, path, body, about):
        headers = {"Authorization": "Bearer " + person.token}
        content = None
        if method == "POST":
            headers["Idempotency-Key"] = key
            content = json.dumps(body, ensure_ascii=False).encode()
        line = {"key": key, "kind": kind, "service": SERVICE[kind], "attempt": number, "planned": planned, "who": person.name,
                **about, "start": time.monotonic()}
        self.flying[line["service"]] += 1
        status, answered, said, problem = 0, None, b"", ""
        try:
            status, answered, said = await self.client.send(method, "/v1" + path, headers, content, ATTEMPT_SECONDS)
        except Broken as broken:
            problem = str(broken)
        finally:
            self.flying[line["service"]] -= 1
            problem = problem or (json.loads(said).get("code", "") if status >= 400 else "")
            line |= {"end": time.monotonic(), "status": status, "retry_after": (answered or {}).get("retry-after", ""), "code": problem, "result": result_of(status, problem)}
            if status == 201 and kind in HAND_INS:
                line["case"] = json.loads(said)["caseNumber"]
            self.history.append(line)
        return status, answered, said, problem


def result_of(status, code):
    """Whether something was done, not done, or nobody knows. What is shed, or still at work under the key, is not done by this."""
    if 200 <= status < 300:
        return "ok"
    if 400 <= status < 500 and status != 408:
        return "fail" if code != "KEY_IN_USE" else "unknown"
    return "unknown"


class Person:
    def __init__(self, account, api):
        self.name, self.role, self.unit, self.token = account["username"], account["role"], account["unit"], api.token


class People:
    """Who takes part, signed in once: clerks and reviewers of three townships, the citizens, a centre head."""

    def __init__(self, county, sign_in):
        units = sorted({a["unit"] for a in county.accounts if a["role"] == "clerk" and len(a["unit"]) == 9})[:3]
        first = lambda role, unit: next(a for a in county.accounts if a["role"] == role and a["unit"] == unit)  # noqa: E731
        self.clerks = [Person(a, sign_in(a)) for a in (first("clerk", unit) for unit in units)]
        self.reviewers = [Person(a, sign_in(a)) for a in (first("reviewer", unit) for unit in units)]
        self.citizens = [Person(a, sign_in(a)) for a in county.accounts if a["role"] == "citizen"][:2]
        self.head = next(Person(a, sign_in(a)) for a in county.accounts if a["role"] == "centre_head")


if __name__ == "__main__":
    sys.exit("this is a part of tests/faults/run")
