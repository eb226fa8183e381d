"""For the Trainer of Hugging Face: `Trainer(…, callbacks=[SigwatchCallback()])`."""

import os
from typing import Any

from transformers import TrainerCallback

from ..guard import guarded
from .following import monitor_of, wishes


class SigwatchCallback(TrainerCallback):
    """Prints what the Trainer logs, checks the parameters (and, from Transformers 4.46 on, the gradients before they are
    clipped), and has the Trainer save and stop when that is asked for. Checkpoints are the Trainer's own, in its `output_dir`:
    `trainer.train(resume_from_checkpoint=os.environ.get("SIGWATCH_RESUME_FROM"))`.

    Args:
        monitor: A `Monitor`; None: one of these options.
        **options: Those of `Monitor`.
    """

    def __init__(self, monitor: Any = None, **options: Any) -> None:
        self.monitor = monitor_of(monitor, options)
        self._guard = self.monitor._guard
        self._measured_at = -1

    @guarded()
    def on_train_begin(self, args: Any, state: Any, control: Any, **parts: Any) -> None:
        self.monitor.framework_saves()
        self.monitor.start_training(total_steps=state.max_steps if state.max_steps > 0 else None)
        self.monitor.apply_overrides(parts.get("model"), parts.get("optimizer"), parts.get("lr_scheduler"))

    @guarded()
    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **parts: Any) -> None:
        """While the gradients are there; what this step will be called once it is made."""
        self._measured_at = state.global_step + 1
        self._check(self._measured_at, state, parts, gradients=True)

    @guarded()
    def on_step_end(self, args: Any, state: Any, control: Any, **parts: Any) -> None:
        if self._measured_at != state.global_step:
            # By now the Trainer has set them to zero.
            self._check(state.global_step, state, parts, gradients=False)
        save, stop = wishes(self.monitor, state.global_step)
        if save or stop:
            control.should_save = True
        if stop:
            control.should_training_stop = True

    @guarded()
    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **parts: Any) -> None:
        values = dict(logs or {})
        known = {name: values.pop(name, None) for name in ("loss", "grad_norm", "learning_rate", "epoch")}
        if state.is_world_process_zero and known["loss"] is not None:
            self.monitor.log_metrics(state.global_step, **known, **values)

    @guarded()
    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: Any = None, **parts: Any) -> None:
        if state.is_world_process_zero and metrics:
            values = {name: value for name, value in metrics.items() if name != "epoch"}
            self.monitor.log_metrics(state.global_step, epoch=metrics.get("epoch"), **values)

    @guarded()
    def on_save(self, args: Any, state: Any, control: Any, **parts: Any) -> None:
        if state.is_world_process_zero:
            path = os.path.join(args.output_dir, "checkpoint-%d" % state.global_step)
            self.monitor.checkpoint_saved(path, state.global_step)

    @guarded()
    def on_train_end(self, args: Any, state: Any, control: Any, **parts: Any) -> None:
        self.monitor.complete_training("stopped" if self.monitor.stopping else "completed")

    def _check(self, step: int, state: Any, parts: Any, gradients: bool) -> None:
        self.monitor.check_step(
            parts.get("model"),
            None,
            parts.get("optimizer"),
            step,
            scheduler=parts.get("lr_scheduler"),
            epoch=state.epoch,
            gradients=gradients,
        )
