from unittest import mock

from support import Case

import sigwatch_client
from sigwatch_client import Monitor


class Hello(Case):
    def test_the_first_line_says_who_prints_and_what_it_can_do(self):
        env = {"SIGWATCH_RUN_ID": "r1", "SIGWATCH_ATTEMPT": "2"}
        self.monitor(self.path("ckpt"), env=env, session_duration_hours=5, setters={"batch_size": print}).start_training(gpu_type="T4")
        told = self.lines.all[0]
        self.assertEqual(list(told)[:2], ["sigwatch", "type"])
        self.assertEqual((told["type"], told["client"], told["run_id"], told["attempt"]), ("hello", "python " + sigwatch_client.__version__, "r1", 2))
        self.assertEqual(told["capabilities"], ["checkpoint", "stop", "batch_size"])
        self.assertEqual((told["session_hours"], told["session_start"], told["gpu_type"]), (5.0, self.clock.now, "T4"))
        self.assertEqual((told["check_interval"], told["checkpoint_dir"]), (10, self.path("ckpt")))

    def test_thresholds_are_handed_on(self):
        self.monitor(gradient_explosion_threshold=5, loss_window=50).start_training()
        self.assertEqual(self.lines.all[0]["options"], {"gradient_explosion_threshold": 5.0, "loss_window": 50})

    def test_it_is_said_again_when_an_optimizer_is_known(self):
        class Optimizer:
            param_groups = [{"lr": 0.5}]

        monitor = self.monitor(check_interval=1)
        monitor.start_training()
        for step in (1, 2, 3):
            monitor.check_step(None, 1.0, Optimizer(), step=step)
        self.assertEqual([line["capabilities"] for line in self.lines.of("hello")], [["stop"], ["stop", "lr"]])

    def test_it_is_the_first_line_also_where_a_checkpoint_is_looked_for_before_the_start(self):
        monitor = self.monitor(self.path("ckpt"))
        monitor.auto_resume({})
        monitor.start_training()
        self.assertEqual([line["type"] for line in self.lines.all], ["hello", "phase"])

    def test_a_caller_cannot_replace_what_the_client_knows(self):
        self.monitor().start_training(pid=1, client="mine", time=0)
        self.assertTrue(self.lines.all[0]["client"].startswith("python"))
        self.assertEqual(self.lines.all[0]["time"], self.clock.now)

    def test_a_loop_that_never_says_that_it_starts_is_listened_to(self):
        self.monitor().check_step(loss=1.0, step=1)
        self.assertEqual([line["type"] for line in self.lines.all], ["hello", "phase", "metrics"])


