"""F1, F2, F3: kill -9 of services, a broker, the gateway. The supervisor starts again what died."""
import signal
import time

from kit.cell import Cell
from kit.system import tell, wait_for

SERVICES = ("intake", "review", "evaluation", "notification")


def kill(one, names, services):
    """kill -9 of these processes at once; returns when all are back under the supervisor."""
    old = [one.system.pid(name) for name in names]
    strike = one.strike("kill -9 " + " ".join(names), lambda: [tell(pid, signal.SIGKILL) for pid in old], services)
    for name, pid in zip(names, old):
        wait_for(lambda n=name, p=pid: one.system.pid(n) not in (0, p), 10, f"{name} back")
    return strike


def kill_each_service(one):
    """One process of two; then all there are (which is one of one, or both of two at once)."""
    for service in SERVICES:
        names = one.system.names(service)
        if len(names) > 1:
            kill(one, [one.dice.choice(names)], (service,))
            time.sleep(3.6)
        kill(one, names, (service,))
        time.sleep(5.6)


def judge_services(one):
    times = [strike.at for strike in one.strikes]
    for strike, end in zip(one.strikes, [*times[1:], one.load.history[-1]["end"]]):
        alone = len(strike.what.split()) - 2 == len(one.system.names(strike.services[0]))
        one.most(f"{strike.services[0]} {'all' if alone else 'one of two'} killed: well again",
                 one.well_again(strike.at, end, strike.services), 5 if alone else 3)


def kill_broker(one):
    kill(one, [one.dice.choice(one.system.names("broker"))], ())


def kill_brokers(one):
    kill(one, one.system.names("broker"), ())


def kill_gateway(one):
    kill(one, ["gateway"], ())


def judge_first(one):
    one.most("first success", one.first_success(one.strikes[0].at), 5)
    one.most("well again", one.well_again(one.strikes[0].at, float("inf")), 5)
    one.most("sessions lost", sum(a["status"] == 401 for a in one.load.history), 0, "")


CELLS = [
    Cell("F1", "kill -9 each service: one of two processes, then all of it", kill_each_service, judge_services, after=1),
    Cell("F2-one", "kill -9 one of two brokers", kill_broker, judge_first, after=6),
    Cell("F2-all", "kill -9 both brokers", kill_brokers, judge_first, after=6),
    Cell("F3", "kill -9 the gateway", kill_gateway, judge_first, after=6),
]
