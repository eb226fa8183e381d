import unittest

from support import Case

from sigwatch_client import ErrorCategory, ErrorSeverity, TrainingError
from sigwatch_client.errors import category_of


class OutOfMemoryError(RuntimeError):
    pass


class Categories(unittest.TestCase):
    def test_what_an_exception_is_about(self):
        cases = [
            (MemoryError(), "memory"),
            (OutOfMemoryError("x"), "memory"),
            (RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"), "memory"),
            (RuntimeError("DataLoader worker is killed: out of memory"), "memory"),
            (ConnectionResetError("peer"), "network"),
            (TimeoutError(), "network"),
            (RuntimeError("Download failed while loading checkpoint"), "network"),
            (RuntimeError("Error(s) in loading state_dict for Net: size mismatch for fc.weight"), "checkpoint"),
            (OSError("checkpoint step_3.pt is corrupt"), "checkpoint"),
            (RuntimeError("DataLoader worker (pid 3) exited unexpectedly"), "data_loading"),
            (FileNotFoundError("no file"), "data_loading"),
            (ModuleNotFoundError("No module named 'apex'"), "configuration"),
            (RuntimeError("mat1 and mat2 shapes cannot be multiplied (4x3 and 5x2)"), "model_creation"),
            (RuntimeError("something"), "training"),
            (FloatingPointError("loss is nan"), "training"),
            (StopIteration(), "unknown"),
            (TrainingError("x", ErrorCategory.CHECKPOINT), "checkpoint"),
        ]
        for error, category in cases:
            with self.subTest(repr(error)):
                self.assertEqual(category_of(error).value, category)


class Telling(Case):
    def test_an_error_has_its_type_message_traceback_and_step(self):
        monitor = self.monitor()
        monitor.update_progress(step=7)
        try:
            raise ValueError("bad value")
        except ValueError as error:
            monitor.handle_error(error, context={"batch": 3})
        told = self.lines.of("error")[0]
        self.assertEqual(
            {name: told[name] for name in ("error_type", "message", "step", "severity", "category", "handled", "context")},
            {
                "error_type": "ValueError",
                "message": "bad value",
                "step": 7,
                "severity": "error",
                "category": "unknown",
                "handled": False,
                "context": {"batch": 3},
            },
        )
        self.assertIn("raise ValueError", told["traceback"])

    def test_severity_and_category_may_be_said_as_words_or_by_name(self):
        monitor = self.monitor()
        monitor.handle_error(RuntimeError("x"), severity="critical", category="memory", handled=True)
        monitor.handle_error(RuntimeError("x"), severity=ErrorSeverity.WARNING, category=ErrorCategory.NETWORK)
        told = [(line["severity"], line["category"], line["handled"]) for line in self.lines.of("error")]
        self.assertEqual(told, [("critical", "memory", True), ("warning", "network", False)])

    def test_a_suggestion_is_a_sentence(self):
        self.assertIn("batch size", self.monitor().get_recovery_suggestion(MemoryError()))

    def test_an_error_that_cannot_be_told_is_no_error(self):
        class Mute(Exception):
            def __str__(self):
                raise RuntimeError("no words")

        self.monitor().handle_error(Mute())
        self.assertEqual(self.lines.of("error")[0]["handled"], True)


class Tracking(Case):
    def test_an_exception_is_told_and_goes_on(self):
        monitor = self.monitor()
        with self.assertRaises(KeyError):
            with monitor.track_training("train.py", total_steps=3):
                raise KeyError("x")
        self.assertEqual([line["phase"] for line in self.lines.of("phase")], ["training", "failed"])
        self.assertEqual(self.lines.of("error")[0]["severity"], "fatal")

    def test_ctrl_c_and_exit_stop_it_and_are_no_errors(self):
        for error in (KeyboardInterrupt(), SystemExit(1)):
            with self.assertRaises(type(error)):
                with self.monitor().track_training():
                    raise error
        self.assertEqual(self.lines.of("error"), [])
        self.assertEqual([line["status"] for line in self.lines.of("phase") if line["phase"] == "stopped"], ["KeyboardInterrupt", "SystemExit"])

    def test_a_block_that_ends_is_completed_once(self):
        monitor = self.monitor()
        with monitor.track_training() as same:
            self.assertIs(same, monitor)
        monitor.complete_training("failed")
        self.assertEqual([line["phase"] for line in self.lines.of("phase")], ["training", "completed"])