class Steps(Case):
    def steps(self):
        return [line["step"] for line in self.lines.of("metrics")]

    def test_each_tenth_step_is_checked_and_the_first(self):
        monitor = self.monitor()
        for step in range(3, 35):
            monitor.check_step(loss=1.0, step=step)
        self.assertEqual(self.steps(), [3, 10, 20, 30])

    def test_steps_that_are_told_seldom_are_all_checked(self):
        monitor = self.monitor()
        for step in (5, 25, 50):
            monitor.check_step(loss=1.0, step=step)
        self.assertEqual(self.steps(), [5, 25, 50])

    def test_after_a_rollback_it_checks_at_once(self):
        monitor = self.monitor()
        for step in (10, 11, 4, 5, 10):
            monitor.check_step(loss=1.0, step=step)
        self.assertEqual(self.steps(), [10, 4, 10])

    def test_a_check_may_be_forced(self):
        monitor = self.monitor()
        monitor.check_step(loss=1.0, step=1)
        self.assertEqual(monitor.check_step(loss=float("inf"), step=2, force=True).inf_count, 1)

    def test_between_checks_the_last_answer_is_returned(self):
        monitor = self.monitor()
        monitor.check_step(loss=float("nan"), step=10)
        health = monitor.check_step(loss=1.0, step=11)
        self.assertEqual((health.step, health.overall_health), (10, "critical"))

    def test_steps_that_are_not_told_are_counted(self):
        monitor = self.monitor(check_interval=2)
        for _ in range(5):
            monitor.check_step(loss=1.0)
        self.assertEqual(self.steps(), [0, 2, 4])

    def test_a_loss_that_is_not_finite_is_told(self):
        for value, counts, text in ((float("nan"), (1, 0), "NaN"), (float("-inf"), (0, 1), "-Infinity")):
            health = self.monitor().check_step(loss=value, step=1)
            told = self.lines.all[-1]
            self.assertEqual((health.nan_count, health.inf_count, health.overall_health), counts + ("critical",))
            self.assertEqual((told["loss"], told["nan_count"], told["inf_count"], told["nonfinite_in"]), (text,) + counts + (["loss"],))

    def test_progress_goes_along_with_the_checks(self):
        monitor = self.monitor(check_interval=5)
        for step in range(1, 11):
            monitor.check_step(loss=1.0 / step, step=step)
            monitor.update_progress(step=step, total_steps=100, epoch=0.5, throughput=12.5, throughput_unit="tokens/s", accuracy=0.9)
        last = self.lines.all[-1]
        self.assertEqual(self.steps(), [1, 5, 10])
        self.assertEqual((last["total_steps"], last["epoch"], last["throughput"], last["metrics"]), (100, 0.5, 12.5, {"accuracy": 0.9}))

    def test_progress_alone_is_printed_as_often(self):
        monitor = self.monitor()
        for step in range(1, 25):
            monitor.update_progress(step=step, loss=1.0, learning_rate=0.1)
        self.assertEqual(self.steps(), [1, 10, 20])
        self.assertEqual(self.lines.all[-1]["learning_rate"], 0.1)

    def test_epochs_alone_are_steps(self):
        monitor = self.monitor()
        for epoch in range(3):
            monitor.update_progress(epoch=epoch, metric=0.5 + epoch)
        self.assertEqual([(line["step"], line["epoch"], line["metrics"]["metric"]) for line in self.lines.of("metrics")], [(0, 0, 0.5), (1, 1, 1.5), (2, 2, 2.5)])

    def test_of_several_processes_the_first_prints_and_each_tells_what_is_not_finite(self):
        env = {"RANK": "1", "WORLD_SIZE": "2"}
        monitor = self.monitor(env=env, check_interval=1)
        monitor.check_step(loss=1.0, step=1)
        monitor.check_step(loss=float("nan"), step=2)
        self.assertEqual([(line["step"], line["rank"], line["world_size"]) for line in self.lines.of("metrics")], [(2, 1, 2)])
        monitor.handle_error(ValueError("x"))
        self.assertEqual(self.lines.all[-1]["rank"], 1)

    def test_the_end_may_bring_last_metrics(self):
        monitor = self.monitor()
        monitor.update_progress(step=4)
        monitor.complete_training("completed", accuracy=0.95)
        self.assertEqual([line["type"] for line in self.lines.all[-2:]], ["metrics", "phase"])
        self.assertEqual(self.lines.all[-2]["metrics"], {"accuracy": 0.95})

    def test_phases_are_told_in_the_words_of_the_format(self):
        monitor = self.monitor()
        monitor.set_phase("eval")
        monitor.set_phase("warming up")
        self.assertEqual([(line["phase"], line.get("status")) for line in self.lines.of("phase")], [("eval", None), ("training", "warming up")])


