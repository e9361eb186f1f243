"""F16: 500 connections that say nothing, 200 that say a byte a second, descriptors that run out. The others must hardly notice."""
import socket
import threading
import time

from kit.cell import Cell
from kit.system import Spec

PHASE_S = 5
IDLE, SLOW, FEW = 500, 200, 256


def connections(one, count):
    made = []
    for _ in range(count):
        connection = socket.socket()
        connection.settimeout(2)
        try:
            connection.connect(("127.0.0.1", one.system.port))
        except OSError:
            connection.close()
            continue
        made.append(connection)
    return made


def close(made):
    for connection in made:
        connection.close()


def idle(one):
    made = []
    one.strike(f"{IDLE} idle connections", lambda: made.extend(connections(one, IDLE)))
    time.sleep(PHASE_S)
    close(made)


def slow(one):
    """A head that never ends, a byte a second."""
    made, stop = [], threading.Event()

    def drip():
        at = 0
        while not stop.is_set():
            for connection in made:
                try:
                    connection.send(b"GET /v1/items HTTP/1.1\r\nHost: x\r\nX-Slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"[at:at + 1])
                except OSError:
                    pass
            at += 1
            stop.wait(1)
    one.strike(f"{SLOW} slow ones", lambda: made.extend(connections(one, SLOW)))
    thread = threading.Thread(target=drip)
    thread.start()
    time.sleep(PHASE_S)
    stop.set()
    thread.join()
    close(made)


def no_descriptors(one):
    """More connections than the gateway has descriptors for."""
    made = []
    one.strike("descriptors run out", lambda: made.extend(connections(one, FEW)))
    time.sleep(PHASE_S)
    close(made)


def crowd(one, presses=(idle, slow)):
    one.pid = one.system.pid("gateway")
    for press in presses:
        press(one)
        one.strikes[-1].until = time.monotonic()
        time.sleep(PHASE_S)


def p95(attempts):
    times = sorted(a["end"] - a["start"] for a in attempts)
    return times[int(len(times) * 0.95)] if times else float("inf")


def judge(one):
    ends = [one.strikes[0].at - one.cell.before, *(strike.until + 1 for strike in one.strikes)]
    calm = [a for since, strike in zip(ends, [*one.strikes, None])
            for a in one.attempts(since, strike.at if strike else since + PHASE_S - 1)]
    bound = round(2000 * p95(calm), 1)
    for strike in one.strikes:
        pressed = one.attempts(strike.at, strike.until)
        one.most(f"p95 with {strike.what}", 1000 * p95(pressed), bound, "ms")
        one.least(f"went well with {strike.what}", sum(a["result"] == "ok" or a["kind"] == "bad_hand_in" for a in pressed) / len(pressed), 0.99)
    one.most("gateways that died", int(one.system.pid("gateway") != one.pid), 0, "")


CELLS = [
    Cell("F16-crowd", "500 connections that say nothing, 200 that say a byte a second", crowd, judge, before=5, after=3, quiet=True),
    Cell("F16-files", "descriptors run out", lambda one: crowd(one, (no_descriptors,)), judge, Spec(files=FEW), before=5, after=3, quiet=True),
]
