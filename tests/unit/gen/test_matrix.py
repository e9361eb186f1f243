"""The matrix test (tests/e2e/matrix.py) against a gateway of straw: it must see a role let in, a role kept out, a route missing."""

import contextlib
import http.server
import io
import json
import pathlib
import sys
import tempfile
import threading
import unittest

from generator import ROOT, Run, sample

sys.path.insert(0, str(ROOT / "tests/e2e"))
from matrix import Matrix  # noqa: E402

ROLES = ["citizen", "agent", "clerk", "centre_head", "reviewer", "office_head", "county_supervisor", "discipline_officer",
         "administrator", "integrator", "operator"]


class Straw(http.server.BaseHTTPRequestHandler):
    """Answers by the table `verb, path pattern → roles`; a token is the name of a role."""

    protocol_version = "HTTP/1.1"
    table = {}
    document = b""

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"{}"):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/openapi.json":
            return self.answer(200, self.document)
        if self.path == "/v1/sessions":
            role = json.loads(body)["username"].upper()
            return self.answer(201, json.dumps({"token": role, "subject": {"role": role, "unit": "", "name": ""}}).encode())
        role = self.headers.get("Authorization", "Bearer ANONYMOUS").split()[1]
        path = self.path.split(":")[0].split("/")
        thing = "/v1/things/{thingId}" if len(path) == 4 and path[3] != "current" else "/".join(path)
        allowed = self.table.get((self.command, thing + (":turn" if self.path.endswith(":turn") else "")))
        if allowed is None:
            return self.answer(405)
        return self.answer(200 if role in allowed else 401 if role == "ANONYMOUS" else 403)

    do_GET = do_POST = do_PUT = do_DELETE = serve


class MatrixSees(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with Run({"sample.proto": sample()}) as run:
            Straw.document = run.text("openapi.json").encode()
        paths = json.loads(Straw.document)["paths"]
        cls.right = {(verb.upper(), path): set(spec["x-roles"]) for path, verbs in paths.items()
                     for verb, spec in verbs.items() if "x-roles" in spec}
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Straw)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.holder = tempfile.TemporaryDirectory()
        cls.accounts = pathlib.Path(cls.holder.name) / "accounts.json"
        cls.accounts.write_text(json.dumps([{"role": r, "username": r, "password": "x", "unit": "", "name": r} for r in ROLES]))

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.holder.cleanup()

    def failures(self, table):
        Straw.table = table
        matrix = Matrix(f"http://127.0.0.1:{self.server.server_port}", self.accounts)
        with contextlib.redirect_stdout(io.StringIO()):
            matrix.roles()
        self.assertEqual(matrix.passed + len(matrix.failures), len(self.right) * (len(ROLES) + 1))
        return matrix.failures

    def test_a_right_gateway_passes(self):
        self.assertEqual(self.failures(self.right), [])

    def test_one_role_too_many(self):
        key = ("POST", "/v1/things")
        found = self.failures({**self.right, key: self.right[key] | {"CITIZEN"}})
        self.assertEqual([f"{failure[:26]}" for failure in found], ["POST /v1/things as CITIZEN"])

    def test_open_to_nobody_in_particular(self):
        key = ("GET", "/v1/things/{thingId}")
        self.assertEqual(len(self.failures({**self.right, key: self.right[key] | {"ANONYMOUS"}})), 1)

    def test_one_role_too_few(self):
        key = ("POST", "/v1/things")
        self.assertEqual(len(self.failures({**self.right, key: self.right[key] - {"CLERK"}})), 1)

    def test_a_route_that_is_not_served(self):
        table = {key: roles for key, roles in self.right.items() if key != ("DELETE", "/v1/things/{thingId}")}
        self.assertEqual(len(self.failures(table)), len(ROLES) + 1)


if __name__ == "__main__":
    unittest.main()
