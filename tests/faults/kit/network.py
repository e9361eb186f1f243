"""A network namespace of a system's own, in which single links can be cut, one way or both.

Every process of the system runs in it. Each service process reaches brokers and PostgreSQL by addresses that are its alone (127.8.N.1, .2 … and
127.8.N.128), so that a rule on an address is a cut of that process and no other. Packets are dropped where they arrive: who sends hears
nothing, as on a wire that was cut. A veth pair lets the load in.
"""
import pathlib
import random
import re
import subprocess

BROKERS, POSTGRES = "brokers", "postgres"
_PART = {BROKERS: 0, POSTGRES: 128}  # of the last byte; 64 addresses each
POSTGRES_PORT = 5432


class Network:
    def __init__(self):
        self.name = f"bm-faults-{random.SystemRandom().randrange(16 ** 6):06x}"
        third, fourth = random.SystemRandom().randrange(1, 255), 4 * random.SystemRandom().randrange(64)
        self.outside, self.inside = f"10.213.{third}.{fourth + 1}", f"10.213.{third}.{fourth + 2}"
        self.prefix = ["ip", "netns", "exec", self.name]

    def make(self):
        link = "bmf" + self.name[-6:]
        self._ip("netns", "add", self.name)
        self._ip("link", "add", link, "type", "veth", "peer", "name", "outside", "netns", self.name)
        self._ip("addr", "add", f"{self.outside}/30", "dev", link)
        self._ip("link", "set", link, "up")
        for words in (("addr", "add", f"{self.inside}/30", "dev", "outside"), ("link", "set", "outside", "up"), ("link", "set", "lo", "up")):
            self._ip("-n", self.name, *words)

    def remove(self):
        subprocess.run(["ip", "netns", "del", self.name], check=False, stderr=subprocess.DEVNULL)  # its links and rules go with it

    @staticmethod
    def _ip(*words):
        subprocess.run(["ip", *words], check=True)

    def _rules(self, verb, number, target, way):
        net = f"127.8.{number}.{_PART[target]}/26"
        for end, wanted in (("-d", "to"), ("-s", "from")):
            if way in (wanted, "both"):
                subprocess.run([*self.prefix, "iptables", verb, "INPUT", "-i", "lo", "-p", "tcp", end, net, "-j", "DROP"], check=True)

    def cut(self, number, target, way):
        """Of service process `number` (address): "to" the target, "from" it, or "both" ways."""
        self._rules("-A", number, target, way)

    def heal(self, number, target, way):
        self._rules("-D", number, target, way)


def broker_port(number):
    return 5555 + 10 * number


def number_of(system, name):
    """A service process's place in its addresses."""
    return 1 + system.names().index(name)


def rewrite(path, *pairs):
    text = path.read_text()
    for pattern, new in pairs:
        text, count = re.subn(pattern, new, text)
        if count == 0:
            raise RuntimeError(f"{path}: no {pattern}")
    path.write_text(text)


def lay_out(system):
    """From the unix sockets of one machine to TCP between addresses: what deploy/run wrote is changed and taken round."""
    services, brokers = pathlib.Path(system.state) / "service", system.names("broker")
    fronts = lambda address: ",".join(f"tcp://{address(n)}:{broker_port(n)}" for n in range(len(brokers)))  # noqa: E731
    for n, name in enumerate(brokers):
        rewrite(services / name / "run", (r"BM_FRONT=\S+", f"BM_FRONT=tcp://0.0.0.0:{broker_port(n)}"),
                (r"BM_BACK=\S+", f"BM_BACK=tcp://0.0.0.0:{broker_port(n) + 1}"))
    for name in system.names():
        if "-" in name and name not in brokers:
            own = number_of(system, name)
            rewrite(services / name / "run", (r"BM_BROKERS=\S+", "BM_BROKERS=" + fronts(lambda n, o=own: f"127.8.{o}.{n + 1}")),
                    (r"BM_DSN=host=[^\\]+", f"BM_DSN=host=127.8.{own}.{_PART[POSTGRES]}"))
    rewrite(services / "gateway/run", (r"BM_BROKERS=\S+", "BM_BROKERS=" + fronts(lambda n: "127.0.0.1")))
    rewrite(system.state / "bmctl", (r"BM_BROKERS='[^']*'", f"BM_BROKERS='{fronts(lambda n: system.network.inside)}'"))
    with open(system.state / "pg/data/postgresql.conf", "a", encoding="utf-8") as conf:
        conf.write(f"listen_addresses = '*'\nport = {POSTGRES_PORT}\n")
    with open(system.state / "pg/data/pg_hba.conf", "a", encoding="utf-8") as access:
        access.write("host all postgres all reject\nhost all all all scram-sha-256\n")
    for name in ["postgres", *brokers, *[name for name in system.names() if name not in brokers]]:
        system.supervise("restart", name)
