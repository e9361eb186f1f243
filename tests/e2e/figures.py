#!/usr/bin/python3
"""The live figures against figures made anew from the trails of all cases, number by number (E-10).
usage: figures.py URL ACCOUNTS_JSON STATE_DIR [NAME …]

Every case the county's supervisor sees counts, so those that other tests made too. SQL stands for the days that pass until a case is
late; what is counted, and how, is written down here once more and knows nothing of the service."""
import collections
import datetime
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import application, find, pages, wait_for  # noqa: E402
from cases import ITEM, made, main_told, today  # noqa: E402
from checks import equal, refused  # noqa: E402

LEVELS = {"非常满意": "satisfied", "满意": "satisfied", "基本满意": "satisfied", "不满意": "negative", "非常不满意": "negative"}
LIGHTS = (("预警", "warnings"), ("黄牌", "yellows"), ("红牌", "reds"))
ENDS = {"REFUSED": "refused", "REDIRECTED": "redirected", "WITHDRAWN": "withdrawn", "LAPSED": "lapsed"}
KINDS = {"received": "RECEIVED", "accepted": "ACCEPTED", "refused": "REFUSED", "redirected": "REDIRECTED", "withdrawn": "WITHDRAWN",
         "lapsed": "LAPSED", "completed": "COMPLETED", "onTime": "ON_TIME", "late": "LATE", "statutoryOverruns": "STATUTORY_OVERRUN",
         "rated": "RATED", "satisfied": "SATISFIED", "negative": "NEGATIVE", "warnings": "WARNING", "yellows": "YELLOW", "reds": "RED",
         "warningsNow": "WARNING_NOW", "yellowsNow": "YELLOW_NOW", "redsNow": "RED_NOW"}
CALENDAR = pathlib.Path(__file__).resolve().parents[2] / "deploy/data/calendar.txt"


# ---- the independent count ----

class WorkingDays:
    def __init__(self, text):
        self.kinds, self.years = {}, set()
        for line in text.splitlines():
            words = line.split()
            if words[:1] == ["year"]:
                self.years.add(int(words[1]))
            elif len(words) >= 2 and not line.startswith("#"):
                self.kinds[words[0]] = words[1]

    def works(self, day):
        kind = self.kinds.get(day.isoformat())
        if kind:
            return kind == "workday"
        fixed = (day.month, day.day) in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
        return day.weekday() < 5 and (day.year in self.years or not fixed)

    def between(self, first, last):
        """Working days after the first up to the last."""
        first, last = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
        return sum(self.works(first + datetime.timedelta(days=n)) for n in range(1, (last - first).days + 1))


def facts_of(case, trail, working):
    """What one case adds: (day, figure, amount) …; of lights now the day is None."""
    shown = None
    for entry in trail:
        day, to = entry["at"][:10], entry["to"]
        if entry["seq"] == 1:
            yield day, "received", 1
        if to == "ACCEPTED" and entry["action"] in ("submit", "accept", "deem"):
            yield day, "accepted", 1
        if entry["action"] != "rate" and to in ENDS and entry["from"] != to:
            yield day, ENDS[to], 1
        if entry["action"] == "decide":
            shown = None
            yield from decision(day, case["acceptance"], working)
        if entry["action"] == "rate":
            yield day, "rated", 1
            yield day, LEVELS[entry["reason"]], 1
        if entry["action"] == "light":
            shown = next(name for word, name in LIGHTS if word in entry["reason"])
            yield day, shown, 1
        if to in ENDS:
            shown = None
    if shown:
        yield None, shown + "Now", 1


def decision(day, acceptance, working):
    yield day, "completed", 1
    yield day, "onTime" if day <= acceptance["promisedDue"] else "late", 1
    if day > acceptance["statutoryDue"]:
        yield day, "statutoryOverruns", 1
    yield day, "took", working.between(acceptance["acceptedOn"], day)
    yield day, "promised", working.between(acceptance["acceptedOn"], acceptance["promisedDue"])


def share(part, whole, scale):
    return (part * scale * 2 + whole) // (whole * 2) if whole else -1


