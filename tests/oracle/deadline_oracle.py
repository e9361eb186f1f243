#!/usr/bin/env python3
"""An independent answer to POST /deadlines:compute, and seeded random cases to ask it about.

It shares nothing with services/domain but the calendar's facts. There a clock walks from day to day over merged pauses; here
the days of 1900-9999 are a string of flags, a pause writes zeros over its days, and the due day is found by counting ones.
Every 500th case is also worked out by the definition, word by word, which checks the oracle itself.

usage: deadline_oracle.py compare DRIVER CALENDAR SEED COUNT   compare with the driver; exit 1 on any mismatch
       deadline_oracle.py json CALENDAR SEED COUNT             cases as request bodies with their due day, one JSON a line
"""
import datetime
import json
import random
import subprocess
import sys
import threading

FIRST = datetime.date(1900, 1, 1).toordinal()
LAST = datetime.date(9999, 12, 31).toordinal()
DAYS = LAST - FIRST + 1
FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


def read_facts(path):
    """The calendar file as sets of ordinals: years known, holidays, make-up workdays."""
    years, holidays, workdays = set(), set(), set()
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            if words[0] == "year":
                years.add(int(words[1]))
            else:
                kind = {"holiday": holidays, "workday": workdays}[words[1]]
                kind.add(datetime.date.fromisoformat(words[0]).toordinal())
    return years, holidays, workdays


class Calendar:
    def __init__(self, path):
        self.years, self.holidays, self.workdays = read_facts(path)
        self.flags = {"W": bytearray(DAYS), "C": bytearray(b"\1") * DAYS}
        for ordinal in range(FIRST, LAST + 1):
            self.flags["W"][ordinal - FIRST] = self.works(ordinal)

    def works(self, ordinal):
        date = datetime.date.fromordinal(ordinal)
        weekday = date.weekday() < 5
        if date.year not in self.years:
            return weekday and (date.month, date.day) not in FIXED
        return ordinal in self.workdays or (weekday and ordinal not in self.holidays)

    def due(self, case):
        """The due ordinal, None if it lies beyond 9999."""
        start, limit, extension, unit, pauses = case
        wanted, first = limit + extension, start + 1
        if wanted == 0:
            wanted, first = 1, start
        reach = 2 * wanted + 30
        while True:
            end = min(first + reach, LAST + 1)
            window = self.flags[unit][first - FIRST:end - FIRST]
            for low, high in pauses:
                low, high = max(low, first), min(high + 1, end)
                if low < high:
                    window[low - first:high - first] = bytes(high - low)
            if window.count(1) >= wanted:
                return first + nth_one(window, wanted)
            if end == LAST + 1:
                return None
            reach *= 3

    def due_by_definition(self, case):
        start, limit, extension, unit, pauses = case
        left = limit + extension
        day = start if left == 0 else start + 1
        left = max(left, 1)
        while day <= LAST:
            if not any(low <= day <= high for low, high in pauses) and (unit == "C" or self.works(day)):
                left -= 1
                if left == 0:
                    return day
            day += 1
        return None


def nth_one(window, n):
    """The index of the n-th 1, by halving."""
    low, high = 0, len(window)
    while high - low > 1:
        middle = (low + high) // 2
        ones = window.count(1, low, middle)
        if ones >= n:
            high = middle
        else:
            n -= ones
            low = middle
    return low


def random_pauses(rng, start):
    """Pauses around the start that overlap, nest, touch and repeat; few as a rule, at times a hundred, at times for years."""
    count = rng.choice((0, 0, 1, 1, 2, 3, 4, 6, 9, rng.randrange(101)))
    pauses = []
    for _ in range(count):
        kind = rng.random()
        if pauses and kind < 0.15:
            pauses.append(rng.choice(pauses))
            continue
        if pauses and kind < 0.3:
            low, high = rng.choice(pauses)
            low = rng.randint(low, high)
            high = rng.randint(low, high)
        elif pauses and kind < 0.4:
            low = rng.choice(pauses)[1] + rng.randrange(2)
            high = low + rng.randrange(20)
        else:
            low = start + rng.randint(-30, 30 + 40 * count)
            high = low + (rng.randrange(30) if kind < 0.98 else rng.randrange(4000))
        low = min(max(low, FIRST), LAST)
        pauses.append((low, min(max(high, low), LAST)))
    rng.shuffle(pauses)
    return pauses


