"""The account: a pure function of what clients saw (the history) and what stands in the end. In the manner of Jepsen's set checks.

`stored` is what kit/stored.py reads, and what test_checker.py makes up:
  bodies     [{number, mark, hash}]               cases as the API shows them, of this round
  cases      {number: {state, events, trail}}
  tasks      {task: {case, state, events, who}}
  trail      {number: [{seq, text, link}]}        in order of seq
  answers    [{service, method, key, at}]         what was kept under idempotency keys; `at`: seconds of the wall clock
  sent, taken {(sender, stream): count}, {(taker, sender, stream): count}
  takers     {sender: [taker, …]}
  notices    [{case, template, account, count}]   each told once
  evaluated  {number: decided}
  waiting    {service: rows of the outbox, dead letters}
  flow       {(from, action, to)}                 the table of the product
  states     {number of the state: name}
  clock      wall clock − monotonic clock, seconds
"""
import collections
import hashlib
import json

HAND_INS = ("hand_in", "once", "bad_hand_in")
METHOD = {"hand_in": "CreateCase", "once": "CreateCase", "bad_hand_in": "CreateCase", "claim": "ClaimTask", "decide": "DecideTask"}
DEADLINE = 5.0  # BM_RPC_TIMEOUT_MS of the gateway
GRACE = 0.2
ZEROS = "0" * 64
BACK = {"memory": 32, "descriptors": 8, "connections": 2}  # MB and numbers: how far from where they were counts as back


def check(history, stored):
    """{name of the check: [what breaks it, …]}; every check is there, most lists are empty in a good world."""
    operations = by_key(history)
    return {name: sorted(set(test(operations, stored))) for name, test in CHECKS.items()}


def by_key(history):
    """{key: attempts in their order}, of everything that writes."""
    operations = collections.defaultdict(list)
    for attempt in history:
        if attempt["kind"] in METHOD:
            operations[attempt["key"]].append(attempt)
    for attempts in operations.values():
        attempts.sort(key=lambda a: a["start"])
    return operations


def _of(operations, *kinds):
    return [attempts for attempts in operations.values() if attempts[0]["kind"] in kinds]


def _ok(attempts):
    return next((a for a in attempts if a["result"] == "ok"), None)


def _acts(stored, action):
    """(case, row's words) of every such row of the trails."""
    for number, rows in stored["trail"].items():
        for row in rows:
            words = json.loads(row["text"])
            if words["action"] == action:
                yield number, words


def lost(operations, stored):
    """Acknowledged, and not there."""
    shown = {(body["mark"], body["number"]) for body in stored["bodies"]}
    for attempts in _of(operations, *HAND_INS):
        done = _ok(attempts)
        if done and ((done["mark"], done["case"]) not in shown or done["case"] not in stored["cases"]):
            yield f"hand-in {done['mark']} {done['case']}"
    claims = collections.Counter(number for number, _ in _acts(stored, "claim"))
    for attempts in _of(operations, "claim"):
        done, task = _ok(attempts), stored["tasks"].get(attempts[0]["task"])
        if done and (task is None or task["who"] != done["who"] or not claims[done["case"]]):
            yield f"claim {done['key']} of {done['case']}"
    reasons = {words["reason"] for _, words in _acts(stored, "decide")}
    for attempts in _of(operations, "decide"):
        done, task = _ok(attempts), stored["tasks"].get(attempts[0]["task"])
        if done and (task is None or task["state"] != "DECIDED" or "不予：" + done["mark"] not in reasons):
            yield f"decide {done['key']} of {done['case']}"


def doubled(operations, stored):
    """One key, two effects; or one event, two effects."""
    for mark, count in collections.Counter(body["mark"] for body in stored["bodies"]).items():
        if count > 1:
            yield f"hand-in {mark} stands {count} times"
    for attempts in _of(operations, *HAND_INS):
        if len({a["case"] for a in attempts if a["result"] == "ok"}) > 1:
            yield f"hand-in {attempts[0]['mark']} was answered with two numbers"
    for action in ("submit", "accept", "claim", "decide"):
        for number, count in collections.Counter(number for number, _ in _acts(stored, action)).items():
            if count > 1:
                yield f"{action} of {number} is {count} times in its trail"
    for case, count in collections.Counter(task["case"] for task in stored["tasks"].values()).items():
        if count > 1:
            yield f"{case} has {count} tasks"
    for notice in stored["notices"]:
        if notice["count"] > 1:
            yield f"{notice['account']} was told {notice['count']} times of {notice['case']} {notice['template']}"


def never_attempted(operations, stored):
    """Rows that no attempt explains."""
    marks = {attempts[0]["mark"] for attempts in _of(operations, *HAND_INS)}
    for body in stored["bodies"]:
        if body["mark"] not in marks:
            yield f"case {body['number']} marked {body['mark']!r}"
    wanted = {(METHOD[attempts[0]["kind"]], key) for key, attempts in operations.items()}
    for answer in stored["answers"]:
        if answer["method"] in METHOD.values() and (answer["method"], answer["key"]) not in wanted:
            yield f"{answer['method']} under {answer['key']}"
    decided = {"不予：" + attempts[0]["mark"] for attempts in _of(operations, "decide")}
    for number, words in _acts(stored, "decide"):
        if words["reason"] not in decided:
            yield f"decision of {number}: {words['reason']}"
    claimed = {attempts[0]["case"] for attempts in _of(operations, "claim")}
    for number, _ in _acts(stored, "claim"):
        if number not in claimed:
            yield f"claim of {number}"


