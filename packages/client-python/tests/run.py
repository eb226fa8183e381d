"""python run.py [--without MODULE]… FILE…: runs the tests of these files, and prints what became of each as a line of JSON.

`--without torch` has `import torch` fail, as where it is not installed.
"""

import argparse
import importlib.util
import io
import json
import os
import sys
import unittest
from contextlib import redirect_stdout

HERE = os.path.dirname(os.path.abspath(__file__))


class Absent:
    def __init__(self, names):
        self.names = names

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
            raise ModuleNotFoundError("No module named %r" % name, name=name)
        return None


class Told(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.outcomes = {}

    def stopTest(self, test):
        self.outcomes.setdefault(test.id(), None)
        super().stopTest(test)

    def addFailure(self, test, err):
        self.note(test, err)

    addError = addFailure

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.note(test, err, str(subtest))

    def addSkip(self, test, reason):
        self.outcomes[test.id()] = "skipped: " + reason

    def note(self, test, err, where=""):
        text = self._exc_info_to_string(err, test)
        self.outcomes[test.id()] = ((self.outcomes.get(test.id()) or "") + "\n" + where + "\n" + text).strip()


def loaded(file):
    folder, name = os.path.split(os.path.splitext(os.path.abspath(file))[0])
    # Files of several folders may have one name.
    name = os.path.basename(folder) + "_" + name
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("files", nargs="+")
    chosen = parser.parse_args()
    sys.meta_path.insert(0, Absent(chosen.without))
    sys.path[:0] = [os.path.dirname(HERE), HERE, *{os.path.dirname(os.path.abspath(file)) for file in chosen.files}]
    result = Told()
    # What tests print is no outcome.
    with redirect_stdout(io.StringIO()):
        for file in chosen.files:
            unittest.defaultTestLoader.loadTestsFromModule(loaded(file)).run(result)
    for test, trouble in result.outcomes.items():
        print(json.dumps({"test": test, "trouble": trouble}))


if __name__ == "__main__":
    main()
