import json
import os
import signal

from notebook import Notebook
from support import Case

TRAIN = """
import time
from sigwatch_client import Monitor
monitor = Monitor("ckpt", check_interval=1)
resumed = monitor.auto_resume({"w": 0})
with monitor.track_training("cell", total_steps=%d):
    for step in range(resumed["step"] + 1 if resumed else 1, %d):
        monitor.check_step({"w": step}, 1.0 / step, step=step)
        %s
        time.sleep(0.01)
"""
ENDLESS = 10**9


def lines(printed):
    return [json.loads(line) for line in printed.splitlines() if line.startswith('{"sigwatch"')]


class Kernel(Case):
    def notebook(self, **env):
        notebook = Notebook(self.folder, **env)
        self.addCleanup(notebook.close)
        return notebook

    def steps(self):
        names = os.listdir(self.path("ckpt"))
        return sorted(int(name[5:-5]) for name in names if name.endswith(".ckpt"))

    def kept(self, printed):
        """What a cell has printed is held against the schema with all other lines."""
        for line in lines(printed):
            self.lines.write(json.dumps(line, separators=(",", ":")) + "\n")
        return lines(printed)

    def test_what_a_monitor_prints_stands_below_its_cell(self):
        printed, error = self.notebook().run(TRAIN % (3, 4, "print('own', step)"))
        self.assertIsNone(error)
        told = self.kept(printed)
        self.assertEqual((told[0]["type"], told[0]["platform"]), ("hello", "jupyter"))
        self.assertEqual([line["step"] for line in told if line["type"] == "metrics"], [1, 2, 3])
        self.assertEqual(told[-1]["phase"], "completed")
        # In the order in which it was printed, with what the cell itself prints.
        self.assertLess(printed.index("own 1"), printed.index('"step":2'))

    def test_a_cell_that_is_interrupted_is_told_as_stopped_and_goes_on_when_it_is_run_again(self):
        notebook = self.notebook()
        save = "if step == 5: monitor.save_checkpoint()"
        printed, error = notebook.run(TRAIN % (9, ENDLESS, save), '"step":7,', notebook.interrupt)
        self.assertEqual(error, "KeyboardInterrupt")
        self.assertEqual({key: self.kept(printed)[-1][key] for key in ("phase", "status")}, {"phase": "stopped", "status": "KeyboardInterrupt"})
        printed, error = notebook.run(TRAIN % (9, 10, "pass"))
        self.assertIsNone(error)
        self.assertEqual([line["step"] for line in self.kept(printed) if line["type"] == "metrics"], [6, 7, 8, 9])

    def test_sigterm_saves_and_a_loop_that_asks_leaves_the_kernel_alive(self):
        notebook = self.notebook()
        ask = "if monitor.should_stop(): break"
        printed, error = notebook.run(TRAIN % (9, ENDLESS, ask), '"step":3,', lambda: notebook.kill("SIGTERM"))
        self.assertIsNone(error, printed)
        self.assertEqual(self.kept(printed)[-1]["phase"], "stopped")
        self.assertEqual(len(self.steps()), 1)
        self.assertEqual(notebook.run("print(1 + 1)"), ("2\n", None))

    def test_sigterm_saves_and_ends_the_kernel_whose_loop_does_not_ask(self):
        notebook = self.notebook()
        notebook.run(TRAIN % (9, ENDLESS, "pass"), '"step":3,', lambda: notebook.kill("SIGTERM"))
        self.assertEqual(notebook.exit_code(), -signal.SIGTERM)
        self.assertEqual(len(self.steps()), 1)

    def test_between_two_cells_sigterm_ends_the_kernel_as_ever(self):
        notebook = self.notebook()
        started = "from sigwatch_client import Monitor\nmonitor = Monitor()\nfor step in (1, 2): monitor.check_step({}, 1.0, step=step)"
        self.assertIsNone(notebook.run(started)[1])
        notebook.kill("SIGTERM")
        self.assertEqual(notebook.exit_code(), -signal.SIGTERM)

    def test_a_kernel_that_is_started_again_gains_no_time(self):
        ask = "from sigwatch_client import Monitor\nmonitor = Monitor(session_duration_hours=%r)\n"
        ask += "import os; print(monitor.get_status()['session_start'], monitor.platform, os.getpid())"
        for platform, env in (("jupyter", {}), ("colab", {"COLAB_RELEASE_TAG": "release-colab_20261101"})):
            notebook = self.notebook(**env)
            before = notebook.run(ask % 1.5)[0].split()
            notebook.restart()
            after = notebook.run(ask % 1.5)[0].split()
            self.assertEqual((before[0], before[1]), (after[0], after[1]))
            self.assertEqual(before[1], platform)
            self.assertNotEqual(before[2], after[2], "it is another process")

    def test_a_program_that_a_cell_starts_prints_there_too_and_is_no_notebook(self):
        self.write("train.py", TRAIN % (2, 3, "pass"))
        notebook = self.notebook()
        printed, error = notebook.run("!%s train.py" % __import__("sys").executable)
        self.assertIsNone(error)
        told = self.kept(printed)
        self.assertNotIn("platform", told[0])
        self.assertEqual([line["step"] for line in told if line["type"] == "metrics"], [1, 2])
