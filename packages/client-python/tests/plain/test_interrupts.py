import os
import signal
import subprocess

from support import Case

TRAIN = """
import os, signal, sys
from sigwatch_client import Monitor
%s
monitor = Monitor(sys.argv[1] if len(sys.argv) > 1 else %r, check_interval=1000)
with monitor.track_training():
    for step in range(1, 6):
        if step == %d:
            os.kill(os.getpid(), signal.%s)
        monitor.check_step({"w": step}, 1.0, step=step)
        %s
print("after")
"""


class Handlers(Case):
    def started(self, **options):
        monitor = self.monitor(self.path("ckpt"), handle_signals=True, check_interval=1000, **options)
        monitor.start_training()
        monitor.check_step({"w": 0}, 1.0, step=1)
        return monitor

    def saved(self):
        return [line["step"] for line in self.lines.of("checkpoint") if line["action"] == "verified"]

    def test_a_signal_has_a_checkpoint_saved_at_the_end_of_the_step_and_not_before(self):
        monitor = self.started()
        os.kill(os.getpid(), signal.SIGUSR1)
        self.assertEqual(self.saved(), [])
        self.assertTrue(monitor.save_wanted)
        monitor.check_step({"w": 1}, 1.0, step=2)
        self.assertEqual(self.saved(), [2])
        self.assertTrue(self.lines.of("checkpoint")[-1]["emergency"])
        self.assertFalse(monitor.should_stop())

    def test_several_signals_are_one_checkpoint(self):
        monitor = self.started()
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGUSR1)
        monitor.check_step(step=2)
        monitor.check_step(step=3)
        self.assertEqual(self.saved(), [2])

    def test_one_that_came_before_is_called_too_and_is_there_again_afterwards(self):
        seen = []
        before = signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
        self.addCleanup(signal.signal, signal.SIGUSR1, before)
        mine = signal.getsignal(signal.SIGUSR1)
        monitor = self.started()
        os.kill(os.getpid(), signal.SIGUSR1)
        self.assertEqual(seen, [signal.SIGUSR1])
        monitor.complete_training()
        self.assertIs(signal.getsignal(signal.SIGUSR1), mine)

    def test_who_installs_a_handler_later_keeps_it(self):
        monitor = self.started()
        before = signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        self.addCleanup(signal.signal, signal.SIGUSR1, signal.SIG_DFL)
        self.assertEqual(before, monitor._interrupts._handler)
        monitor.complete_training()
        self.assertEqual(signal.getsignal(signal.SIGUSR1), signal.SIG_IGN)

    def test_a_save_that_fails_is_tried_again_a_second_later(self):
        monitor = self.started()
        self.write("ckpt", "in the way")
        os.kill(os.getpid(), signal.SIGUSR1)
        monitor.check_step(step=2)
        monitor.check_step(step=3)
        failed = [line["step"] for line in self.lines.of("checkpoint") if line["action"] == "failed"]
        self.assertEqual(failed, [2])
        os.unlink(self.path("ckpt"))
        self.clock.now += 1
        monitor.check_step(step=4)
        self.assertEqual(self.saved(), [4])

    def test_sigterm_where_somebody_else_deals_with_it_stops_and_leaves_the_end_to_them(self):
        before = signal.signal(signal.SIGTERM, lambda *_: None)
        self.addCleanup(signal.signal, signal.SIGTERM, before)
        monitor = self.started()
        os.kill(os.getpid(), signal.SIGTERM)
        for step in (2, 3, 4):
            monitor.check_step(step=step)
        self.assertTrue(monitor.should_stop())
        self.assertEqual(self.saved(), [2])


