import json
import math
import os
import signal
import warnings

import torch
from support import Case

warnings.filterwarnings("ignore")
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
from transformers import Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments  # noqa: E402

from sigwatch_client.integrations.huggingface import SigwatchCallback  # noqa: E402


class Line(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)

    def forward(self, x, labels):
        out = self.layer(x)
        return {"loss": (out - labels).pow(2).mean(), "logits": out}


class At(TrainerCallback):
    """Does something at the end of a step, before the other callbacks are asked."""

    def __init__(self, step, act):
        self.step, self.act = step, act

    def on_step_begin(self, args, state, control, **parts):
        if state.global_step == self.step - 1:
            self.act(parts)


class Training(Case):
    def train(self, steps=12, callbacks=(), model=None, evaluate=False, **options):
        torch.manual_seed(0)
        data = [{"x": torch.tensor([i / 10, 1.0]), "labels": torch.tensor([i / 5])} for i in range(16)]
        monitor = self.monitor(check_interval=4, **options)
        arguments = TrainingArguments(
            output_dir=self.path("out"),
            max_steps=steps,
            per_device_train_batch_size=4,
            logging_steps=2,
            save_strategy="no",
            evaluation_strategy="steps" if evaluate else "no",
            eval_steps=6,
            report_to=[],
            use_cpu=True,
            disable_tqdm=True,
            learning_rate=0.1,
        )
        trainer = Trainer(model or Line(), arguments, train_dataset=data, eval_dataset=data, callbacks=[*callbacks, SigwatchCallback(monitor)])
        # It prints its logs by itself.
        trainer.pop_callback(next(type(c) for c in trainer.callback_handler.callbacks if type(c).__name__ == "PrinterCallback"))
        trainer.train()
        return monitor, trainer

    def metrics(self, key):
        return [(line["step"], line[key]) for line in self.lines.of("metrics") if key in line]


class Progress(Training):
    def test_what_is_logged_and_what_is_checked_are_told(self):
        _, trainer = self.train()
        logged = [(log["step"], log["loss"], log["grad_norm"]) for log in trainer.state.log_history if "loss" in log]
        self.assertEqual([(step, loss) for step, loss, _ in logged], self.metrics("loss"))
        self.assertEqual([(step, norm) for step, _, norm in logged], self.metrics("grad_norm"))
        self.assertEqual([step for step, _ in self.metrics("nan_count")], [1, 4, 8, 12])
        self.assertEqual({line["total_steps"] for line in self.lines.of("metrics")}, {12})
        self.assertEqual([line["phase"] for line in self.lines.of("phase")], ["training", "completed"])

    def test_a_trainer_that_tells_before_its_optimizer_steps_has_its_gradients_checked_once(self):
        # As Transformers does from 4.46 on.
        model, monitor = Line(), self.monitor(check_interval=1)
        callback = SigwatchCallback(monitor)
        for step in range(3):
            state = TrainerState(global_step=step, max_steps=3)
            model.layer.weight.grad, model.layer.bias.grad = torch.tensor([[3.0, 4.0]]), torch.tensor([0.0])
            callback.on_pre_optimizer_step(None, state, TrainerControl(), model=model)
            model.zero_grad(set_to_none=False)
            state.global_step += 1
            callback.on_step_end(None, state, TrainerControl(), model=model)
        self.assertEqual(self.metrics("grad_norm"), [(1, 5.0), (2, 5.0), (3, 5.0)])
        self.assertEqual(len(self.lines.of("metrics")), 3)

    def test_capabilities_name_what_the_trainer_can_do(self):
        self.train(4)
        self.assertEqual(self.lines.of("hello")[-1]["capabilities"], ["checkpoint", "stop", "lr"])

    def test_results_of_an_evaluation_are_told(self):
        self.train(evaluate=True)
        evaluated = [(line["step"], sorted(line["metrics"])) for line in self.lines.of("metrics") if "eval_loss" in line.get("metrics", {})]
        self.assertEqual([step for step, _ in evaluated], [6, 12])

    def test_parameters_that_become_nan_are_found_at_the_next_check(self):
        model = Line()

        def poison(parts):
            with torch.no_grad():
                model.layer.weight[0, 0] = math.nan

        self.train(callbacks=[At(6, poison)], model=model)
        found = [line["step"] for line in self.lines.of("metrics") if "parameters" in line.get("nonfinite_in", [])]
        self.assertEqual(found, [8, 12])


class Obeying(Training):
    def request(self, **fields):
        return lambda parts: self.write("control/request-r.json", {"sigwatch": 1, "id": "r", **fields})

    def checkpoints(self):
        return sorted(os.listdir(self.path("out"))) if os.path.exists(self.path("out")) else []

    def test_a_checkpoint_that_is_asked_for_is_the_trainers_own(self):
        self.write("control/health.json", {})
        self.train(callbacks=[At(5, self.tick), At(5, self.request(action="save_checkpoint"))], control_dir=self.path("control"))
        self.assertIn("checkpoint-5", self.checkpoints())
        ack = self.lines.of("ack")[0]
        self.assertEqual((ack["status"], ack["path"], ack["step"]), ("done", self.path("out", "checkpoint-5"), 5))
        with open(self.path("out", "checkpoint-5", "trainer_state.json")) as file:
            self.assertEqual(json.load(file)["global_step"], 5)

    def test_a_stop_ends_it_with_a_checkpoint(self):
        self.train(callbacks=[At(3, self.tick), At(3, self.request(action="stop"))], control_dir=self.path("control"))
        self.assertEqual([line["status"] for line in self.lines.of("ack")], ["done"])
        self.assertEqual((self.checkpoints()[0], self.lines.of("phase")[-1]["phase"]), ("checkpoint-3", "stopped"))

    def test_sigterm_saves_and_stops(self):
        _, trainer = self.train(callbacks=[At(7, lambda parts: os.kill(os.getpid(), signal.SIGTERM))], handle_signals=True)
        self.assertEqual((trainer.state.global_step, self.checkpoints()[0]), (7, "checkpoint-7"))

    def test_a_learning_rate_is_changed_and_its_schedule_goes_on_from_there(self):
        self.train(callbacks=[At(3, self.tick), At(3, self.request(action="set", set={"lr": 0.001}))], control_dir=self.path("control"))
        rates = dict(self.metrics("learning_rate"))
        self.assertGreater(rates[2], 0.05)
        self.assertLess(rates[6], 0.001)
        self.assertGreater(rates[6], 0)

    def tick(self, parts):
        self.clock.now += 1
