"""What several tests need: a clock that is a value, lines as they were printed, folders that go away."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Clock:
    """Seconds that go on only when a test says so."""

    def __init__(self, now=1_700_000_000.0):
        self.now = now

    def __call__(self):
        return self.now


class Lines:
    """An output of a `Monitor`. With `SIGWATCH_WIRE_LINES` each line goes into that file as well, where the schema is held
    against it."""

    def __init__(self):
        self.all = []

    def write(self, text):
        for line in text.splitlines():
            self.all.append(json.loads(line, parse_constant=_refuse))
        path = os.environ.get("SIGWATCH_WIRE_LINES")
        if path:
            with open(path, "a") as file:
                file.write(text)

    def of(self, kind):
        return [line for line in self.all if line["type"] == kind]


def _refuse(word):
    raise ValueError("%s is no JSON" % word)


class Case(unittest.TestCase):
    """A test with a folder of its own, `self.folder`, and a clock."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="sigwatch-client-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.clock = Clock()
        self.lines = Lines()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def monitor(self, *args, **options):
        """With lines and clocks of this test, nothing of the environment, and no handlers of signals unless it says so."""
        from sigwatch_client import Monitor

        options.setdefault("handle_signals", False)
        options.setdefault("env", {})
        monitor = Monitor(*args, output=self.lines, now=self.clock, clock=self.clock, **options)
        self.addCleanup(monitor._interrupts.restore)
        return monitor

    def write(self, name, record):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".new", "w") as file:
            file.write(record if isinstance(record, str) else json.dumps(record))
        os.replace(path + ".new", path)
        return path

    def read(self, *names):
        with open(self.path(*names)) as file:
            return json.load(file)

    def python(self, code, **options):
        """Runs a program that can import the package."""
        env = {**os.environ, "PYTHONPATH": PACKAGE, "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run([sys.executable, "-c", code], env=env, timeout=240, **options)


def flip(path, at=-100):
    """Damages one byte of a file, and leaves its size and its times as they are."""
    times = os.stat(path)
    with open(path, "r+b") as file:
        file.seek(at, os.SEEK_END if at < 0 else os.SEEK_SET)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 0xFF]))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
