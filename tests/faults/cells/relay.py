"""F4: the relay dies after the takers have taken and before it has marked that."""
import re
import signal
import subprocess
import time

from kit.cell import Cell
from kit.system import tell, wait_for

BITS = {"intake": "review", "review": "intake"}  # whose count shows that it was delivered

# Takes hold of one event that is on its way, so that whoever wants to mark it waits for us.
HOLD = """BEGIN;
DO $$
DECLARE event record;
BEGIN
  LOOP
    SELECT stream, seq INTO event FROM {sender}.outbox ORDER BY due LIMIT 1 FOR UPDATE SKIP LOCKED;
    EXIT WHEN FOUND;
    PERFORM pg_sleep(0.001);
  END LOOP;
  PERFORM set_config('faults.stream', event.stream, true), set_config('faults.seq', event.seq::text, true);
END $$;"""
# The backend that waits to mark it, once the taker's count has moved past it.
CAUGHT = """SELECT a.pid FROM pg_stat_activity a WHERE a.usename = 'bm_{sender}' AND pg_backend_pid() = ANY (pg_blocking_pids(a.pid))
AND EXISTS (SELECT FROM {taker}.taken t WHERE t.sender = '{sender}' AND t.stream = current_setting('faults.stream')
AND t.last_seq >= current_setting('faults.seq')::bigint);"""


def client_of(backend):
    """The process at the other end of a backend's unix socket."""
    lines = subprocess.run(["ss", "-xpH"], capture_output=True, text=True, check=True).stdout.splitlines()
    inodes = {peer for line in lines if f"pid={backend}," in line for peer in re.findall(r"\* (\d+)", line)}
    for line in lines:
        found = re.search(r"\* (\d+) +\* \d+.*pid=(\d+),", line)
        if found and found[1] in inodes:
            return int(found[2])
    raise RuntimeError(f"nobody at the other end of backend {backend}")


def kill_between(one):
    sender = one.dice.choice(list(BITS))
    session = one.system.session()
    try:
        session.ask(HOLD.format(sender=sender))
        stream, seq = session.ask("SELECT current_setting('faults.stream'), current_setting('faults.seq');")[-1].split("|")
        caught, _ = wait_for(lambda: session.ask(CAUGHT.format(sender=sender, taker=BITS[sender])), 5, "a mark that waits", every=0.002)
        process = client_of(caught[0])
        strike = one.strike(f"kill -9 the relay of {sender}", lambda: tell(process, signal.SIGKILL))
        session.ask(f"SELECT pg_terminate_backend({caught[0]}, 1000);")  # as if what it was sent had never come
        left = session.ask(f"SELECT count(*) FROM {sender}.outbox WHERE stream = '{stream}' AND seq = {seq};")
        assert left == ["1"], f"the event was marked: {left}"
        since = session.ask("SELECT extract(epoch FROM max(at)) FROM " + sender + ".outbox;")[0]
    finally:
        session.say("ROLLBACK;")
    gone = f"SELECT NOT EXISTS (SELECT FROM {sender}.outbox WHERE {{}});"
    event, backlog = gone.format(f"stream = '{stream}' AND seq = {seq}"), gone.format(f"at <= to_timestamp({since})")
    one.held = one.back = None
    while one.back is None and time.monotonic() < strike.at + 20:
        if session.ask(backlog) == ["t"]:  # first, for the event is of the backlog: both may go between two looks
            one.back = time.monotonic() - strike.at
        if one.held is None and session.ask(event) == ["t"]:
            one.held = time.monotonic() - strike.at
        time.sleep(0.02)
    session.close()


def judge_relay(one):
    one.most("the event held", one.held or 20.0, 6)
    one.most("backlog gone", one.back or 20.0, 10)


CELLS = [Cell("F4", "kill -9 the relay between delivery and mark", kill_between, judge_relay, after=2)]
