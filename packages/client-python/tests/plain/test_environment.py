import os
import unittest

from support import Case

from sigwatch_client.facts import platform_of
from sigwatch_client.identity import identity


class Identity(unittest.TestCase):
    def test_launchers_tell_the_rank(self):
        cases = [
            ({}, {}),
            ({"RANK": "0", "WORLD_SIZE": "1"}, {}),
            ({"RANK": "0", "WORLD_SIZE": "4"}, {"rank": 0, "world_size": 4}),
            ({"RANK": "3", "WORLD_SIZE": "4", "SLURM_PROCID": "0", "SLURM_NTASKS": "1"}, {"rank": 3, "world_size": 4}),
            ({"SLURM_PROCID": "2", "SLURM_NTASKS": "8"}, {"rank": 2, "world_size": 8}),
            ({"OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2"}, {"rank": 1, "world_size": 2}),
            ({"SIGWATCH_RUN_ID": "a", "SIGWATCH_ATTEMPT": "3"}, {"run_id": "a", "attempt": 3}),
            ({"SIGWATCH_RUN_ID": "", "SIGWATCH_ATTEMPT": "x"}, {}),
        ]
        for env, told in cases:
            with self.subTest(env):
                self.assertEqual(identity(env), told)

    def test_what_is_said_counts_before_the_environment(self):
        self.assertEqual(identity({"RANK": "3"}, rank=1, world_size=2), {"rank": 1, "world_size": 2})


class Platform(unittest.TestCase):
    def test_where_it_runs(self):
        cases = [
            ({"COLAB_RELEASE_TAG": "release-x"}, {}, "colab"),
            ({"COLAB_GPU": "1"}, {"google.colab": 1}, "colab"),
            ({"KAGGLE_KERNEL_RUN_TYPE": "Interactive"}, {}, "kaggle"),
            ({"MODAL_TASK_ID": "ta-1"}, {}, "modal"),
            ({"SLURM_JOB_ID": "7"}, {}, "slurm"),
            ({"JPY_PARENT_PID": "7"}, {"ipykernel": 1}, "jupyter"),
            ({}, {"google.colab": 1}, None),
        ]
        for env, modules, platform in cases:
            with self.subTest(env):
                self.assertEqual(platform_of(env, modules), platform)


class Overrides(Case):
    def of(self, text, name, own):
        return self.monitor(env={"SIGWATCH_OVERRIDES": text}).override(name, own)

    def test_they_are_values_or_a_file_of_them(self):
        wanted = {"lr": 1e-4, "batch_size": 8}
        for text in ('{"lr":1e-4,"batch_size":8}', self.write("o.json", wanted), '{"set":{"lr":1e-4,"batch_size":8}}'):
            with self.subTest(text):
                self.assertEqual((self.of(text, "lr", 1.0), self.of(text, "batch_size", 32)), (1e-4, 8))
        self.assertEqual((self.of("", "lr", 1.0), self.lines.of("error")), (1.0, []))

    def test_or_factors_of_the_own_value_within_bounds(self):
        cases = [
            ('{"scale":{"lr":0.5}}', "lr", 0.25, 0.125),
            ('{"scale":{"lr":0.5}}', "epsilon", 0.25, 0.25),
            ('{"scale":{"batch_size":0.5}}', "batch_size", 7, 3),
            ('{"scale":{"batch_size":0.5},"floor":{"batch_size":1}}', "batch_size", 1, 1),
            ('{"scale":{"epsilon":1.5},"cap":{"epsilon":1.0}}', "epsilon", 0.75, 1.0),
            ('{"scale":{"lr":0.001},"floor":{"lr":1e-7}}', "lr", 1e-5, 1e-7),
            ('{"scale":{"lr":0.5}}', "lr", "auto", "auto"),
        ]
        for text, name, own, wanted in cases:
            with self.subTest(text):
                self.assertEqual(self.of(text, name, own), wanted)
        self.assertEqual(self.lines.of("error"), [])

    def test_what_is_neither_is_told(self):
        missing = self.path("missing.json")
        for text in ("{", "[1]", missing, self.write("o.json", "[1]"), '{"scale":{"lr":0}}', '{"scale":{"lr":"x"}}'):
            with self.subTest(text):
                self.lines.all.clear()
                self.assertEqual(self.of(text, "lr", 1.0), 1.0)
                self.assertIn("SIGWATCH_OVERRIDES", self.lines.of("error")[0]["message"])

    def test_what_can_be_set_is_set_when_it_resumes_and_the_rest_is_for_the_program(self):
        sizes = []
        env = {"SIGWATCH_OVERRIDES": '{"batch_size":8,"precision":"complex128"}'}
        monitor = self.monitor(env=env, setters={"batch_size": sizes.append})
        self.assertIsNone(monitor.auto_resume({}))
        self.assertEqual(sizes, [8])
        self.assertEqual(monitor.override("precision", "complex64"), "complex128")


class HeartbeatFiles(Case):
    def start(self, **options):
        monitor = self.monitor(heartbeat_dir=self.path("beats"), env={"SIGWATCH_RUN_ID": "r7"}, check_interval=1, **options)
        return monitor.start_training()

    def test_metadata_and_progress_are_written_by_the_loop(self):
        monitor = self.start()
        self.assertEqual((self.read("beats", "metadata.json")["run_id"], self.read("beats", "metadata.json")["phase"]), ("r7", "training"))
        monitor.check_step(loss=0.5, step=3, total_steps=9)
        told = self.read("beats", "progress.json")
        self.assertEqual((told["step"], told["total_steps"], told["loss"], told["last_updated"]), (3, 9, 0.5, "2023-11-14T22:13:20.000000Z"))

    def test_they_are_written_each_ten_seconds_at_most(self):
        monitor = self.start()
        for step in range(1, 26):
            monitor.check_step(loss=0.5, step=step)
            self.clock.now += 1
        self.assertEqual(self.read("beats", "progress.json")["step"], 21)

    def test_an_end_leaves_its_sentinel(self):
        self.start().complete_training()
        self.assertIn("_complete", os.listdir(self.path("beats")))
        self.assertEqual(self.read("beats", "metadata.json")["status"], "completed")

    def test_an_error_that_ends_it_leaves_its_traceback(self):
        monitor = self.start()
        monitor.handle_error(ValueError("small"), handled=True)
        self.assertNotIn("_error", os.listdir(self.path("beats")))
        try:
            with monitor.track_training():
                raise RuntimeError("CUDA out of memory")
        except RuntimeError:
            pass
        told = self.read("beats", "_error")
        self.assertEqual((told["error_type"], told["message"]), ("RuntimeError", "CUDA out of memory"))
        self.assertIn("Traceback", told["traceback"])

    def test_sentinels_of_an_earlier_attempt_go(self):
        self.write("beats/_error", "old")
        self.write("beats/_complete", "old")
        self.start()
        self.assertEqual(os.listdir(self.path("beats")), ["metadata.json"])

    def test_a_folder_that_cannot_be_written_is_told_once(self):
        self.write("beats", "a file in the way")
        monitor = self.start()
        for step in range(1, 30):
            self.clock.now += 10
            monitor.check_step(loss=0.5, step=step)
        kinds = {line["error_type"] for line in self.lines.of("error")}
        self.assertEqual(len(self.lines.of("error")), len(kinds))
        self.assertTrue(kinds)