def figure(counts):
    numbers = {name: counts[name] for name in KINDS}
    numbers["onTimeRate"] = share(counts["onTime"], counts["completed"], 10000)
    numbers["satisfactionRate"] = share(counts["satisfied"], counts["rated"], 10000)
    numbers["averageDays"] = share(counts["took"], counts["completed"], 100)
    numbers["averagePromisedDays"] = share(counts["promised"], counts["completed"], 100)
    return numbers


class Count:
    """The figures of all cases, by row."""

    def __init__(self, world):
        working = WorkingDays(CALENDAR.read_text(encoding="utf-8"))
        supervisor = world.person("county_supervisor")
        self.facts, self.cases = [], collections.defaultdict(set)
        for case in pages(supervisor, "/cases?pageSize=200", "cases"):
            trail = list(pages(supervisor, f"/cases/{case['caseNumber']}/trail", "entries"))
            for day, name, amount in facts_of(case, trail, working):
                self.facts.append((day, name, amount, case))
                self.cases[name].add(case["caseNumber"])

    def rows(self, key, keep=lambda day, case: True):
        found = collections.defaultdict(collections.Counter)
        for day, name, amount, case in self.facts:
            if keep(day, case):
                found[key(day, case)][name] += amount
        return {row: figure(counts) for row, counts in found.items()}


# ---- a set of cases of every end ----

def hand_in(world, unit, intent="SUBMIT", by=None, item=ITEM):
    answer = (by or world.citizen).post("/cases", application(item, unit, intent=intent))
    return made(answer, 201)


def decided(world, number, outcome="GRANT", before=None):
    reviewer, task = world.county.reviewer_of(world.township, number)
    made(reviewer.post(f"/tasks/{task['task']}:claim"))
    if before:
        before(number, task["task"])
    made(reviewer.post(f"/tasks/{task['task']}:decide", {"outcome": outcome, "reasons": "理由", "law": "许可法第三十八条"}))
    wait_for(lambda: world.clerk.get(f"/cases/{number}").json["state"] == "DECIDED", what="DECIDED")


def rated(world, case, level):
    made(world.clerk.post(f"/cases/{case['caseNumber']}:deliver", {"method": "WINDOW", "receiver": "测试"}))
    body = {"caseNumber": case["caseNumber"], "queryCode": case["queryCode"], "level": level, "comment": "理由"}
    wait_for(lambda: world.nobody().post("/ratings", body).status == 201, what="rated")


def sql(world, text):
    world.cluster("psql", "bianmin", "-At", "-c", text)


def days_pass(world, number, task, promised, statutory):
    """Until the dues lie so many days back; the lights on the way are lit as their timers come due."""
    dates = [(datetime.date.fromisoformat(today()) - datetime.timedelta(days=n)).isoformat() for n in (promised, statutory)]
    accepted = (datetime.date.fromisoformat(today()) - datetime.timedelta(days=30)).isoformat()
    for schema in ("intake.cases", "review.tasks", "evaluation.cases"):
        sql(world, f"UPDATE {schema} SET accepted_on = '{accepted}', promised_due = '{dates[0]}', statutory_due = '{dates[1]}' "
                   f"WHERE case_number = '{number}'")
    sql(world, f"UPDATE review.timers SET due = '2026-01-01', run_at = '2026-01-01' WHERE subject = '{task}' AND kind LIKE 'light%'")
    wanted = "红牌" if statutory > 0 else "黄牌"
    supervisor = world.person("county_supervisor")
    wait_for(lambda: any(wanted in e["reason"] for e in pages(supervisor, f"/cases/{number}/trail", "entries")), what=wanted)


def seed(world):
    town, other = world.township, world.other_township
    for level in ("VERY_SATISFIED", "BASICALLY_SATISFIED", "DISSATISFIED"):
        case = hand_in(world, town, "ACCEPT", world.clerk)
        decided(world, case["caseNumber"])
        rated(world, case, level)
    hand_in(world, other)
    refused_one = hand_in(world, town)["caseNumber"]
    made(world.clerk.post(f"/cases/{refused_one}:refuse", {"reason": "不属于许可范围", "law": "行政许可法第三十二条"}))
    made(world.head.post(f"/cases/{refused_one}:confirmRefusal"))
    redirected = hand_in(world, town)["caseNumber"]
    made(world.clerk.post(f"/cases/{redirected}:redirect", {"to": "省林业和草原局", "reason": "省级权限"}))
    for accepted in (False, True):
        case = hand_in(world, town)["caseNumber"]
        if accepted:
            made(world.clerk.post(f"/cases/{case}:accept"))
            world.county.reviewer_of(town, case)
        made(world.citizen.post(f"/cases/{case}:withdraw", {"reason": "不办了"}))
        wait_for(lambda: world.clerk.get(f"/cases/{case}").json["state"] == "WITHDRAWN", what="WITHDRAWN")
    late(world)


