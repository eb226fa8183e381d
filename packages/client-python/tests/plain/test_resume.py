import os
import random

from support import Case, flip


class Random:
    """A training that depends on chance alone, as one on dropout and shuffled data does."""

    def __init__(self, monitor):
        self.monitor, self.model, self.losses = monitor, {"w": 0.0}, []

    def train(self, start, end):
        for step in range(start, end):
            self.model["w"] += random.random()
            self.losses.append(self.model["w"])
            self.monitor.check_step(self.model, self.model["w"], step=step)
        return self.losses


class Resume(Case):
    def saved(self, *steps, **options):
        monitor = self.monitor(self.path("ckpt"), **options)
        monitor.start_training()
        for step in steps:
            monitor.check_step({"w": step}, 1.0 / step, step=step, epoch=step // 10)
            monitor.save_checkpoint(metrics={"loss": 1.0 / step}, additional_state={"seen": step})
        return monitor

    def test_it_goes_on_exactly_as_if_it_had_never_ended(self):
        random.seed(3)
        whole = list(Random(self.monitor()).train(1, 21))
        random.seed(3)
        monitor = self.monitor(self.path("ckpt"))
        first = Random(monitor)
        first.train(1, 11)
        monitor.save_checkpoint()
        random.seed(999)
        again = self.monitor(self.path("ckpt"))
        second = Random(again)
        resumed = again.auto_resume(second.model)
        second.train(resumed["step"] + 1, 21)
        self.assertEqual(first.losses + second.losses, whole)

    def test_step_epoch_metrics_and_what_else_was_saved_come_back(self):
        self.saved(5, 25)
        monitor = self.monitor(self.path("ckpt"))
        model = {}
        resumed = monitor.auto_resume(model)
        self.assertEqual((resumed["step"], resumed["epoch"], resumed["metrics"]), (25, 2, {"loss": 0.04}))
        self.assertEqual((resumed["additional_state"], model), ({"seen": 25}, {"w": 25}))
        self.assertEqual([entry["step"] for entry in resumed["metrics_history"]], [5, 25])
        self.assertEqual(self.lines.of("checkpoint")[-1]["action"], "loaded")

    def test_a_damaged_checkpoint_is_told_and_an_older_one_taken(self):
        self.saved(5, 25)
        flip(self.path("ckpt", "step_25.ckpt"))
        self.assertEqual(self.monitor(self.path("ckpt")).auto_resume({})["step"], 5)
        told = [line["action"] for line in self.lines.of("checkpoint")][-2:]
        self.assertEqual(told, ["corrupt", "loaded"])

    def test_without_any_it_begins_anew(self):
        self.assertIsNone(self.monitor(self.path("ckpt")).auto_resume({}))
        self.assertIsNone(self.monitor().auto_resume({}))
        self.assertEqual([line["type"] for line in self.lines.all], ["hello", "hello"])

    def test_a_finished_run_does_not_go_on(self):
        self.saved(5).complete_training()
        self.assertEqual(sorted(name for name in os.listdir(self.path("ckpt")) if name.startswith("sigwatch")), ["sigwatch_finished.json"])
        monitor = self.monitor(self.path("ckpt"))
        self.assertIsNone(monitor.auto_resume({}))
        self.assertTrue(monitor.get_status()["finished"])

    def test_one_that_was_stopped_or_failed_goes_on(self):
        for status in ("stopped", "failed", "preempted"):
            with self.subTest(status):
                self.saved(5).complete_training(status)
                self.assertEqual(self.monitor(self.path("ckpt")).auto_resume({})["step"], 5)

    def test_a_finished_run_that_is_made_again_goes_on_where_that_one_is(self):
        self.saved(5).complete_training()
        self.saved(7)
        self.assertEqual(self.monitor(self.path("ckpt")).auto_resume({})["step"], 7)

    def test_it_may_be_switched_off(self):
        self.saved(5)
        self.assertIsNone(self.monitor(self.path("ckpt"), enable_auto_resume=False).auto_resume({}))

    def test_what_sigwatch_names_counts_before_all_else(self):
        self.saved(5, 25).complete_training()
        env = {"SIGWATCH_RESUME_FROM": self.path("ckpt", "step_5.ckpt")}
        monitor = self.monitor(self.path("other"), env=env, enable_auto_resume=False)
        self.assertEqual(monitor.auto_resume({})["step"], 5)

    def test_where_that_one_is_damaged_an_older_one_beside_it_is_taken(self):
        self.saved(5, 15, 25)
        flip(self.path("ckpt", "step_15.ckpt"))
        env = {"SIGWATCH_RESUME_FROM": self.path("ckpt", "step_15.ckpt")}
        self.assertEqual(self.monitor(env=env).auto_resume({})["step"], 5)

    def test_a_checkpoint_of_a_framework_is_left_to_it(self):
        os.makedirs(self.path("checkpoint-500"))
        monitor = self.monitor(env={"SIGWATCH_RESUME_FROM": self.path("checkpoint-500")})
        self.assertIsNone(monitor.auto_resume({}))
        self.assertIn("load it as your framework does", self.lines.of("error")[0]["message"])
        self.assertEqual(monitor.resume_from, self.path("checkpoint-500"))

    def test_parameters_that_were_not_finite_are_no_beginning(self):
        self.saved(5, 25)
        path = self.path("ckpt", "step_25.ckpt.json")
        facts = self.read("ckpt", "step_25.ckpt.json")
        self.write(path, {**facts, "finite": False})
        self.assertEqual(self.monitor(self.path("ckpt")).auto_resume({})["step"], 5)
