import os

from support import Case


class Asked(Case):
    def start(self, **options):
        monitor = self.monitor(self.path("ckpt"), control_dir=self.folder, check_interval=100, **options)
        monitor.start_training()
        self.step = 0
        return monitor

    def go(self, monitor, model=None, **more):
        """The next step, a second later."""
        self.clock.now += 1
        self.step += 1
        return monitor.check_step(model, 1.0, step=self.step, **more)

    def request(self, name, **fields):
        self.write("request-%s.json" % name, {"sigwatch": 1, "id": name, **fields})

    def acks(self):
        return [(line["request"], line["action"], line["status"]) for line in self.lines.of("ack")]

    def waiting(self):
        return sorted(name for name in os.listdir(self.folder) if name.startswith("request-"))


class Requests(Asked):
    def test_a_checkpoint_is_saved_at_the_end_of_the_step_and_answered(self):
        monitor = self.start()
        self.request("a1", action="save_checkpoint", reason="the session ends")
        self.assertEqual(self.acks(), [])
        self.go(monitor, {"w": 1})
        self.assertEqual(self.acks(), [("a1", "save_checkpoint", "done")])
        ack = self.lines.of("ack")[0]
        self.assertEqual((ack["step"], ack["path"]), (1, self.path("ckpt", "step_1.ckpt")))
        self.assertEqual(self.waiting(), [])
        self.assertTrue(self.lines.of("checkpoint")[-1]["emergency"])

    def test_a_request_is_answered_once(self):
        monitor = self.start()
        self.request("a1", action="save_checkpoint")
        for _ in range(3):
            self.go(monitor, {"w": 1})
        self.assertEqual(len(self.acks()), 1)

    def test_the_folder_is_looked_at_each_second_at_most(self):
        monitor = self.start()
        self.go(monitor, {"w": 1})
        self.request("a1", action="save_checkpoint")
        self.clock.now += 0.5
        monitor.check_step(step=2)
        self.assertEqual(self.acks(), [])
        self.clock.now += 0.5
        monitor.check_step(step=3)
        self.assertEqual(len(self.acks()), 1)

    def test_several_are_answered_with_one_checkpoint(self):
        monitor = self.start()
        self.request("a1", action="save_checkpoint")
        self.request("a2", action="save_checkpoint")
        self.go(monitor, {"w": 1})
        self.assertEqual(self.acks(), [("a1", "save_checkpoint", "done"), ("a2", "save_checkpoint", "done")])
        self.assertEqual(len([line for line in self.lines.of("checkpoint") if line["action"] == "saved"]), 1)

    def test_where_the_model_is_not_known_the_program_is_told_to_save(self):
        monitor = self.start()
        self.request("a1", action="save_checkpoint")
        self.go(monitor)
        self.assertEqual(self.acks(), [])
        told = monitor.check_timeout()
        self.assertEqual((told["should_save"], told["reason"]), (True, "a checkpoint was asked for"))
        monitor.save_checkpoint({"w": 1})
        self.assertEqual(self.acks(), [("a1", "save_checkpoint", "done")])
        self.assertFalse(monitor.check_timeout()["should_save"])

    def test_a_save_that_fails_is_answered_so(self):
        monitor = self.start()
        self.request("a1", action="save_checkpoint")
        self.go(monitor, {"w": lambda: 1})
        self.assertEqual(self.acks(), [("a1", "save_checkpoint", "failed")])
        self.assertEqual(self.waiting(), [])

    def test_without_a_folder_for_checkpoints_it_is_refused(self):
        monitor = self.monitor(control_dir=self.folder)
        self.request("a1", action="save_checkpoint")
        monitor.check_step({"w": 1}, 1.0, step=1)
        self.assertEqual(self.acks(), [("a1", "save_checkpoint", "refused")])

    def test_a_stop_is_answered_when_the_training_has_learnt_of_it(self):
        monitor = self.start()
        self.assertFalse(monitor.should_stop())
        self.request("b", action="stop")
        self.go(monitor)
        self.assertEqual((self.acks(), self.waiting()), ([], ["request-b.json"]))
        self.assertTrue(monitor.should_stop())
        self.assertEqual((self.acks(), self.waiting()), ([("b", "stop", "done")], []))
        self.assertTrue(monitor.should_stop())
        self.assertEqual(len(self.acks()), 1)

    def test_a_training_that_ends_has_stopped(self):
        monitor = self.start()
        self.request("b", action="stop")
        with monitor.track_training():
            self.go(monitor)
        self.assertEqual(self.acks(), [("b", "stop", "done")])
        self.assertEqual(self.lines.of("phase")[-1]["phase"], "stopped")

    def test_what_it_does_not_know_is_refused(self):
        monitor = self.start()
        self.request("c", action="dance")
        self.write("request-d.json", "half a li")
        self.go(monitor)
        self.assertEqual(self.acks(), [("c", "dance", "refused"), ("d", "unreadable", "refused")])
        self.assertEqual(self.waiting(), [])

    def test_other_files_are_left_alone(self):
        monitor = self.start()
        for name in ("request-a.json.tmp", ".request-a.json", "request-.json", "notes.txt"):
            self.write(name, {"action": "stop"})
        self.go(monitor)
        self.assertFalse(monitor.should_stop())
        self.assertEqual(self.acks(), [])

    def test_only_the_first_process_reads_requests(self):
        monitor = self.start(rank=1, world_size=2)
        self.request("b", action="stop")
        self.go(monitor)
        self.assertFalse(monitor.should_stop())
        self.assertEqual(self.waiting(), ["request-b.json"])

    def test_a_folder_that_is_gone_is_no_trouble(self):
        monitor = self.monitor(control_dir=self.path("gone"))
        self.assertEqual(monitor.check_step(loss=1.0, step=1).overall_health, "healthy")
        self.assertEqual(self.lines.of("error"), [])


