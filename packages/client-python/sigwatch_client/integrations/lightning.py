"""For Lightning: `Trainer(…, callbacks=[SigwatchCallback()])`, of `lightning` or of `pytorch_lightning`."""

import os
import sys
from typing import Any, Optional

from ..errors import ErrorSeverity
from ..guard import guarded
from .following import monitor_of, wishes


def _base() -> Any:
    """The Callback of the package whose Trainer the program uses: the two do not know each other."""
    if "pytorch_lightning" in sys.modules and "lightning.pytorch" not in sys.modules:
        from pytorch_lightning import Callback
    else:
        try:
            from lightning.pytorch import Callback
        except ImportError:
            from pytorch_lightning import Callback
    return Callback


class SigwatchCallback(_base()):  # type: ignore[misc]
    """Checks loss, gradients and parameters, and has the Trainer save and stop when that is asked for.

    What it saves are Lightning's own checkpoints, `step_N.ckpt` in `checkpoint_dir` (else in `checkpoints` of the Trainer's
    `default_root_dir`), with a hash beside them: `trainer.fit(…, ckpt_path=os.environ.get("SIGWATCH_RESUME_FROM"))`.

    Args:
        monitor: A `Monitor`; None: one of these options.
        **options: Those of `Monitor`.
    """

    def __init__(self, monitor: Any = None, **options: Any) -> None:
        super().__init__()
        self.monitor = monitor_of(monitor, options)
        self._guard = self.monitor._guard
        self._step = -1

    @guarded()
    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        self.monitor.framework_saves()
        self._step = trainer.global_step
        self.monitor.start_training(total_steps=_steps_of(trainer))
        self.monitor.apply_overrides(pl_module, _optimizer(trainer), _scheduler(trainer))

    @guarded()
    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        step = trainer.global_step
        if step == self._step:
            # Gradients are still being accumulated.
            return
        self._step = step
        loss = outputs.get("loss") if isinstance(outputs, dict) else outputs
        self.monitor.check_step(
            pl_module, loss, _optimizer(trainer), step, scheduler=_scheduler(trainer), epoch=trainer.current_epoch
        )
        save, stop = wishes(self.monitor, step)
        if save or stop:
            self._save(trainer, step)
        if stop:
            trainer.should_stop = True

    @guarded()
    def on_validation_start(self, trainer: Any, pl_module: Any) -> None:
        if not trainer.sanity_checking and trainer.is_global_zero:
            self.monitor.set_phase("eval")

    @guarded()
    def on_validation_end(self, trainer: Any, pl_module: Any) -> None:
        if not trainer.sanity_checking and trainer.is_global_zero:
            self.monitor.set_phase("training")

    @guarded()
    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        if isinstance(exception, Exception):
            self.monitor.handle_error(exception, ErrorSeverity.FATAL)
            self.monitor.complete_training("failed")
        else:
            self.monitor.complete_training(type(exception).__name__)

    @guarded()
    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        self.monitor.complete_training("stopped" if self.monitor.stopping else "completed")

    def _save(self, trainer: Any, step: int) -> None:
        folder = self.monitor.options.checkpoint_dir or os.path.join(trainer.default_root_dir, "checkpoints")
        path = os.path.join(folder, "step_%d.ckpt" % step)
        # In all processes: each may hold a part, and they wait for each other.
        trainer.save_checkpoint(path)
        if trainer.is_global_zero:
            self.monitor.checkpoint_saved(path, step, verify=os.path.isfile(path))


def _optimizer(trainer: Any) -> Any:
    return trainer.optimizers[0] if trainer.optimizers else None


def _scheduler(trainer: Any) -> Any:
    return trainer.lr_scheduler_configs[0].scheduler if trainer.lr_scheduler_configs else None


def _steps_of(trainer: Any) -> Optional[int]:
    steps = trainer.estimated_stepping_batches
    return int(steps) if 0 < steps < float("inf") else None