class Processes(Case):
    def train(self, when, name="SIGTERM", asks="if monitor.should_stop(): break", first=""):
        done = self.python(TRAIN % (first, self.path("ckpt"), when, name, asks), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        kept = os.listdir(self.path("ckpt")) if os.path.exists(self.path("ckpt")) else []
        steps = sorted(name for name in kept if name.startswith("step") and not name.endswith(".json"))
        return done.returncode, steps, done.stdout.decode().splitlines()

    def test_a_loop_that_asks_ends_after_its_step_and_the_program_goes_on(self):
        code, steps, lines = self.train(3)
        self.assertEqual((code, steps, lines[-1]), (0, ["step_3.ckpt"], "after"))
        self.assertIn('"phase":"stopped"', lines[-2])

    def test_a_loop_that_does_not_ask_is_ended_one_step_later_as_sigterm_would(self):
        code, steps, lines = self.train(3, asks="pass")
        self.assertEqual((code, steps), (-signal.SIGTERM, ["step_3.ckpt"]))
        self.assertNotIn("after", lines)

    def test_before_the_first_step_sigterm_ends_at_once(self):
        code, steps, _ = self.train(1)
        self.assertEqual((code, steps), (-signal.SIGTERM, []))

    def test_a_second_sigterm_ends_at_once(self):
        code, steps, _ = self.train(3, asks="pass", first="kill = os.kill\nos.kill = lambda *a: (kill(*a), kill(*a))")
        self.assertEqual((code, steps), (-signal.SIGTERM, []))

    def test_a_process_that_is_forked_from_the_training_ends_by_sigterm(self):
        code = "import multiprocessing, time\nfrom sigwatch_client import Monitor\n"
        code += "monitor = Monitor().start_training(); monitor.check_step(loss=1.0, step=1)\n"
        code += "here, there = multiprocessing.Pipe()\n"
        code += "def load(): there.send(1); time.sleep(600)\n"
        code += "process = multiprocessing.get_context('fork').Process(target=load, daemon=True)\n"
        # Python itself loses a signal that comes before the new process has come to its own.
        code += "process.start(); here.recv(); process.terminate(); process.join(50); print(process.exitcode)"
        done = self.python(code, stdout=subprocess.PIPE)
        self.assertEqual(done.stdout.splitlines()[-1], b"-15")

    def test_outside_of_the_main_thread_nothing_is_installed_and_nothing_raised(self):
        code = "import threading\nfrom sigwatch_client import Monitor\n"
        code += "thread = threading.Thread(target=lambda: Monitor().start_training().complete_training())\n"
        code += "thread.start(); thread.join(); print('after')"
        done = self.python(code, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"the handlers of signals", done.stdout)


class SeveralMonitors(Case):
    """As in a notebook, where a cell that was interrupted is run again."""

    def started(self, name):
        monitor = self.monitor(self.path(name), handle_signals=True, check_interval=1000)
        monitor.start_training()
        monitor.check_step({"w": 0}, 1.0, step=1)
        return monitor

    def test_each_that_is_still_in_use_saves(self):
        first, second = self.started("first"), self.started("second")
        os.kill(os.getpid(), signal.SIGUSR1)
        first.check_step(step=2)
        second.check_step(step=5)
        self.assertEqual(sorted(os.listdir(self.path("first"))), ["sigwatch_state.json", "step_2.ckpt", "step_2.ckpt.json"])
        self.assertIn("step_5.ckpt", os.listdir(self.path("second")))

    def test_one_that_nobody_uses_any_more_is_kept_by_no_handler(self):
        code = "import gc, weakref\nfrom sigwatch_client import Monitor\n"
        code += "class Model(dict): pass\n"
        code += "monitor = Monitor().start_training(); model = Model(); monitor.check_step(model, 1.0, step=1)\n"
        code += "seen = weakref.ref(model); del model\n"
        code += "monitor = Monitor().start_training(); gc.collect(); print(seen())"
        done = self.python(code, stdout=subprocess.PIPE)
        self.assertEqual(done.stdout.splitlines()[-1], b"None")

    def test_the_second_ends_by_sigterm_as_if_there_had_been_no_first(self):
        for keep in ("first = monitor", "pass"):
            first = "monitor = Monitor(); monitor.check_step({}, 1.0, step=1); %s" % keep
            code = TRAIN % (first, self.path("ckpt"), 3, "SIGTERM", "pass")
            done = self.python(code, stdout=subprocess.PIPE)
            self.assertEqual((done.returncode, b"after" in done.stdout.splitlines()), (-signal.SIGTERM, False), keep)
            self.assertTrue(os.path.exists(self.path("ckpt", "step_3.ckpt")))

    def test_after_the_second_is_complete_sigterm_means_what_it_did_before_the_first(self):
        code = "import gc, os, signal\nfrom sigwatch_client import Monitor\n"
        code += "monitor = Monitor(); monitor.check_step({}, 1.0, step=1)\n"
        code += "monitor = Monitor(); monitor.check_step({}, 1.0, step=1); gc.collect(); monitor.complete_training()\n"
        code += "os.kill(os.getpid(), signal.SIGTERM); print('after')"
        done = self.python(code, stdout=subprocess.PIPE)
        self.assertEqual((done.returncode, b"after" in done.stdout), (-signal.SIGTERM, False))
