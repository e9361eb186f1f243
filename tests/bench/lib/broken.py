"""What `--broken` does to each part: a bad system on purpose, which the table must show as bad."""
import os
import shutil

from system import BUILD

SLOW_US, HOLD_MB = 300, 60
SERVICES = ("bm-intake", "bm-review", "bm-evaluation", "bm-notification")
STATEMENT = f"every statement a service sends burns {SLOW_US} us of processor time first (broken/slow.c, preloaded)"
HOW = {
    "accept": STATEMENT,
    "life": STATEMENT,
    "read": STATEMENT,
    "memory": f"every service holds {HOLD_MB} MB for nothing (the same library)",
    "broker": "a worker takes one job at a time (tests/bench/wire/run --credits-one)",
    "growth": "the larger store has no index by applicant",
}


def binaries(work):
    """A build directory whose services are scripts that preload the library before the real ones. Everybody may read it."""
    real, scripts = f"{work}/real", f"{work}/bad/bin"
    os.makedirs(real)
    os.makedirs(scripts)
    shutil.copy(BUILD / "lib/libbm_slow.so", real)
    for name in os.listdir(BUILD / "bin"):
        if not name.startswith(("bm-", "bmctl")):
            continue
        shutil.copy(BUILD / "bin" / name, real if name in SERVICES else scripts)
        if name in SERVICES:
            with open(f"{scripts}/{name}", "w", encoding="utf-8") as script:
                script.write(f"#!/bin/sh\nLD_PRELOAD={real}/libbm_slow.so BM_SLOW_US={SLOW_US} BM_HOLD_MB={HOLD_MB} exec {real}/{name} \"$@\"\n")
            os.chmod(f"{scripts}/{name}", 0o755)
    return f"{work}/bad"


def drop_index(system):
    system.sql.rows("DROP INDEX intake.cases_applicant")
