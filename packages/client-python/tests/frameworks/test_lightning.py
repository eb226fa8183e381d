import logging
import math
import os
import signal
import warnings

import torch
from support import Case

warnings.filterwarnings("ignore")
import pytorch_lightning as lightning  # noqa: E402

logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)
from sigwatch_client.integrations.lightning import SigwatchCallback  # noqa: E402


class Line(lightning.LightningModule):
    def __init__(self, at=None, act=None):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)
        self.at, self.act = at, act

    def _register_sharded_tensor_state_dict_hooks_if_available(self):
        """Debian's torch 1.13 cannot import sharded tensors on its own Python 3.11. Nothing here is sharded."""

    def training_step(self, batch, index):
        if self.global_step + 1 == self.at:
            self.act(self)
        return (self.layer(batch) - 1).pow(2).mean()

    def validation_step(self, batch, index):
        self.layer(batch)

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.1)


class Training(Case):
    def fit(self, module=None, steps=12, validate=False, resume=None, accumulate=1, **options):
        torch.manual_seed(0)
        data = torch.utils.data.DataLoader(torch.rand(16, 2), batch_size=2)
        self.seen = self.monitor(check_interval=4, **options)
        trainer = lightning.Trainer(
            max_steps=steps,
            accelerator="cpu",
            default_root_dir=self.path("out"),
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            accumulate_grad_batches=accumulate,
            limit_val_batches=1 if validate else 0,
            callbacks=[SigwatchCallback(self.seen)],
        )
        self.module = module or Line()
        trainer.fit(self.module, data, data if validate else None, ckpt_path=resume)
        return trainer


class Progress(Training):
    def test_each_check_tells_loss_and_gradients(self):
        self.fit()
        told = self.lines.of("metrics")
        self.assertEqual([line["step"] for line in told], [1, 4, 8, 12])
        for line in told:
            self.assertGreater(line["grad_norm"], 0)
            self.assertEqual((line["total_steps"], line["learning_rate"], line["nan_count"]), (12, 0.1, 0))
        self.assertEqual([line["phase"] for line in self.lines.of("phase")], ["training", "completed"])
        self.assertEqual(self.lines.of("hello")[-1]["capabilities"], ["checkpoint", "stop", "lr"])

    def test_steps_are_those_of_the_optimizer(self):
        self.fit(steps=8, accumulate=2)
        self.assertEqual([line["step"] for line in self.lines.of("metrics")], [1, 4, 8])

    def test_validation_is_a_phase(self):
        self.fit(steps=8, validate=True)
        self.assertEqual([line["phase"] for line in self.lines.of("phase")], ["training", "eval", "training", "completed"])

    def test_a_nan_is_found_at_the_next_check(self):
        def poison(module):
            with torch.no_grad():
                module.layer.weight[0, 0] = math.nan

        self.fit(Line(6, poison))
        found = [(line["step"], line["nonfinite_in"]) for line in self.lines.of("metrics") if "nonfinite_in" in line]
        self.assertEqual(found[0], (8, ["loss", "gradients", "parameters"]))

    def test_an_exception_is_told_and_goes_on(self):
        def fail(module):
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")

        with self.assertRaisesRegex(RuntimeError, "out of memory"):
            self.fit(Line(6, fail))
        told = self.lines.of("error")[0]
        self.assertEqual((told["category"], told["severity"], told["step"], told["handled"]), ("memory", "fatal", 5, False))
        self.assertEqual(self.lines.of("phase")[-1]["phase"], "failed")


class Obeying(Training):
    def request(self, **fields):
        def act(module):
            self.clock.now += 1
            self.write("control/request-r.json", {"sigwatch": 1, "id": "r", **fields})

        return act

    def test_a_checkpoint_that_is_asked_for_is_lightnings_own_with_a_hash_beside_it(self):
        self.fit(Line(5, self.request(action="save_checkpoint")), control_dir=self.path("control"))
        path = self.path("out", "checkpoints", "step_5.ckpt")
        ack = self.lines.of("ack")[0]
        self.assertEqual((ack["status"], ack["path"], ack["step"]), ("done", path, 5))
        self.assertEqual([line["action"] for line in self.lines.of("checkpoint")], ["saved", "verified"])
        self.assertTrue(self.read("out", "checkpoints", "step_5.ckpt.json")["verified"])

    def test_and_lightning_goes_on_from_it(self):
        self.fit(Line(5, self.request(action="save_checkpoint")), control_dir=self.path("control"))
        weights = self.module.layer.weight.clone()
        trainer = self.fit(resume=self.path("out", "checkpoints", "step_5.ckpt"))
        self.assertEqual(trainer.global_step, 12)
        self.assertEqual(weights.shape, self.module.layer.weight.shape)
        self.assertNotIn(1, [line["step"] for line in self.lines.of("metrics")[4:]])

    def test_a_stop_ends_it_with_a_checkpoint(self):
        trainer = self.fit(Line(3, self.request(action="stop")), control_dir=self.path("control"))
        self.assertEqual((trainer.global_step, os.listdir(self.path("out", "checkpoints"))), (3, ["step_3.ckpt", "step_3.ckpt.json"]))
        self.assertEqual((self.lines.of("ack")[0]["status"], self.lines.of("phase")[-1]["phase"]), ("done", "stopped"))

    def test_sigterm_saves_before_lightning_ends(self):
        try:
            self.fit(Line(7, lambda module: os.kill(os.getpid(), signal.SIGTERM)), handle_signals=True)
        except BaseException as error:  # Lightning's own way to end
            self.assertEqual(type(error).__name__, "SIGTERMException")
        self.assertTrue(os.path.exists(self.path("out", "checkpoints", "step_7.ckpt")))
        self.assertEqual(signal.getsignal(signal.SIGTERM), signal.SIG_DFL)

    def test_a_learning_rate_is_changed(self):
        self.fit(Line(3, self.request(action="set", set={"lr": 0.001})), control_dir=self.path("control"))
        rates = [(line["step"], line["learning_rate"]) for line in self.lines.of("metrics")]
        self.assertEqual(rates, [(1, 0.1), (4, 0.001), (8, 0.001), (12, 0.001)])
