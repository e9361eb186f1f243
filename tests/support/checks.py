"""Tests of the whole system as plain functions: run all, say each, count, exit 1 if one failed."""
import os
import pathlib
import subprocess
import sys
import traceback

from api import Api, County


class World:
    """The running system: its county, its operator's tool, its state directory."""

    def __init__(self, url, accounts, state):
        self.url, self.state = url, pathlib.Path(state)
        self.county = County(url, accounts)
        self.clerk_account = self.county.account("clerk")
        self.township = self.clerk_account["unit"]
        self.other_township = self.county.account("clerk", other_than=self.township)["unit"]
        self._people = {}

    def person(self, role, unit=None, other_than=None):
        """A signed-in person; the same one for the same question, so that tests sign in once."""
        account = self.county.account(role, unit, other_than)
        if account["username"] not in self._people:
            self._people[account["username"]] = Api(self.url).sign_in(account["username"], account["password"])
        return self._people[account["username"]]

    @property
    def clerk(self):
        return self.person("clerk", self.township)

    @property
    def citizen(self):
        return self.person("citizen")

    @property
    def head(self):
        return self.person("centre_head", self.township)

    def nobody(self):
        return Api(self.url)

    def bmctl(self, *arguments, check=True):
        done = subprocess.run([str(self.state / "bmctl"), *arguments], capture_output=True, text=True, timeout=60)
        assert not check or done.returncode == 0, f"bmctl {arguments}: {done.returncode} {done.stdout} {done.stderr}"
        return done

    def cluster(self, action, *arguments):
        """deploy/postgres/cluster on the system's own PostgreSQL."""
        tool = pathlib.Path(__file__).resolve().parents[2] / "deploy/postgres/cluster"
        return subprocess.run([str(tool), action, str(self.state / "pg"), *arguments], capture_output=True, text=True,
                              check=True, timeout=60).stdout.strip()

    def processes(self, name):
        """Pids of the system's processes of a binary."""
        binary = os.path.realpath(self.state / "app" / name)
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if os.readlink(entry / "exe").removesuffix(" (deleted)") == binary:
                        found.append(int(entry.name))
                except OSError:
                    continue
        return sorted(found)


def equal(got, wanted, what=""):
    assert got == wanted, f"{what}: {got!r} instead of {wanted!r}"


def refused(answer, status, field=None, code=None):
    """A refusal as it must be: problem+json that says what to do and names the field."""
    assert answer.status == status, f"{answer.status} instead of {status}: {answer}"
    assert answer.headers["Content-Type"].startswith("application/problem+json"), answer.headers["Content-Type"]
    problem = answer.json
    assert problem["status"] == status and problem["title"] and problem["code"] and problem["detail"], problem
    if code:
        equal(problem["code"], code, "code")
    if field:
        named = [error["field"] for error in problem.get("errors", [])]
        assert field in named, f"names {named}, not {field}: {problem}"
    return problem


def main(tests):
    """usage: test URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
    world = World(*sys.argv[1:4])
    chosen = sys.argv[4:]
    passed, failed = 0, 0
    for test in tests:
        if chosen and test.__name__ not in chosen:
            continue
        try:
            test(world)
            passed += 1
            print(f"ok   {test.__name__}", flush=True)
        except Exception:  # noqa: BLE001 — whatever broke, the next test still runs
            failed += 1
            print(f"FAIL {test.__name__}\n{traceback.format_exc()}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0
