"""F16: 500 connections that say nothing, 200 that say a byte a second, descriptors that run out. The others must hardly notice."""
import os
import pwd
import socket
import subprocess
import threading
import time

from kit.cell import Cell
from kit.network import rewrite
from kit.system import Spec, wait_for

PHASE_S = 5
IDLE, SLOW, FEW, LEFT = 500, 200, 256, 20


def few_places(system):
    """A gateway that the idle ones fill: it takes no more connections than they are."""
    rewrite(system.state / "service/gateway/run", (r"BM_LISTEN=", f"BM_CONNECTIONS={IDLE} BM_LISTEN="))
    old = system.pid("gateway")
    system.supervise("restart", "gateway")
    wait_for(lambda: system.pid("gateway") not in (0, old) and all(system.ready(name) for name in system.names()), 30, "all ready", every=0.1)


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


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def cpu_s(pid):
    """Seconds of processor time that the process has used."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        user, system = file.read().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def let_open(pid, count):
    """How many descriptors the process may have, from now on; its own user may say that, and a root without all of root's powers not."""
    owner = os.stat(f"/proc/{pid}").st_uid
    subprocess.run(["prlimit", "--pid", str(pid), f"--nofile={count}:"], user=owner, group=pwd.getpwuid(owner).pw_gid, cwd="/", check=True)


def no_descriptors(one):
    """It may open a few more than it has open, no more: it took its share for connections when it might have many, so now they really run out."""
    made, pid = [], one.pid
    with open(f"/proc/{pid}/limits", encoding="utf-8") as file:
        usual = next(line.split()[3] for line in file if line.startswith("Max open files"))
    limit = descriptors(pid) + LEFT
    let_open(pid, limit)
    try:
        one.strike(f"{FEW} more connections than descriptors", lambda: made.extend(connections(one, FEW)))
        used, end, most = cpu_s(pid), time.monotonic() + PHASE_S, 0
        while time.monotonic() < end:
            most = max(most, descriptors(pid))
            time.sleep(0.02)
        one.left, one.busy = limit - most, (cpu_s(pid) - used) / PHASE_S
    finally:
        let_open(pid, usual)
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


def judge_files(one):
    judge(one)
    one.most("descriptors left at the worst moment", one.left, 0, "")
    one.most("processor of the gateway meanwhile", one.busy, 0.5, "of a core")


CELLS = [
    Cell("F16-crowd", "500 connections that say nothing, 200 that say a byte a second", crowd, judge, Spec(prepare=few_places),
         before=5, after=3, quiet=True),
    Cell("F16-files", "descriptors run out", lambda one: crowd(one, (no_descriptors,)), judge_files, before=5, after=3, quiet=True),
]