def random_start(rng):
    kind = rng.random()
    if kind < 0.7:
        return datetime.date(2003, 11, 1).toordinal() + rng.randrange(366 * 24)
    if kind < 0.8:
        return datetime.date(rng.choice((2003, 2010, 2019, 2025, 2026, 2027, 2099)), 12, 20).toordinal() + rng.randrange(24)
    if kind < 0.82:
        return LAST - rng.randrange(9000)
    if kind < 0.83:
        return FIRST + rng.randrange(3000)
    return FIRST + rng.randrange(DAYS)


def random_limit(rng):
    kind = rng.random()
    if kind < 0.2:
        return 0
    if kind < 0.85:
        return rng.randint(0, 60)
    return rng.randint(0, 400) if kind < 0.97 else rng.randint(0, 3650)


def random_case(rng):
    start = random_start(rng)
    extension = random_limit(rng) if rng.random() < 0.4 else 0
    return start, random_limit(rng), extension, "W" if rng.random() < 0.75 else "C", random_pauses(rng, start)


def cases(seed, count):
    rng = random.Random(seed)
    return (random_case(rng) for _ in range(count))


def iso(ordinal):
    return datetime.date.fromordinal(ordinal).isoformat()


def as_line(case):
    start, limit, extension, unit, pauses = case
    return " ".join([iso(start), str(limit), str(extension), unit, *(f"{iso(a)}..{iso(b)}" for a, b in pauses)])


def as_request(case):
    start, limit, extension, unit, pauses = case
    return {
        "start": iso(start),
        "limitDays": limit,
        "limitUnit": {"W": "WORKING", "C": "CALENDAR"}[unit],
        "pauses": [{"from": iso(a), "to": iso(b)} for a, b in pauses],
        "extensionDays": extension,
    }


def compare(driver, calendar_path, seed, count):
    calendar = Calendar(calendar_path)
    process = subprocess.Popen([driver, calendar_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def feed():
        try:
            for case in cases(seed, count):
                process.stdin.write(as_line(case) + "\n")
            process.stdin.close()
        except BrokenPipeError:
            pass

    threading.Thread(target=feed, daemon=True).start()
    mismatches = answered = beyond = 0
    for number, case in enumerate(cases(seed, count)):
        line = process.stdout.readline()
        if not line:
            break
        answered += 1
        due = calendar.due(case)
        if number % 500 == 0 and due != calendar.due_by_definition(case):
            sys.exit(f"the oracle contradicts the definition: seed {seed}, case {number}: {as_line(case)}")
        beyond += due is None
        wanted = "BEYOND" if due is None else iso(due)
        if line.strip() != wanted:
            mismatches += 1
            if mismatches <= 10:
                print(f"case {number}: {as_line(case)}: oracle {wanted}, domain {line.strip()}")
    process.stdout.close()
    if process.wait() != 0 or answered != count:
        print(f"the driver stopped after {answered} of {count} cases")
        return 1
    print(f"seed {seed}, {count} cases ({beyond} beyond 9999), {mismatches} mismatches")
    return 1 if mismatches else 0


def print_json(calendar_path, seed, count):
    calendar = Calendar(calendar_path)
    for case in cases(seed, count):
        due = calendar.due(case)
        print(json.dumps({"request": as_request(case), "due": None if due is None else iso(due)}))
    return 0


def main(arguments):
    if len(arguments) == 5 and arguments[0] == "compare":
        return compare(arguments[1], arguments[2], int(arguments[3]), int(arguments[4]))
    if len(arguments) == 4 and arguments[0] == "json":
        return print_json(arguments[1], int(arguments[2]), int(arguments[3]))
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
