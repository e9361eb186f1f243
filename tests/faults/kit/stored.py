"""Reads what stands: rows by SQL as the superuser, bodies through the API. The checker's other half; no judgement in here."""
import calendar
import json
import re
import time
import urllib.parse

from kit.words import hash_of_shown

TAKERS = {"intake": ["review", "evaluation", "notification"], "review": ["intake", "evaluation", "notification"],
          "evaluation": ["intake", "notification"]}
SERVICES = ("intake", "review", "evaluation", "notification")
CASES = "case_number ~ '^[0-9]{6}-'"

QUERIES = {
    "cases": "SELECT case_number AS number, state, events, trail_seq AS trail FROM intake.cases",
    "tasks": "SELECT task, case_number AS case, state, events, claimed_by AS who FROM review.tasks",
    "trail": "SELECT case_number AS number, seq, text, link FROM intake.trail ORDER BY case_number, seq",
    "answers": " UNION ALL ".join(f"SELECT '{s}' AS service, split_part(method, '.', 2) AS method, key, scope, extract(epoch FROM at) AS at FROM {s}.answers"
                                  for s in ("intake", "review")),
    "taken": " UNION ALL ".join(f"SELECT '{s}' AS taker, sender, stream, last_seq FROM {s}.taken WHERE stream NOT LIKE '%:%'"
                                for s in SERVICES),
    "opinions": "SELECT case_number AS stream, events FROM evaluation.cases WHERE events > 0",
    "notices": "SELECT case_number AS case, template, account, count(*) AS count FROM notification.notices GROUP BY 1, 2, 3",
    "evaluated": "SELECT case_number AS number, EXISTS (SELECT FROM evaluation.facts f WHERE f.kind = 2 AND f.case_number = c.case_number) AS decided FROM evaluation.cases c",
    "waiting": " UNION ALL ".join(f"SELECT '{s}.{t}' AS place, count(*) AS count FROM {s}.{t}"
                                  for s in SERVICES for t in ("outbox", "dead_letters")),
}
CROWD_CASES = "SELECT FROM intake.cases c WHERE c.unit = ANY('{{{units}}}') AND c.case_number = q.{column}"
CROWD_ANSWERS = "SELECT FROM intake.accounts a WHERE a.unit = ANY('{{{units}}}') AND 'account ' || a.username = q.{column}"
OF_A_CASE = {"cases": "number", "tasks": "case", "trail": "number", "taken": "stream", "opinions": "stream", "notices": "case", "evaluated": "number"}
WAITING = "SELECT " + " + ".join(f"(SELECT count(*) FROM {s}.outbox)" for s in SERVICES)


def without_crowd(name, units):
    """What leaves the rows out that a crowd made in these townships: a cell that brings one settles its account itself."""
    if not units or name not in (*OF_A_CASE, "answers"):
        return ""
    crowd, column = (CROWD_ANSWERS, "scope") if name == "answers" else (CROWD_CASES, OF_A_CASE[name])
    return f" WHERE NOT EXISTS ({crowd.format(units=','.join(units), column=column)})"


def rows(system):
    """Every query in one snapshot: {name: [row, …]}."""
    script = ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"]
    for name, query in QUERIES.items():
        script.append(f"SELECT '== {name}';")
        script.append(f"SELECT row_to_json(q) FROM ({query}) q{without_crowd(name, system.crowd)};")
    found, name = {}, None
    for line in system.sql("\n".join(script)).splitlines():
        if line.startswith("== "):
            name = line[3:]
            found[name] = []
        elif line.startswith("{"):
            found[name].append(json.loads(line))
    return found


def states(tree, message):
    """{number: name} of an enum of the protos."""
    text = "".join(path.read_text() for path in (tree / "proto/bianmin").glob("*.proto"))
    inside = re.search(rf"message {message} {{\s*enum Enum {{(.*?)}}", text, re.S)[1]
    return {int(number): name for name, number in re.findall(r"(\w+) = (\d+);", inside)} | {13: "SUBMITTED_REFUSAL_PENDING"}


def flow(system):
    """(from, action, to) of the case's flow, as the product prints it."""
    printed = system.bmctl("flow", "print", "case")
    return {tuple(part.strip() for part in line.split("|")[1:4]) for line in printed.splitlines() if line.startswith("| ")}


def bodies(people, get, since):
    """Cases of the round as the windows' clerks see them, newest first; `since`: wall clock."""
    shown = {}
    for clerk in people.clerks:
        token = ""
        while True:
            answer = get(clerk, "/cases?pageSize=200" + ("&pageToken=" + urllib.parse.quote(token, safe="") if token else ""))
            for case in answer["cases"]:
                shown[case["caseNumber"]] = {"number": case["caseNumber"], "mark": case["form"].get("load", ""),
                                             "hash": hash_of_shown(case), "at": seconds(case["receivedAt"])}
            token = answer["nextPageToken"]
            if not token or seconds(answer["cases"][-1]["receivedAt"]) < since - 2:
                break
    return [body for body in shown.values() if body["at"] >= int(since)]


def seconds(text):
    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")) - 8 * 3600  # China has one zone


def read(system, people, get, since, constant):
    """Everything the checker wants; `constant`: flow and states, which do not change."""
    found = rows(system)
    cases = {row.pop("number"): row for row in found["cases"]}
    tasks = {row.pop("task"): row for row in found["tasks"]}
    trail = {}
    for row in found["trail"]:
        trail.setdefault(row.pop("number"), []).append(row)
    for task in tasks.values():
        task["state"] = constant["task_states"][task["state"]]
    sent = {("intake", number): case["events"] for number, case in cases.items()}
    sent |= {("review", task): row["events"] for task, row in tasks.items() if row["events"]}
    sent |= {("evaluation", row["stream"]): row["events"] for row in found["opinions"]}
    return {
        "bodies": bodies(people, get, since), "cases": cases, "tasks": tasks, "trail": trail, "answers": found["answers"],
        "sent": sent, "taken": {(r["taker"], r["sender"], r["stream"]): r["last_seq"] for r in found["taken"]}, "takers": TAKERS,
        "notices": found["notices"], "evaluated": {r["number"]: r["decided"] for r in found["evaluated"]},
        "waiting": {r["place"]: r["count"] for r in found["waiting"]}, "clock": time.time() - time.monotonic(), **constant,
    }
