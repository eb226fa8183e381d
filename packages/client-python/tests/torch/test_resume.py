import math
import os
import random

import numpy
import torch
from support import Case, flip


class Training:
    """A small training on all kinds of chance: dropout of torch, shuffling by Python, noise of NumPy."""

    def __init__(self, lr=0.05):
        self.model = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.Dropout(0.3), torch.nn.ReLU(), torch.nn.Linear(16, 1))
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=lr)
        self.scheduler = torch.optim.lr_scheduler.StepLR(self.optimizer, 5, 0.7)
        self.losses = []

    @property
    def parts(self):
        return self.model, self.optimizer, self.scheduler

    def step(self):
        order = random.sample(range(8), 4)
        data = torch.eye(8)[order][:, :4] + float(numpy.random.normal())
        self.optimizer.zero_grad()
        loss = (self.model(data) - 1).pow(2).mean()
        loss.backward()
        self.optimizer.step()
        self.scheduler.step()
        self.losses.append(loss.item())
        return loss

    def train(self, monitor, start, end):
        for step in range(start, end):
            monitor.check_step(self.model, self.step(), self.optimizer, step=step, scheduler=self.scheduler)
        return self


def seed(number):
    random.seed(number)
    numpy.random.seed(number)
    torch.manual_seed(number)


class Resume(Case):
    def test_the_loss_goes_on_exactly_as_if_it_had_never_ended(self):
        seed(1)
        whole = Training().train(self.monitor(), 1, 41).losses
        seed(1)
        monitor = self.monitor(self.path("ckpt"))
        first = Training().train(monitor, 1, 21)
        self.assertTrue(monitor.save_checkpoint())
        seed(77)
        again = self.monitor(self.path("ckpt"))
        second = Training()
        resumed = again.auto_resume(*second.parts)
        self.assertEqual(resumed["step"], 20)
        second.train(again, resumed["step"] + 1, 41)
        self.assertEqual(first.losses + second.losses, whole)

    def test_what_is_written_is_what_torch_reads(self):
        monitor = self.monitor(self.path("ckpt"))
        training = Training().train(monitor, 1, 3)
        path = monitor.save_checkpoint(epoch=1, metrics={"loss": 0.5}, additional_state={"seen": 9})
        self.assertEqual(path, self.path("ckpt", "step_2.pt"))
        payload = torch.load(path)
        wanted = {"model", "optimizer", "scheduler", "step", "epoch", "metrics", "metrics_history", "random_states", "additional_state"}
        self.assertEqual(wanted | {"sigwatch", "factors", "session_elapsed", "session_remaining"}, set(payload))
        self.assertEqual(set(payload["random_states"]), {"python", "numpy", "torch"})
        self.assertTrue(torch.equal(payload["model"]["0.weight"], training.model.state_dict()["0.weight"]))

    def test_a_damaged_one_is_found_and_the_next_older_taken(self):
        monitor = self.monitor(self.path("ckpt"))
        training = Training()
        for end in (5, 9):
            training.train(monitor, end - 4, end)
            monitor.save_checkpoint()
        flip(self.path("ckpt", "step_8.pt"), 200)
        self.assertEqual(self.monitor(self.path("ckpt")).auto_resume(*Training().parts)["step"], 4)
        self.assertEqual([line["action"] for line in self.lines.of("checkpoint")][-2:], ["corrupt", "loaded"])

    def test_one_of_another_model_changes_nothing(self):
        monitor = self.monitor(self.path("ckpt"))
        Training().train(monitor, 1, 3)
        monitor.save_checkpoint()
        for other in (torch.nn.Linear(4, 16), torch.nn.Sequential(torch.nn.Linear(4, 9), torch.nn.Dropout(), torch.nn.ReLU(), torch.nn.Linear(9, 1))):
            before = {name: value.clone() for name, value in other.state_dict().items()}
            state = torch.get_rng_state()
            again = self.monitor(self.path("ckpt"))
            self.assertIsNone(again.auto_resume(other))
            self.assertTrue(all(torch.equal(value, before[name]) for name, value in other.state_dict().items()))
            self.assertTrue(torch.equal(state, torch.get_rng_state()))
            self.assertIn("NothingFits", self.lines.of("error")[-1]["error_type"])

    def test_parameters_that_are_not_finite_are_saved_as_unhealthy_and_not_resumed_from(self):
        monitor = self.monitor(self.path("ckpt"), keep_last=1)
        training = Training().train(monitor, 1, 11)
        monitor.save_checkpoint()
        # After the last check, so that only the look at the time of saving can find it.
        training.model[0].weight.data[0, 0] = math.nan
        monitor.check_step(step=12)
        monitor.save_checkpoint()
        saved = [(line["step"], line["healthy"]) for line in self.lines.of("checkpoint") if line["action"] == "verified"]
        self.assertEqual(saved, [(10, True), (12, False)])
        self.assertEqual(sorted(n for n in os.listdir(self.path("ckpt")) if n.endswith(".pt")), ["step_10.pt", "step_12.pt"])
        self.assertEqual(self.monitor(self.path("ckpt")).auto_resume(*Training().parts)["step"], 10)

    def test_an_unhealthy_check_makes_an_unhealthy_checkpoint(self):
        monitor = self.monitor(self.path("ckpt"))
        training = Training()
        monitor.check_step(training.model, math.nan, step=10)
        monitor.save_checkpoint()
        self.assertEqual(self.lines.of("checkpoint")[-1]["healthy"], False)


