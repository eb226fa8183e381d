import ast
import os
import subprocess
import unittest

from support import PACKAGE, Case

#: What the package may import of its own accord, beside itself and what Python brings.
FOREIGN = {"torch", "numpy", "transformers", "lightning", "pytorch_lightning"}


def sources():
    for folder, _, names in os.walk(os.path.join(PACKAGE, "sigwatch_client")):
        for name in names:
            if name.endswith(".py"):
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8") as file:
                    yield os.path.relpath(path, PACKAGE), file.read()


class Syntax(unittest.TestCase):
    def test_every_file_is_python_3_8(self):
        self.assertGreater(len(list(sources())), 20)
        for path, text in sources():
            with self.subTest(path):
                ast.parse(text, path, feature_version=(3, 8))

    def test_every_file_is_short_enough_to_be_read_at_once(self):
        self.assertEqual([path for path, text in sources() if text.count("\n") > 250], [])

    def test_at_its_top_no_file_needs_anything_but_python(self):
        for path, text in sources():
            if "integrations" in path:
                continue
            tops = [node for node in ast.parse(text).body if isinstance(node, (ast.Import, ast.ImportFrom))]
            names = [alias.name for node in tops if isinstance(node, ast.Import) for alias in node.names]
            names += [node.module for node in tops if isinstance(node, ast.ImportFrom) and node.level == 0]
            self.assertEqual(FOREIGN.intersection(name.split(".")[0] for name in names), set(), path)


class Imports(Case):
    def test_it_loads_neither_torch_nor_numpy_nor_anything_of_the_network(self):
        code = "import sys, sigwatch_client; print(sorted({'torch', 'numpy', 'ssl', 'http', 'urllib.request', 'asyncio'} & set(sys.modules)))"
        done = self.python(code, stdout=subprocess.PIPE)
        self.assertEqual(done.stdout, b"[]\n")
