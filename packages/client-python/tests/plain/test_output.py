import os
import subprocess
import sys

from support import Case

from sigwatch_client.output import Output

LOOP = """
import sys
from sigwatch_client import Monitor
monitor = Monitor(check_interval=1)
%s
monitor.start_training('x')
for step in range(1, 200):
    monitor.check_step(loss=1.0, step=step)
monitor.complete_training()
sys.stderr.write('trained\\n')
"""


class Streams(Case):
    def test_a_file_is_added_to(self):
        self.write("out.jsonl", "before\n")
        output = Output(self.path("out.jsonl"))
        self.assertTrue(output.write("a\n") and output.write("b\n"))
        with open(self.path("out.jsonl")) as file:
            self.assertEqual(file.read(), "before\na\nb\n")

    def test_what_the_program_printed_before_comes_before(self):
        done = self.python(
            "from sigwatch_client.output import Output\nprint('first', end='\\n'); Output().write('second\\n'); print('third')",
            stdout=subprocess.PIPE,
        )
        self.assertEqual(done.stdout, b"first\nsecond\nthird\n")

    def test_a_stream_in_memory_is_written_to(self):
        class Notebook:
            text, flushed = "", False

            def write(self, text):
                self.text += text

            def flush(self):
                self.flushed = True

        stream = Notebook()
        self.assertTrue(Output(stream).write("a\n"))
        self.assertEqual((stream.text, stream.flushed), ("a\n", True))

    def test_a_stream_that_raises_is_no_trouble(self):
        class Broken:
            def write(self, text):
                raise RuntimeError("no")

        self.assertFalse(Output(Broken()).write("a\n"))
        self.assertFalse(Output(object()).write("a\n"))
        self.assertFalse(Output(self.path("no", "such", "folder")).write("a\n"))


class Endings(Case):
    """The training ends as it would have without the client."""

    def trains(self, before="", stdout=None):
        done = self.python(LOOP % before, stdout=stdout, stderr=subprocess.PIPE)
        self.assertEqual((done.stderr.decode(), done.returncode), ("trained\n", 0))

    def test_with_a_closed_stdout(self):
        self.trains("sys.stdout.close()", subprocess.PIPE)

    def test_without_a_stdout(self):
        self.trains("sys.stdout = None", subprocess.PIPE)

    def test_with_a_closed_descriptor(self):
        self.trains("import os; os.close(1)", subprocess.PIPE)

    def test_with_a_pipe_that_nobody_reads(self):
        reader, writer = os.pipe()
        os.close(reader)
        try:
            self.trains(stdout=writer)
        finally:
            os.close(writer)

    def test_with_a_full_disk(self):
        if not os.path.exists("/dev/full"):
            self.assertNotEqual(sys.platform, "linux")
            return
        with open("/dev/full", "w") as full:
            self.trains(stdout=full)
