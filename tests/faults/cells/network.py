"""F10: the network between a service's process and the brokers, or PostgreSQL, is cut: both ways, only towards them, only back. The other process of
the service goes on; who is cut must be found out and left alone, and come back by itself."""
import time

from kit.cell import Cell
from kit.network import BROKERS, POSTGRES, lay_out, number_of
from kit.system import Spec, wait_for

CUT_S = 6
SLOW_S = 1.0  # a call that takes longer was held up by the cut
NOTICED_S, WELL_S = 2.5, 5.0


def prepare(system):
    lay_out(system)
    wait_for(lambda: all(system.ready(name) for name in system.names()), 60, "all ready over TCP", every=0.1)


def cut_each_way(target):
    def harm(one):
        one.back = {}
        for way in ("both", "to", "from"):
            name = one.dice.choice(one.system.names("intake") + one.system.names("review"))
            number = number_of(one.system, name)
            strike = one.strike(f"{name}, {way}", lambda n=number, w=way: one.system.network.cut(n, target, w), (name.split("-")[0],))
            try:
                time.sleep(CUT_S)
                one.back[strike.what] = [one.system.ready(name)]
            finally:
                one.system.network.heal(number, target, way)
                strike.until = time.monotonic()
            one.back[strike.what].append(wait_for(lambda n=name: one.system.ready(n), 20, f"{name} ready", every=0.02)[1])
            time.sleep(5)
    return harm


def judge(one):
    ends = [strike.at for strike in one.strikes[1:]] + [float("inf")]
    for strike, end in zip(one.strikes, ends):
        thought_ready, seconds = one.back[strike.what]
        way = strike.what.split(", ")[1]
        one.most(f"{way}: noticed", one.well_again(strike.at, strike.until, strike.services, slower=SLOW_S), NOTICED_S)
        one.most(f"{way}: called itself ready", int(thought_ready), 0, "")
        one.most(f"{way}: ready again", seconds, WELL_S)
        one.most(f"{way}: well after healing", one.well_again(strike.until, end, strike.services, slower=SLOW_S), WELL_S)


SPEC = Spec(prepare=prepare, network=True)
CELLS = [
    Cell("F10-broker", "a service's process cut from the brokers: both ways, to them, from them", cut_each_way(BROKERS), judge, SPEC),
    Cell("F10-postgres", "a service's process cut from PostgreSQL, the same", cut_each_way(POSTGRES), judge, SPEC),
]
