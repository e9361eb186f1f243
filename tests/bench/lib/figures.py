"""The arithmetic of the table. Pure, and tested on fed data (tests/bench/selftest)."""
import math


def median(values):
    """Of the two in the middle the mean; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def percentile(values, percent):
    """The smallest value that at least `percent` of 100 of all do not exceed (nearest rank); None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(1, math.ceil(percent / 100 * len(ordered))) - 1]


def ratio(ours, peer):
    """None when one was not measured: no figure is better than a made-up one."""
    return ours / peer if ours is not None and peer else None


def verdict(figure, sense, at_least, aim):
    """'aim', 'holds', 'short', or 'not measured'. `sense` ">=": more is better; "<=": less is."""
    if figure is None:
        return "not measured"
    good = (lambda bound: figure >= bound) if sense == ">=" else (lambda bound: figure <= bound)
    if good(aim):
        return "aim"
    return "holds" if good(at_least) else "short"


def best_count(by_clients):
    """{clients: [throughput of each round]} → (clients, median) of the best median."""
    medians = {clients: median(values) for clients, values in by_clients.items() if values}
    best = max(medians, key=lambda clients: medians[clients])
    return best, medians[best]


def difference(before, after):
    """{name: count} twice → what each grew by; names that are new count from 0, those gone are left out."""
    return {name: value - before.get(name, 0) for name, value in after.items()}
