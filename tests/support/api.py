"""The API as a client sees it: plain HTTP, no knowledge of the inside. For the whole-system tests (standard library only)."""
import http.client
import json
import os
import socket
import time
import urllib.parse
import uuid

# Where a test breaks the system, its clients do as they are told: after 503 they repeat, with the same key, for so many seconds.
PATIENCE = float(os.environ.get("BM_PATIENCE", "0"))


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body) if self.body else None

    def __repr__(self):
        return f"{self.status} {self.body[:600]!r}"


class Api:
    """One person at one gateway. `token` is set by sign_in; a dead connection is opened anew."""

    def __init__(self, url, timeout=15):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port, self.timeout = parts.hostname, parts.port, timeout
        self.token = None
        self.subject = None
        self.connection = None

    def send(self, method, path, body=None, headers=None):
        """One attempt; raises OSError or http.client.HTTPException when the connection breaks. One that the gateway closed because
        it was idle is not an attempt: it is opened anew."""
        reused = self.connection is not None
        if not reused:
            self.connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        try:
            self.connection.request(method, path, body=body, headers=headers or {})
            response = self.connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            self.close()
            if not reused:
                raise
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        return self.send(method, path, body, headers)

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def call(self, method, path, body=None, key="new", headers=None):
        """JSON in and out. `key`: "new" makes one for POST and PUT, None sends none, else the key to use."""
        sent = dict(headers or {})
        if self.token:
            sent.setdefault("Authorization", "Bearer " + self.token)
        if method in ("POST", "PUT") and key is not None:
            sent["Idempotency-Key"] = str(uuid.uuid4()) if key == "new" else key
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
            sent.setdefault("Content-Type", "application/json")
        path = urllib.parse.quote(path, safe="/:?&=%-._~")
        path = path if path.startswith("/v1") else "/v1" + path
        end = time.monotonic() + PATIENCE
        while True:
            answer = self.send(method, path, data, sent)
            if answer.status != 503 or time.monotonic() > end:
                return answer
            time.sleep(0.3)

    def get(self, path, **headers):
        return self.call("GET", path, headers=headers)

    def post(self, path, body=None, **more):
        return self.call("POST", path, {} if body is None else body, **more)

    def sign_in(self, username, password):
        answer = self.post("/sessions", {"username": username, "password": password}, key=None)
        assert answer.status == 201, f"sign in as {username}: {answer}"
        self.token, self.subject = answer.json["token"], answer.json["subject"]
        return self


class County:
    """The demo county: people by role and unit, from accounts.json."""

    def __init__(self, url, accounts_file):
        self.url = url
        with open(accounts_file, encoding="utf-8") as file:
            self.accounts = json.load(file)

    def account(self, role, unit=None, other_than=None):
        """One of the role: of the unit itself, else below it; `other_than`: not of that unit nor below it."""
        of_role = [account for account in self.accounts if account["role"] == role]
        for fits in (lambda a: unit is None or a["unit"] == unit, lambda a: a["unit"].startswith(unit)):
            for account in of_role:
                if fits(account) and not (other_than and account["unit"].startswith(other_than)):
                    return account
        raise AssertionError(f"no account of role {role} in unit {unit}")

    def person(self, role, unit=None, other_than=None):
        account = self.account(role, unit, other_than)
        return Api(self.url).sign_in(account["username"], account["password"])

    def reviewer_of(self, township, task_case):
        """The reviewer whose work list shows the open task of the case; and the task."""
        for account in self.accounts:
            if account["role"] != "reviewer" or not account["unit"].startswith(township):
                continue
            person = Api(self.url).sign_in(account["username"], account["password"])
            task = wait_for(lambda: find(person, "/tasks", "tasks", caseNumber=task_case), 2, required=False)
            if task:
                return person, task
        raise AssertionError(f"no reviewer below {township} sees a task of {task_case}")


def pages(person, path, plural):
    """Every entry of a list, page by page."""
    token = ""
    while True:
        mark = "&" if "?" in path else "?"
        answer = person.get(path + (f"{mark}pageToken={urllib.parse.quote(token, safe='')}" if token else ""))
        assert answer.status == 200, f"GET {path}: {answer}"
        yield from answer.json[plural]
        token = answer.json.get("nextPageToken")
        if not token:
            return


def find(person, path, plural, **wanted):
    for entry in pages(person, path, plural):
        if all(entry.get(name) == value for name, value in wanted.items()):
            return entry
    return None


def wait_for(condition, seconds=15, required=True, what="condition"):
    """Polls until the condition gives something true; never a bare sleep in a test."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            if required:
                raise AssertionError(f"{what}: not within {seconds} s")
            return None
        time.sleep(0.05)


def citizen_number(serial, birth="19850312", area="530623"):
    """A made-up number with the right check character (GB 11643)."""
    body = f"{area}{birth}{serial % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]))
    return body + "10X98765432"[total % 11]


def application(item, unit, serial=1, intent="SUBMIT", **more):
    """A complete body for POST /cases."""
    body = {
        "itemCode": item,
        "unit": unit,
        "applicant": {"name": "测试申请人", "idNumber": citizen_number(serial), "phone": f"138{serial % 100000000:08d}"},
        "form": {"说明": "测试"},
        "papers": [],
        "intent": intent,
    }
    body.update(more)
    return body


def raw(url, data, timeout=10):
    """Bytes to the port, bytes back until it closes: for what no HTTP library would send."""
    parts = urllib.parse.urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=timeout) as connection:
        connection.sendall(data)
        got = b""
        while True:
            try:
                piece = connection.recv(65536)
            except (ConnectionResetError, socket.timeout):
                break
            if not piece:
                break
            got += piece
        return got
