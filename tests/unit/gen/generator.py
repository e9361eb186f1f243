"""Runs the generator as the build does, on protos that a test made."""

import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PROTO = ROOT / "proto"
INCLUDE = "/usr/include"


class Run:
    """One run in a directory of its own: what came out (`out`), the exit code and what it said."""

    def __init__(self, protos):
        self.holder = tempfile.TemporaryDirectory()
        self.out = pathlib.Path(self.holder.name)
        self.sources = self.out / "proto" / "bianmin"
        self.sources.mkdir(parents=True)
        (self.sources / "options.proto").write_text((PROTO / "bianmin/options.proto").read_text(encoding="utf-8"))
        for name, text in protos.items():
            (self.sources / name).write_text(text, encoding="utf-8")
        self.made = self.out / "c" / "bianmin"
        self.made.mkdir(parents=True)
        self._descriptors()
        self.generate()

    def generate(self):
        done = subprocess.run(
            ["/usr/bin/python3", "-B", str(PROTO / "gen/gen.py"), "--set", str(self.out / "set.bin"), "--out",
             str(self.made), "--version", "1.2.3"], capture_output=True, text=True, check=False)
        self.code, self.said = done.returncode, done.stderr

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.holder.cleanup()

    def _descriptors(self):
        names = sorted(f"bianmin/{path.name}" for path in self.sources.iterdir())
        subprocess.run(["protoc", "-I", str(self.out / "proto"), "-I", INCLUDE, "--include_imports",
                        "--include_source_info", f"--descriptor_set_out={self.out / 'set.bin'}", *names], check=True)

    def protoc_c(self):
        """The messages in C, for compiling what was made."""
        shared = PROTO / "bianmin/envelope.proto"
        (self.sources / shared.name).write_text(shared.read_text(encoding="utf-8"), encoding="utf-8")
        names = sorted(f"bianmin/{path.name}" for path in self.sources.iterdir())
        subprocess.run(["protoc-c", "-I", str(self.out / "proto"), "-I", INCLUDE, f"--c_out={self.out / 'c'}", *names,
                        "google/protobuf/descriptor.proto"], check=True)

    def text(self, name):
        return (self.made / name).read_text(encoding="utf-8")

    def compile(self, *arguments):
        """cc with the flags of the project; returns the finished process."""
        return subprocess.run(
            ["cc", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wpedantic", "-Wmissing-prototypes", "-Wconversion",
             "-Werror", "-isystem", str(self.out / "c"), "-I", str(ROOT), "-I", str(ROOT / "services"), *arguments],
            capture_output=True, text=True, check=False)


def sample():
    return (HERE / "fixtures/bianmin/sample.proto").read_text(encoding="utf-8")
