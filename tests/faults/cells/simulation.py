"""F22: seeded days of the broker's and the relay's pure steps (tests/faults/simulate). No system, no load: a program."""
import os
import re
import subprocess
import time

from kit.cell import Cell
from kit.system import TREE, Spec

SEEDS = int(os.environ.get("BM_F22_SEEDS", "10000"))


def program(build):
    """Of the given build, or of any other of the tree: builds without tests do not have it."""
    builds = [build, *(TREE / "build" / preset for preset in ("release", "debug", "asan"))]
    found = next((path / "bin/bm-simulate" for path in builds if (path / "bin/bm-simulate").exists()), None)
    if found is None:
        raise RuntimeError("bm-simulate is not built; cmake --build --preset release --target bm-simulate")
    return found


def live(one):
    """Round n of a run has seeds of its own: SEED × 10 000 and on. Of `all` one is enough: it is ten thousand."""
    begun = time.monotonic()
    done = subprocess.run([str(program(one.build)), "--seeds", str(SEEDS), "--seed", str(one.seed * 10000)], capture_output=True, text=True)
    one.took, one.said = time.monotonic() - begun, done.stdout
    if done.returncode != 0:
        one.problems.append((done.stdout + done.stderr).strip())


def judge(one):
    one.least("days without a break", sum(int(count) for count in re.findall(r"(\d+) seeds", one.said)), 2 * SEEDS)
    one.most("took", one.took, 300)


CELLS = [Cell("F22", "seeded simulation of the broker's and the relay's pure steps", live, judge, spec=Spec(alone=True), rounds=1)]