class Settings(Asked):
    def set(self, monitor, model=None, **settings):
        self.request("s%d" % self.step, action="set", set=settings)
        self.go(monitor, model)
        return self.lines.of("ack")[-1]

    def test_what_the_program_can_set_is_set(self):
        sizes = []
        monitor = self.start(setters={"batch_size": sizes.append})
        ack = self.set(monitor, batch_size=16)
        self.assertEqual((sizes, ack["status"], ack["message"]), ([16], "done", "batch_size = 16"))

    def test_epsilon_of_the_model_is_set(self):
        class Model:
            epsilon = 0.2

        model = Model()
        self.assertEqual(self.set(self.start(), model, epsilon=0.3)["status"], "done")
        self.assertEqual(model.epsilon, 0.3)

    def test_nothing_goes_beyond_its_limit(self):
        values = []
        monitor = self.start(setters={name: values.append for name in ("lr", "epsilon", "batch_size")}, min_batch_size=4)
        self.assertIn("its limit", self.set(monitor, lr=1e-9)["message"])
        self.set(monitor, epsilon=7)
        self.set(monitor, batch_size=1)
        self.assertEqual(values, [1e-7, 1.0, 4])
        ack = self.set(monitor, lr=1e-9)
        self.assertEqual((ack["status"], ack["message"]), ("refused", "lr is at its limit of 1e-07"))
        self.assertEqual(len(values), 3)

    def test_all_or_nothing(self):
        values = []
        monitor = self.start(setters={"lr": values.append})
        ack = self.set(monitor, lr=0.1, precision="complex128")
        self.assertEqual((ack["status"], values), ("refused", []))
        self.assertIn("precision", ack["message"])

    def test_what_is_no_value_is_refused(self):
        monitor = self.start(setters={"lr": print, "precision": print})
        for settings in ({"lr": "fast"}, {"lr": -1}, {"lr": True}, {"precision": 3}, {}):
            with self.subTest(settings):
                self.assertEqual(self.set(monitor, **settings)["status"], "refused")

    def test_a_setter_that_raises_is_answered_as_failed(self):
        def broken(value):
            raise ValueError("no such precision")

        ack = self.set(self.start(setters={"precision": broken}), precision="float8")
        self.assertEqual((ack["status"], ack["message"]), ("failed", "precision: ValueError: no such precision"))

    def test_changes_may_be_forbidden(self):
        ack = self.set(self.start(setters={"lr": print}, enable_auto_adjustment=False), lr=0.1)
        self.assertEqual((ack["status"], ack["message"]), ("refused", "enable_auto_adjustment is off"))


class Health(Case):
    def answer(self, **fields):
        whole = {"sigwatch": 1, "step": 1, "overall_health": "warning", "score": 70, "errors": [], "warnings": ["the loss grows"]}
        self.write("health.json", {**whole, **fields})

    def test_the_last_answer_of_the_engine_is_told(self):
        self.answer()
        health = self.monitor(control_dir=self.folder).check_step(loss=1.0, step=3)
        self.assertEqual((health.overall_health, health.warnings, health.score, health.source), ("warning", ["the loss grows"], 70, "engine"))

    def test_a_newer_answer_is_read(self):
        monitor = self.monitor(control_dir=self.folder, check_interval=1)
        self.answer()
        monitor.check_step(loss=1.0, step=3)
        self.answer(step=3, overall_health="critical", errors=["gradients explode"], warnings=[])
        health = monitor.check_step(loss=1.0, step=4)
        self.assertEqual((health.overall_health, health.errors, health.warnings), ("critical", ["gradients explode"], []))

    def test_what_the_process_sees_itself_can_only_make_it_worse(self):
        self.answer(overall_health="healthy", warnings=[])
        health = self.monitor(control_dir=self.folder).check_step(loss=float("nan"), step=3)
        self.assertEqual((health.overall_health, health.errors), ("critical", ["step 3: 1 NaN and 0 infinite values in loss"]))

    def test_an_answer_of_a_later_step_is_of_before_a_rollback(self):
        self.answer(step=90, overall_health="critical")
        health = self.monitor(control_dir=self.folder).check_step(loss=1.0, step=50)
        self.assertEqual((health.overall_health, health.source), ("healthy", "client"))

    def test_half_a_file_or_another_one_is_no_answer(self):
        for text in ("{", "[]", '{"overall_health":"splendid"}', ""):
            with self.subTest(text):
                self.write("health.json", text)
                health = self.monitor(control_dir=self.folder).check_step(loss=1.0, step=3)
                self.assertEqual((health.overall_health, health.source), ("healthy", "client"))
