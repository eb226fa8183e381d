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

    def test_who_asks_once_more_has_not_heard_the_answer_and_nothing_is_done_twice(self):
        sizes = []
        monitor = self.start(setters={"batch_size": sizes.append})
        monitor.override("batch_size", 32)
        for _ in range(3):
            self.request("s", action="set", scale={"batch_size": 0.5})
            self.go(monitor)
        self.request("a1", action="save_checkpoint")
        self.go(monitor, {"w": 1})
        self.request("a1", action="save_checkpoint")
        self.go(monitor, {"w": 2})
        self.assertEqual(sizes, [16])
        self.assertEqual(self.acks(), [("s", "set", "done")] * 3 + [("a1", "save_checkpoint", "done")] * 2)
        first, again = self.lines.of("ack")[-2:]
        self.assertEqual((again["step"], again["path"]), (first["step"], first["path"]))
        self.assertEqual(len([line for line in self.lines.of("checkpoint") if line["action"] == "saved"]), 1)
        self.assertEqual(self.waiting(), [])

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


class Optimizer:
    def __init__(self, *rates):
        self.param_groups = [{"lr": rate} for rate in rates]

    def state_dict(self):
        return {}


class Factors(Asked):
    def ask(self, monitor, **tables):
        self.request("f%d" % self.step, action="set", **tables)
        self.go(monitor)
        ack = self.lines.of("ack")[-1]
        return ack["status"], ack["message"]

    def test_they_are_of_what_the_program_has_now(self):
        optimizer = Optimizer(0.5, 0.25)
        monitor = self.start()
        monitor.check_step(None, 1.0, optimizer, step=0)
        self.assertEqual(self.ask(monitor, scale={"lr": 0.5}), ("done", "lr = 0.25"))
        optimizer.param_groups[0]["lr"] = 0.125
        self.assertEqual(self.ask(monitor, scale={"lr": 0.5}), ("done", "lr = 0.0625"))
        self.assertEqual(optimizer.param_groups[0]["lr"], 0.0625)

    def test_a_floor_and_a_cap_bound_them_and_then_nothing_changes_any_more(self):
        class Model:
            epsilon = 0.25

        optimizer = Optimizer(0.5)
        monitor = self.start(min_lr=0.0625)
        monitor.check_step(Model, 1.0, optimizer, step=0)
        self.assertEqual(self.ask(monitor, scale={"lr": 0.125}, floor={"lr": 0.25}), ("done", "lr = 0.25"))
        self.assertEqual(self.ask(monitor, scale={"lr": 0.125}, floor={"lr": 0.25}), ("refused", "lr is at its limit of 0.25"))
        self.assertEqual(self.ask(monitor, scale={"lr": 0.125}), ("done", "lr = 0.0625, its limit"))
        self.assertEqual(self.ask(monitor, scale={"lr": 0.125}), ("refused", "lr is at its limit of 0.0625"))
        self.assertEqual(self.ask(monitor, scale={"epsilon": 8}, cap={"epsilon": 0.5}), ("done", "epsilon = 0.5"))
        self.assertEqual(self.ask(monitor, scale={"epsilon": 8}, cap={"epsilon": 0.5}), ("refused", "epsilon is at its limit of 0.5"))
        self.assertEqual(optimizer.param_groups[0]["lr"], 0.0625)

    def test_one_that_leads_the_other_way_is_at_its_limit(self):
        monitor = self.start()
        optimizer = Optimizer(1e-9)
        monitor.check_step(None, 1.0, optimizer, step=0)
        self.assertEqual(self.ask(monitor, scale={"lr": 0.1}), ("refused", "lr is at its limit of 1e-09"))
        self.assertEqual(self.ask(monitor, scale={"lr": 1})[0], "refused")
        self.assertEqual(optimizer.param_groups[0]["lr"], 1e-9)

    def test_whole_numbers_stay_whole_and_both_change_or_none(self):
        sizes, counts = [], []
        monitor = self.start(setters={"batch_size": sizes.append, "gradient_accumulation": counts.append})
        monitor.override("batch_size", 5)
        monitor.override("gradient_accumulation", 1)
        halve = {"batch_size": 0.5, "gradient_accumulation": 2}
        for _ in range(3):
            status, message = self.ask(monitor, scale=halve)
        self.assertEqual((sizes, counts), ([2, 1], [2, 4]))
        self.assertEqual((status, message), ("refused", "batch_size is at its limit of 1"))

    def test_what_nobody_has_told_has_no_factor(self):
        values = []
        monitor = self.start(setters={"batch_size": values.append})
        status, message = self.ask(monitor, scale={"batch_size": 0.5})
        self.assertEqual((status, values), ("refused", []))
        self.assertIn("monitor.override('batch_size'", message)
        self.ask(monitor, set={"batch_size": 8})
        self.assertEqual(self.ask(monitor, scale={"batch_size": 0.5})[0], "done")
        self.assertEqual(values, [8, 4])

    def test_what_is_no_factor_is_refused(self):
        values = []
        monitor = self.start(setters={"batch_size": values.append})
        monitor.override("batch_size", 8)
        for tables in (
            {"scale": {"batch_size": "half"}},
            {"scale": {"batch_size": -1}},
            {"scale": {"batch_size": None}},
            {"scale": {"batch_size": 0.5}, "floor": {"batch_size": "x"}},
            {"scale": {"batch_size": 0.5}, "set": {"batch_size": 4}},
            {"scale": {"lr": 0.5}},
            {"scale": ["batch_size"]},
        ):
            with self.subTest(tables):
                self.assertEqual(self.ask(monitor, **tables)[0], "refused")
        self.assertEqual(values, [])


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
