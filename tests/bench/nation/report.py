"""What a run of the nation says: pure, on the driver's report and the samples taken beside it; tested on fed data."""

P99_MS = 100           # of handing in and of accepting, from the planned moment
BACKLOG_SECONDS = 2    # events that wait at the end of the arrivals, in seconds' worth of lives
TICK_US = 10000        # of /proc/stat: USER_HZ is 100 on every Linux we know
EVENTS_OF_A_LIFE = 7   # case.submitted, .accepted, task.claimed, case.decided, .delivered, rating.given, clock and lights


def between(samples, begin, end):
    return [sample for sample in samples if begin <= sample["at"] <= end]


def deepest(samples, what):
    """{name: most}, of those that were ever more than nothing."""
    most = {}
    for sample in samples:
        for name, depth in sample[what].items():
            most[name] = max(most.get(name, 0), depth)
    return {name: depth for name, depth in most.items() if depth}


def spent(samples, what):
    """{name: microseconds} between the first and the last sample."""
    if not samples:
        return {}
    first, last = samples[0][what], samples[-1][what]
    return {name: value - first.get(name, 0) for name, value in last.items()}


def processor(samples, cores):
    """Shares of all cores over the samples."""
    ticks = spent(samples, "ticks")
    whole = sum(ticks.values()) or 1
    seconds = samples[-1]["at"] - samples[0]["at"] if samples else 0
    return {"seconds": seconds, "cores": cores, "left": ticks.get("idle", 0) / whole, "stolen": ticks.get("steal", 0) / whole}


def busy_us(samples):
    """Microseconds all cores worked, for whomever."""
    ticks = spent(samples, "ticks")
    return sum(value for name, value in ticks.items() if name not in ("idle", "iowait", "steal")) * TICK_US


def step(drive, call, percentile):
    return drive["calls"].get(call, {}).get("step_ms", {}).get(percentile)


def reasons(rate, drive, samples_of_arrivals):
    """Why it does not keep up; none: it does."""
    found = []
    if drive["errors"]:
        found.append(f"{drive['errors']} errors, the first: {drive['first_failure']}")
    if drive["failed"] or drive["unfinished"]:
        found.append(f"{drive['failed']} lives failed, {drive['unfinished']} had not ended when the patience did")
    for call in ("hand_in", "accept"):
        p99 = step(drive, call, "p99")
        if p99 is None or p99 > P99_MS:
            found.append(f"p99 of {call} {'not measured' if p99 is None else f'{p99:.0f} ms'}, wanted {P99_MS} ms")
    waiting = sum(samples_of_arrivals[-1]["outbox"].values()) if samples_of_arrivals else 0
    if waiting > BACKLOG_SECONDS * EVENTS_OF_A_LIFE * rate:
        found.append(f"{waiting} events wait when the last life has begun, more than {BACKLOG_SECONDS} s of them")
    return found


def make(rate, drive, samples, cores):
    """The report as one value. Sampled are {"at", "outbox", "lanes", "cpu", "ticks"}; `at` is the driver's clock."""
    begin, end = drive["counts_from"], drive["counts_from"] + drive["seconds"]
    arrivals = between(samples, begin, end)
    why = reasons(rate, drive, arrivals)
    cpu = spent(arrivals, "cpu")
    cpu["(the driver)"] = drive["driver_cpu_us"] * drive["seconds"] / max(1e-9, drive["ended_at"] - drive["began_at"])
    cpu["(all else on the machine)"] = max(0, busy_us(arrivals) - sum(cpu.values()))
    begun = drive["begun"] or 1
    return {
        "rate": rate, "keeps_up": not why, "why": why, "drive": drive,
        "outbox_most": deepest(arrivals, "outbox"), "lanes_most": deepest(arrivals, "lanes"),
        "outbox_end": arrivals[-1]["outbox"] if arrivals else {},
        "cpu_us": cpu, "cpu_us_per_life": {name: value / begun for name, value in cpu.items()},
        "processor": processor(arrivals, cores),
    }


def lines_of_calls(drive):
    yield f"{'call':10}{'ok':>8}{'early':>8}{'errors':>8}   from the plan p50 / p99 ms   one answer p50 / p99 ms"
    for name, call in drive["calls"].items():
        errors = sum(call["errors"].values())
        planned, answer = call["step_ms"], call["attempt_ms"]
        yield (f"{name:10}{call['ok']:8}{call['early']:8}{errors:8}   {planned['p50']:12.1f} / {planned['p99']:8.1f}"
               f"   {answer['p50']:12.1f} / {answer['p99']:8.1f}")
    life = drive["life_ms"]
    yield f"{'life':10}{life['count']:8}{'':16}   {life['p50']:12.1f} / {life['p99']:8.1f}   (with the pauses between its steps)"


def listed(depths):
    return ", ".join(f"{name} {depth}" for name, depth in sorted(depths.items(), key=lambda pair: -pair[1])) or "none"


def lines_of_processor(report):
    processor_, seconds = report["processor"], report["processor"]["seconds"] or 1
    yield (f"processor: {processor_['left']:.0%} of {processor_['cores']} cores left, {processor_['stolen']:.1%} taken by other "
           "machines on the host")
    for name, us in sorted(report["cpu_us"].items(), key=lambda pair: -pair[1]):
        if us:
            yield f"  {name:28}{us / seconds / 1e4:6.1f} % of a core {report['cpu_us_per_life'][name]:8.0f} us a life"
    yield f"  {'together':28}{sum(report['cpu_us'].values()) / seconds / 1e4:6.1f} % of a core"


def text(report):
    drive = report["drive"]
    head = (f"{report['rate']:g} lives a second for {drive['seconds']:g} s, open loop: {drive['begun']} begun, {drive['done']} "
            f"done, {drive['failed']} failed, {drive['unfinished']} not ended")
    verdict = "KEEPS UP" if report["keeps_up"] else "DOES NOT KEEP UP: " + "; ".join(report["why"])
    return "\n".join([
        head, *lines_of_calls(drive),
        f"events waiting, most: {listed(report['outbox_most'])}; at the end: {listed(report['outbox_end'])}",
        f"requests at the brokers, most: {listed(report['lanes_most'])}",
        *lines_of_processor(report), verdict])


def next_rate(passed, failed, first):
    """The rate to try next in the search for the highest that is kept; None: found to within 5 %."""
    if failed is None:
        return first if passed is None else passed * 2
    if passed is None:
        return failed / 2 if failed > 2 else None
    return (passed + failed) / 2 if failed / passed > 1.05 else None
