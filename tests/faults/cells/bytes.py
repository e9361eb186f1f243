"""F15: what is between the processes flips bytes, cuts, doubles and reorders them. A proxy stands before each socket of each broker;
CURVE must let nothing of it through: no message of ours is taken that was not sent so, and nobody dies of it."""
import json
import os
import random
import select
import socket
import threading
import time

from kit.cell import Cell
from kit.system import Spec, wait_for

KINDS = ("flip", "cut", "double", "reorder")
EACH_S = 2.5
CHANCE = 0.02  # of a piece that passes


class Proxy:
    """Stands where a unix socket was; passes on what comes, or what mischief makes of it."""

    def __init__(self, path, mischief):
        self.real, self.mischief = f"{path}.real", mischief
        os.rename(path, self.real)
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(path)
        os.chmod(path, 0o777)
        self.door.listen(128)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                here, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(here,), daemon=True).start()

    def carry(self, here):
        there = socket.socket(socket.AF_UNIX)
        try:
            there.connect(self.real)
            while True:
                for one in select.select([here, there], [], [])[0]:
                    piece = one.recv(65536)
                    if not piece:
                        return
                    (there if one is here else here).sendall(self.mischief.done_to(piece))
        except OSError:
            pass
        finally:
            here.close()
            there.close()

    def close(self):
        self.door.close()


class Mischief:
    """What is done to pieces that pass, while a kind is chosen; seeded, and counted."""

    def __init__(self):
        self.kind, self.dice, self.lock = None, random.Random(0), threading.Lock()
        self.done = dict.fromkeys(KINDS, 0)

    def done_to(self, piece):
        with self.lock:
            if self.kind is None or self.dice.random() > CHANCE:
                return piece
            at = self.dice.randrange(len(piece))
            if self.kind == "reorder" and len(piece) < 2:
                return piece
            self.done[self.kind] += 1
            if self.kind == "flip":
                return piece[:at] + bytes([piece[at] ^ 1 << self.dice.randrange(8)]) + piece[at + 1:]
            if self.kind == "cut":
                return piece[:at]
            if self.kind == "double":
                return piece + piece[at:]
            at = max(1, at)
            return piece[at:] + piece[:at]


def between_the_processes(system):
    """Proxies before the brokers' sockets; who is connected connects anew, through them."""
    system.mischief = Mischief()
    proxies = [Proxy(str(path), system.mischief) for name in system.names("broker")
               for path in (system.state / f"run/{name}/front", system.state / f"run/{name}/back")]
    system.after_stop += [proxy.close for proxy in proxies]
    for name in system.names():
        if not name.startswith("broker"):
            old = system.pid(name)
            system.supervise("restart", name)
            wait_for(lambda n=name, p=old: system.pid(n) not in (0, p), 15, f"{name} again")
    wait_for(lambda: all(system.ready(name) for name in system.names()), 30, "all ready", every=0.1)


def strangers(system):
    """Messages that brokers took off the wire and could not read."""
    said = json.loads(system.bmctl("-o", "json", "status"))
    return sum(int(value) for value in find(said, "strangers"))


def find(thing, name):
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from [value] if key == name else find(value, name)
    elif isinstance(thing, list):
        for value in thing:
            yield from find(value, name)


def spoil(one):
    mischief = one.system.mischief
    one.pids = {name: one.system.pid(name) for name in one.system.names()}
    one.strangers = strangers(one.system)
    mischief.dice.seed(one.seed)
    mischief.done = dict.fromkeys(KINDS, 0)
    for kind in KINDS:
        one.strike(f"{kind} bytes", lambda k=kind: setattr(mischief, "kind", k))
        time.sleep(EACH_S)
    mischief.kind = None
    one.healed = time.monotonic()


def judge(one):
    for kind, count in one.system.mischief.done.items():
        one.least(f"pieces {kind}", count, 3)
    one.most("messages taken that were not sent so", strangers(one.system) - one.strangers, 0, "")
    died = [name for name, pid in one.pids.items() if one.system.pid(name) != pid]
    one.most(f"processes that died {' '.join(died)}".strip(), len(died), 0, "")
    one.most("well again", one.well_again(one.healed, float("inf")), 5)


CELLS = [Cell("F15", "bytes between the processes flipped, cut, doubled, reordered", spoil, judge, Spec(prepare=between_the_processes),
              before=3, after=8, patience=30.0)]