def late(world):
    for promised, statutory in ((3, -5), (9, 2)):
        case = hand_in(world, world.township, "ACCEPT", world.clerk)["caseNumber"]
        decided(world, case, "DENY", lambda number, task: days_pass(world, number, task, promised, statutory))
        case = hand_in(world, world.township, "ACCEPT", world.clerk)["caseNumber"]
        _, task = world.county.reviewer_of(world.township, case)
        days_pass(world, case, task["task"], promised, statutory)


# ---- the comparison ----

def span(count):
    days = [day for day, *_ in count.facts if day]
    return f"from={min(days)}&to={max(days)}"


def same(said, wanted, what):
    numbers = {name: value for name, value in said.items() if name not in ("code", "name", "rank")}
    equal(numbers, wanted, what)


def compare(world, person, query, key, count, keep=lambda day, case: True):
    """The answer's total and each of its rows are the count's; events may still be on their way."""
    nothing = figure(collections.Counter())
    total = count.rows(lambda day, case: "", keep).get("", nothing)
    wanted = count.rows(key, keep)

    def settled():
        answer = made(person.get(f"/figures?{span(count)}&{query}"))
        return answer if {n: v for n, v in answer["total"].items() if n not in ("code", "name", "rank")} == total else None
    answer = wait_for(settled, 10, required=False) or made(person.get(f"/figures?{span(count)}&{query}"))
    same(answer["total"], total, f"{query}: total")
    for row in answer["figures"]:
        same(row, wanted.get(row["code"], nothing), f"{query}: {row['code']}")
    missing = {row for row in wanted if row} - {row["code"] for row in answer["figures"]} if key else set()
    equal(missing, set(), f"{query}: rows that are missing")
    return answer


def E10_every_number_can_be_made_anew_from_the_trails(world):
    seed(world)
    count, supervisor = Count(world), world.person("county_supervisor")
    world.count = count
    by_unit = compare(world, supervisor, "by=UNIT", lambda day, case: case["unit"][:9], count)
    compare(world, supervisor, "by=ITEM", lambda day, case: case["itemCode"], count)
    compare(world, supervisor, "by=DAY", lambda day, case: day or "", count)
    compare(world, supervisor, "by=MONTH", lambda day, case: (day or "")[:7], count)
    compare(world, supervisor, "by=YEAR", lambda day, case: (day or "")[:4], count)
    for name in ("received", "accepted", "completed", "onTime", "late", "statutoryOverruns", "refused", "redirected", "withdrawn",
                 "satisfied", "negative", "yellows", "reds", "yellowsNow", "redsNow"):
        assert by_unit["total"][name] > 0, f"the set has no case that counts as {name}"
    assert len(by_unit["figures"]) > 5, "the townships without a case are rows too"


def E10_a_township_by_office_and_one_item(world):
    town = world.township
    here = lambda day, case: case["unit"] == town  # noqa: E731
    compare(world, world.head, "by=UNIT", lambda day, case: case["leadOffice"] if "acceptance" in case else town, world.count, here)
    compare(world, world.head, f"by=ITEM&item={ITEM}", lambda day, case: case["itemCode"], world.count,
            lambda day, case: case["unit"] == town and case["itemCode"] == ITEM)
    compare(world, world.person("county_supervisor"), f"unit={world.other_township}&by=ITEM", lambda day, case: case["itemCode"],
            world.count, lambda day, case: case["unit"] == world.other_township)


def offices(world, township):
    return [unit["unit"] for unit in pages(world.nobody(), f"/units?parent={township}", "units") if unit["kind"] == "OFFICE"]


