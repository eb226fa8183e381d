from support import Case


class LastStep(Case):
    def steps_of(self, last, status="completed"):
        self.lines.all = []
        monitor = self.monitor(check_interval=10).start_training(total_steps=last)
        for step in range(1, last + 1):
            monitor.check_step(loss=0.5 + step, step=step)
        monitor.complete_training(status)
        return [line["step"] for line in self.lines.of("metrics")]

    def test_that_of_a_complete_training_is_told_though_no_check_was_due(self):
        self.assertEqual(self.steps_of(14), [1, 10, 14])
        self.assertEqual(self.lines.of("metrics")[-1]["total_steps"], 14)
        self.assertNotIn("loss", self.lines.of("metrics")[-1], "what was measured is of an earlier step")

    def test_it_is_told_once(self):
        self.assertEqual(self.steps_of(20), [1, 10, 20])
        self.assertEqual(self.lines.of("metrics")[-1]["loss"], 20.5)

    def test_what_failed_or_was_stopped_tells_no_step_behind_its_error(self):
        for status in ("failed", "stopped"):
            self.assertEqual(self.steps_of(14, status), [1, 10])