class Overrides(Case):
    def resumed(self, overrides, scheduler=True):
        monitor = self.monitor(self.path("ckpt"))
        training = Training(lr=0.1).train(monitor, 1, 4)
        monitor.save_checkpoint()
        again = self.monitor(self.path("ckpt"), env={"SIGWATCH_OVERRIDES": overrides})
        other = Training(lr=0.1)
        again.auto_resume(*other.parts)
        return again, other

    def test_a_learning_rate_stands_after_the_optimizer_was_put_back(self):
        _, training = self.resumed('{"lr":0.01}')
        self.assertAlmostEqual(training.optimizer.param_groups[0]["lr"], 0.01)

    def test_and_the_schedule_goes_on_from_it(self):
        monitor, training = self.resumed('{"lr":0.01}')
        training.train(monitor, 4, 9)
        # The schedule takes 0.7 of it after step 5.
        self.assertAlmostEqual(training.optimizer.param_groups[0]["lr"], 0.007)
        self.assertEqual([round(base, 9) for base in training.scheduler.base_lrs], [0.01])

    def test_a_factor_is_of_the_own_value_whatever_the_checkpoint_had_been_saved_with(self):
        first, training = self.resumed('{"scale":{"lr":0.1},"floor":{"lr":1e-7}}')
        self.assertAlmostEqual(training.optimizer.param_groups[0]["lr"], 0.01)
        self.assertEqual(first.apply_overrides(), {})
        training.train(first, 4, 5)
        first.save_checkpoint()
        again = self.monitor(self.path("ckpt"), env={"SIGWATCH_OVERRIDES": '{"scale":{"lr":0.01}}'})
        other = Training(lr=0.1)
        again.auto_resume(*other.parts)
        self.assertAlmostEqual(other.optimizer.param_groups[0]["lr"], 0.001)
        self.assertEqual([round(base, 9) for base in other.scheduler.base_lrs], [0.001])

    def test_a_factor_of_epsilon(self):
        model = torch.nn.Linear(1, 1)
        model.epsilon = 0.5
        monitor = self.monitor(env={"SIGWATCH_OVERRIDES": '{"scale":{"epsilon":1.5},"cap":{"epsilon":1.0}}'})
        self.assertEqual(monitor.apply_overrides(model)["epsilon"].status, "done")
        monitor.apply_overrides(model)
        self.assertEqual(model.epsilon, 0.75)

    def test_groups_keep_their_ratio(self):
        first, second = torch.nn.Linear(1, 1), torch.nn.Linear(1, 1)
        optimizer = torch.optim.SGD([{"params": first.parameters(), "lr": 0.1}, {"params": second.parameters(), "lr": 0.02}], lr=1)
        monitor = self.monitor(env={"SIGWATCH_OVERRIDES": '{"lr":0.01}'})
        outcome = monitor.apply_overrides(first, optimizer)
        self.assertEqual(outcome["lr"].status, "done")
        self.assertEqual([round(group["lr"], 9) for group in optimizer.param_groups], [0.01, 0.002])

    def test_a_request_changes_it_while_it_runs(self):
        training = Training(lr=0.1)
        monitor = self.monitor(control_dir=self.folder)
        self.write("request-x.json", {"sigwatch": 1, "id": "x", "action": "set", "set": {"lr": 0.01}})
        training.train(monitor, 1, 2)
        self.assertAlmostEqual(training.optimizer.param_groups[0]["lr"], 0.01)
        self.assertEqual([(line["status"], line["message"]) for line in self.lines.of("ack")], [("done", "lr = 0.01")])
        self.write("request-y.json", {"sigwatch": 1, "id": "y", "action": "set", "set": {"lr": 1e-9}})
        self.clock.now += 1
        training.train(monitor, 2, 3)
        self.write("request-z.json", {"sigwatch": 1, "id": "z", "action": "set", "set": {"lr": 1e-9}})
        self.clock.now += 1
        training.train(monitor, 3, 4)
        self.assertEqual([line["status"] for line in self.lines.of("ack")], ["done", "done", "refused"])
        self.assertEqual(training.optimizer.param_groups[0]["lr"], 1e-7)