def E10_the_head_of_an_office_sees_that_office(world):
    head = world.person("office_head", world.township)
    own = {office for office in offices(world, world.township) if head.get(f"/figures?unit={office}").status == 200}
    assert own, "an office head without an office"
    for office in offices(world, world.other_township):
        refused(head.get(f"/figures?unit={office}"), 404, code="UNIT_NOT_FOUND")
    compare(world, head, "by=ITEM", lambda day, case: case["itemCode"], world.count, 
            lambda day, case: "acceptance" in case and case["leadOffice"] in own)
    refused(head.get(f"/figures?unit={world.township}"), 404, code="UNIT_NOT_FOUND")
    refused(head.get("/figures/cases?kind=RATED"), 403, code="RATINGS_NOT_SHOWN")


def E10_down_to_the_cases(world):
    supervisor = world.person("county_supervisor")
    for name, kind in KINDS.items():
        listed = [case["caseNumber"] for case in pages(supervisor, f"/figures/cases?kind={kind}&{span(world.count)}&pageSize=3", "cases")]
        equal(len(listed), len(set(listed)), f"{kind}: each once")
        equal(set(listed), world.count.cases[name], kind)


def R07_who_is_late_and_with_whom(world):
    """The same cases as the figures of lights now, in the lists of those who supervise."""
    supervisor = world.person("county_supervisor")
    for light, names in (("YELLOW", ("yellowsNow", "redsNow")), ("RED", ("redsNow",))):
        tasks = list(pages(supervisor, f"/tasks?light={light}&pageSize=2", "tasks"))
        equal({task["caseNumber"] for task in tasks}, set().union(*(world.count.cases[name] for name in names)), light)
        dues = [task["promisedDue"] for task in tasks]
        equal(dues, sorted(dues), "by time left")
        for task in tasks:
            assert task["promisedDaysLeft"] < 0 and task["light"] in ("YELLOW", "RED") and task["level"] and task["office"], task
    equal(list(pages(world.person("centre_head", world.other_township), "/tasks?light=YELLOW", "tasks")), [], "another centre's head")
    refused(world.head.get(f"/tasks?unit={world.other_township}"), 404, code="UNIT_NOT_FOUND")
    here = list(pages(supervisor, f"/tasks?unit={world.township}&light=RED", "tasks"))
    equal(list(pages(supervisor, f"/tasks?office={here[0]['office']}&light=RED", "tasks"))[0], here[0], "by office")


def E02_what_is_still_to_be_called_back(world):
    unfinished = list(pages(world.head, "/rectifications?unfinished=true", "rectifications"))
    assert unfinished and all(each["state"] != "CLOSED" for each in unfinished), unfinished
    assert all(each["itemName"] and each["ratedAt"][:10] <= each["due"] for each in unfinished), unfinished
    for each in unfinished:  # a case that was refused before any office had it may be disliked too
        equal(bool(each["office"]), each["caseNumber"] in world.count.cases["accepted"], f"office of {each}")
    equal({each["caseNumber"] for each in unfinished} - world.count.cases["negative"], set(), "each was rated so")


def N02_the_inbox_tells_how_many_are_unread(world):
    before = made(world.citizen.get("/notifications"))
    unread = next(each for each in before["notifications"] if not each["read"])
    made(world.citizen.post(f"/notifications/{unread['notification']}:read"))
    equal(made(world.citizen.get("/notifications"))["unread"], before["unread"] - 1, "one less")


def E10_what_is_asked_wrongly(world):
    supervisor = world.person("county_supervisor")
    for query, field in (("from=2026-13-01", "from"), ("to=x", "to"), ("from=2026-02-01&to=2026-01-01", "from"),
                         ("period=YEAR&from=2026-01-01", "from"), ("by=NEVER", "by"), ("by=DAY&from=2020-01-01", "from")):
        refused(supervisor.get(f"/figures?{query}"), 400, field)
    refused(world.head.get(f"/figures?unit={world.other_township}"), 404)
    refused(supervisor.get("/figures/cases?pageToken=x"), 400, "pageToken")
    assert find(supervisor, "/figures?by=UNIT", "figures", code=world.township)["name"]


if __name__ == "__main__":
    sys.exit(main_told([
        E10_every_number_can_be_made_anew_from_the_trails,
        E10_a_township_by_office_and_one_item,
        E10_the_head_of_an_office_sees_that_office,
        E10_down_to_the_cases,
        R07_who_is_late_and_with_whom,
        E02_what_is_still_to_be_called_back,
        N02_the_inbox_tells_how_many_are_unread,
        E10_what_is_asked_wrongly,
    ]))