class NeverRaises(Case):
    CALLS = (
        lambda m: m.start_training(object(), "many"),
        lambda m: m.check_step(object(), object(), object(), step=1),
        lambda m: m.check_step(step="three"),
        lambda m: m.update_progress(step=object(), loss="x", epoch="y"),
        lambda m: m.update_progress(epoch=object()),
        lambda m: m.handle_error("a text"),
        lambda m: m.handle_error(None, severity="dreadful"),
        lambda m: m.save_checkpoint(step="x"),
        lambda m: m.save_emergency_checkpoint(object(), no_such_argument=1),
        lambda m: m.auto_resume(object()),
        lambda m: m.check_numerical_stability(object()),
        lambda m: m.check_numerical_stability({"a": "x"}, p=0),
        lambda m: m.log_metrics("x"),
        lambda m: m.checkpoint_saved(None),
        lambda m: m.checkpoint_saved("no such file", 1, verify=True),
        lambda m: m.record_gpu(),
        lambda m: m.set_phase(object()),
        lambda m: m.get_recovery_suggestion(None),
        lambda m: m.check_timeout(),
        lambda m: m.get_status(),
        lambda m: m.should_stop(all_ranks=True),
        lambda m: m.apply_overrides(object()),
        lambda m: m.attach(object()),
        lambda m: m.complete_training(object()),
    )

    def every_call(self, monitor):
        for number, call in enumerate(self.CALLS):
            with self.subTest(number):
                call(monitor)

    def test_whatever_it_is_given(self):
        self.every_call(self.monitor(self.path("ckpt")))

    def test_whatever_options_it_is_given(self):
        for name in ("check_interval", "keep_last", "session_duration_hours", "checkpoint_dir", "min_lr", "max_retries", "schatten_threshold"):
            for value in (-1, 0, "x", float("nan"), object(), [], None):
                with self.subTest(name=name, value=str(value)[:20]):
                    options = {name: value} if name != "checkpoint_dir" else {}
                    monitor = self.monitor(value if name == "checkpoint_dir" else None, **options)
                    monitor.check_step(loss=1.0, step=1)

    def test_an_option_that_is_not_taken_is_told_once_and_the_default_stands(self):
        monitor = self.monitor(check_interval=0, chekpoint=1)
        self.assertEqual(monitor.options.check_interval, 10)
        told = [line["message"] for line in self.lines.of("error")]
        self.assertEqual(len(told), 2)
        self.assertIn("check_interval=0 is not taken, 10 is", told[0])
        self.assertIn("there is no option chekpoint", told[1])

    def test_whatever_the_environment_is(self):
        env = {
            "SIGWATCH_OVERRIDES": "{broken",
            "SIGWATCH_RESUME_FROM": "/no/such/step_3.pt",
            "SIGWATCH_CONTROL": "\0",
            "SIGWATCH_ATTEMPT": "x",
            "RANK": "first",
            "SLURM_JOB_START_TIME": "9" * 400,
            "SLURM_JOB_END_TIME": "-1",
        }
        self.every_call(self.monitor(self.path("ckpt"), env=env))

    def test_when_time_itself_fails(self):
        monitor = self.monitor(self.path("ckpt"))
        with mock.patch.object(monitor._session, "_now", side_effect=OSError("no clock")):
            self.every_call(monitor)

    def test_when_nothing_can_be_written(self):
        class Full:
            def write(self, text):
                raise OSError(28, "No space left on device")

        monitor = Monitor(self.path("file", "below"), output=Full(), handle_signals=False, env={}, heartbeat_dir=self.write("file", "x"))
        self.every_call(monitor)

    def test_the_same_trouble_is_told_once(self):
        monitor = self.monitor()
        for step in range(5):
            monitor.update_progress(step="x%d" % step)
        self.assertEqual(len(self.lines.of("error")), 1)
        told = self.lines.of("error")[0]
        self.assertEqual((told["handled"], told["severity"], told["category"]), (True, "warning", "monitoring"))
        self.assertIn("update_progress", told["message"])

    def test_ctrl_c_goes_through(self):
        monitor = self.monitor()
        with mock.patch.object(monitor._checks, "due", side_effect=KeyboardInterrupt()):
            with self.assertRaises(KeyboardInterrupt):
                monitor.check_step(step=1)