def refused_but_stored(operations, stored):
    """A definite refusal has no row; nor is what was done refused afterwards, for a repeat under its key gets the first answer."""
    kept = {answer["key"] for answer in stored["answers"]}
    marks = {body["mark"] for body in stored["bodies"]}
    for key, attempts in operations.items():
        definite = all(a["result"] == "fail" for a in attempts) or (attempts[-1]["result"] == "fail" and attempts[-1]["status"] != 429)
        if definite and (key in kept or attempts[0].get("mark") in marks and attempts[0]["kind"] in HAND_INS):
            yield f"{attempts[0]['kind']} {key}: {attempts[-1]['status']}"


def body_differs(operations, stored):
    """What is stored is what was sent."""
    sent = {attempts[0]["mark"]: attempts[0]["hash"] for attempts in _of(operations, *HAND_INS)}
    for body in stored["bodies"]:
        if body["mark"] in sent and sent[body["mark"]] != body["hash"]:
            yield f"case {body['number']}"


def executed_late(operations, stored):
    """What was done when every attempt at it had been past its deadline; the kept answer holds the time of its request's turn."""
    for answer in stored["answers"]:
        starts = [a["start"] + stored["clock"] for a in operations.get(answer["key"], ())]
        if starts and not any(start - GRACE <= answer["at"] <= start + DEADLINE + GRACE for start in starts):
            yield f"{answer['method']} {answer['key']}: {answer['at'] - max(starts):.1f} s after its last attempt began"


def events_taken(operations, stored):
    """What a sender counts is what each taker has counted, and has had its effect."""
    del operations
    for (sender, stream), count in stored["sent"].items():
        for taker in stored["takers"][sender]:
            had = stored["taken"].get((taker, sender, stream), 0)
            if had != count:
                yield f"{taker} has {had} of the {count} events of {sender} {stream}"
    for (taker, sender, stream), count in stored["taken"].items():
        if (sender, stream) not in stored["sent"] and count:
            yield f"{taker} has {count} events of {sender} {stream}, which sent none"
    yield from _effects(stored)


def _effects(stored):
    tasks = {task["case"]: task for task in stored["tasks"].values()}
    told = {(notice["case"], notice["template"]) for notice in stored["notices"]}
    decided = {number for number, _ in _acts(stored, "decide")}
    claimed = {number for number, _ in _acts(stored, "claim")}
    for number, rows in stored["trail"].items():
        accepted = any(json.loads(row["text"])["action"] == "accept" for row in rows)
        if number not in stored["evaluated"]:
            yield f"evaluation does not know {number}"
        elif stored["evaluated"][number] != (number in decided):
            yield f"evaluation has {number} wrong: decided"
        if accepted != (number in tasks):
            yield f"review's task of {number}: {number in tasks}"
        if accepted and (number, "accepted") not in told:
            yield f"nobody was told that {number} is accepted"
        if number in decided and (number, "denied") not in told:
            yield f"nobody was told that {number} is decided"
    for number, task in tasks.items():
        if (task["state"] in ("CLAIMED", "DECIDED")) != (number in claimed) or (task["state"] == "DECIDED") != (number in decided):
            yield f"trail of {number} and its task ({task['state']}) differ"


def order_broken(operations, stored):
    """A trail counts 1, 2, 3 … as far as its case says, and each row begins where the one before ended."""
    del operations
    for number, case in stored["cases"].items():
        rows = stored["trail"].get(number, [])
        if [row["seq"] for row in rows] != list(range(1, case["trail"] + 1)):
            yield f"{number}: rows {[row['seq'] for row in rows]}, the case counts {case['trail']}"
        place = ""
        for words in (json.loads(row["text"]) for row in rows):
            if words["from"] != place or words["seq"] < 1:
                yield f"{number}: row {words['seq']} goes from {words['from']}, the case was at {place}"
            place = words["to"]


def illegal_transition(operations, stored):
    """Every row is a row of the flow; the case stands where its trail ends."""
    del operations
    for number, rows in stored["trail"].items():
        for words in (json.loads(row["text"]) for row in rows):
            step = (words["from"], words["action"], words["to"])
            if step not in stored["flow"] and step != ("", "submit", "SUBMITTED"):
                yield f"{number}: {' '.join(step)}"
        case = stored["cases"].get(number)
        end = json.loads(rows[-1]["text"])["to"]
        if case and stored["states"].get(case["state"]) != end:
            yield f"{number} is {stored['states'].get(case['state'])}, its trail ends at {end}"


def trail_does_not_verify(operations, stored):
    """link = SM3(link before in hex, LF, text), the first after 64 zeros."""
    del operations
    for number, rows in stored["trail"].items():
        link = ZEROS
        for row in rows:
            link = hashlib.new("sm3", f"{link}\n{row['text']}".encode()).hexdigest()
            if link != row["link"]:
                yield f"{number}: row {row['seq']}"
                break


def left_waiting(operations, stored):
    """After the drain nothing waits and nothing has died."""
    del operations
    for where, count in stored["waiting"].items():
        if count:
            yield f"{count} in {where}"


CHECKS = {
    "lost": lost,
    "doubled": doubled,
    "never attempted": never_attempted,
    "refused but stored": refused_but_stored,
    "body differs": body_differs,
    "executed late": executed_late,
    "events": events_taken,
    "order": order_broken,
    "transition": illegal_transition,
    "trail": trail_does_not_verify,
    "waiting": left_waiting,
}


def not_back(before, now):
    """What a process uses more of than it did; both are {"memory intake-1": 12.5, "connections bm_review": 9, …}."""
    return [f"{what}: {used:.0f}, was {before.get(what, 0):.0f}" for what, used in sorted(now.items())
            if used > before.get(what, 0) + BACK[what.split()[0]]]
