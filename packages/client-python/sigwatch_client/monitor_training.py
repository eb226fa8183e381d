"""What a training tells a `Monitor` while it runs."""

from typing import Any, Dict, List, Optional

from .gpu import gpu_memory
from .guard import guarded
from .health import StepHealth
from .monitor_hello import HelloMethods
from .spectrum import MAX_SIDE, Spectrum, spectrum
from .tracking import Tracking
from .wire import whole

#: Seconds between two lines of type `gpu`.
GPU_INTERVAL = 60.0


class TrainingMethods(HelloMethods):
    """Start and end, progress, and the check of each N-th step."""

    @guarded(lambda self: self)
    def start_training(self, script: Optional[str] = None, total_steps: Optional[int] = None, **context: Any) -> "Monitor":
        """Says hello, and listens to signals from now on.

        Args:
            script: Name of what is trained. total_steps: Steps that there will be.
            **context: Whatever else is to stand in the first line (`gpu_type`, `model_name` …).
        """
        self._progress.tell(script=script, total_steps=total_steps)
        self._running = self._started = True
        if self._handles_signals:
            self._guard.run("the handlers of signals", self._interrupts.install)
        self.say_hello(**context)
        self._report.start("training")
        return self

    @guarded()
    def complete_training(self, status: str = "completed", **metrics: Any) -> None:
        """The end: `completed`, `failed`, or any other word for a training that was stopped before its end. A second call
        is passed over. A completed run is never resumed."""
        if not self._running:
            return
        self._running = False
        self._interrupts.restore()
        self._boundary.stop_is_known(self._progress.step)
        if metrics and self._progress.step is not None and self._first:
            self._progress.metrics.update(metrics)
            self._checks.print(self._progress.step)
        if status == "completed":
            self._checks.finish()
        phase = self._report.end(status)
        if phase == "completed" and self._saver.state is not None and self._first:
            self._saver.state.finish({"step": self._progress.step, "timestamp": self._now()})

    def track_training(self, script: Optional[str] = None, total_steps: Optional[int] = None, **context: Any) -> Tracking:
        """`with monitor.track_training(): …` starts, tells an exception that ends the block, and completes. The exception goes on."""
        return Tracking(self, script, total_steps, context)

    @guarded()
    def set_phase(self, phase: str, status: Optional[str] = None) -> None:
        """What it does from now on: setup, data, training, eval or checkpoint."""
        self._report.phase(phase, status)

    @guarded()
    def update_progress(
        self,
        step: Optional[int] = None,
        total_steps: Optional[int] = None,
        epoch: Optional[float] = None,
        loss: Any = None,
        metric: Any = None,
        learning_rate: Any = None,
        throughput: Any = None,
        throughput_unit: Optional[str] = None,
        **metrics: Any
    ) -> None:
        """How far it is; the end of a step, where a step is given. Printed each `check_interval` steps, and by `check_step` where
        that is used. A training that tells epochs alone has each counted as a step."""
        self._start_if_new()
        told = self._progress
        if metric is not None:
            metrics["metric"] = metric
        told.metrics.update(metrics)
        known = {"total_steps": total_steps, "epoch": epoch, "loss": loss, "learning_rate": learning_rate}
        told.tell(throughput=throughput, throughput_unit=throughput_unit, **known)
        told.by_epoch = step is None and epoch is not None and (told.step is None or told.by_epoch)
        if step is None and told.by_epoch:
            step = whole(epoch)
        if step is not None:
            told.step = whole(step)
            self._checks.tell(told.step, always=told.by_epoch)
            self._end_step()

    @guarded(lambda self: self._checks.last)
    def check_step(
        self, model: Any = None, loss: Any = None, optimizer: Any = None, step: Optional[int] = None, **more: Any
    ) -> StepHealth:
        """The end of a step, after `backward` and before the gradients are set to zero. Each `check_interval` steps loss,
        gradients and parameters are looked at and a `metrics` line is printed; signals and requests are seen at each.

        Args:
            model: A `torch.nn.Module`. loss: A number, or a tensor with one value. optimizer: That of torch.
            step: Steps that were made; counted where it is not given.
            **more: `scheduler`, `additional_state` (for checkpoints), `epoch`, `total_steps`, `force=True` (check now),
                `gradients=False` (they are zero by now); whatever else it is goes into `metrics`.

        Returns:
            `overall_health` (healthy, warning, critical), `errors`, `warnings`, and what was measured at the last check.
        """
        self._start_if_new()
        told, checks = self._progress, self._checks
        told.step = whole(step) if step is not None else (0 if told.step is None else told.step + 1)
        self._saver.attach(model=model, optimizer=optimizer)
        force, gradients = (self._take(more), more.pop("gradients", True)) if more else (False, True)
        checks.in_use = True
        if force or checks.due(told.step):
            self.say_hello()
            place = told.step
            self._guard.run("check_step", lambda: checks.check(place, model, loss, optimizer, gradients))
            self._guard.run("record_gpu", self._gpu_now_and_then)
        self._end_step()
        return self._checks.last

    @guarded()
    def log_metrics(self, step: int, loss: Any = None, grad_norm: Any = None, learning_rate: Any = None, **metrics: Any) -> None:
        """Prints these values now, and no others: what a framework logs when it wants to. `epoch` may stand among them."""
        self._checks.log(whole(step), loss, grad_norm, learning_rate, metrics.pop("epoch", None), metrics)

    @guarded(lambda self: Spectrum())
    def check_numerical_stability(
        self, source: Any = None, names: Optional[List[str]] = None, p: float = 2.0, max_side: int = MAX_SIDE
    ) -> Spectrum:
        """Condition numbers, Schatten `p`-norms and eigenvalues of the matrices of a model, or of a mapping of matrices;
        measured now, and printed. `names` chooses those whose name holds one of these texts."""
        found = spectrum(self._saver.part("model") if source is None else source, names, p, max_side)
        if self._first:
            self._checks.spectrum(self._progress.step or 0, found)
        return found

    @guarded(lambda self: [])
    def record_gpu(self) -> List[Dict[str, Any]]:
        """Memory of each GPU, printed and returned; empty where there is none."""
        found = gpu_memory()
        for one in found:
            self._emit("gpu", **one)
        return found

    def _take(self, more: Dict[str, Any]) -> bool:
        """What `check_step` was told beside the step; whether a check was asked for."""
        force = bool(more.pop("force", False))
        self._saver.attach(scheduler=more.pop("scheduler", None), additional_state=more.pop("additional_state", None))
        self._progress.tell(epoch=more.pop("epoch", None), total_steps=more.pop("total_steps", None))
        self._progress.metrics.update({name: value for name, value in more.items() if name != "gradients"})
        return force

    def _start_if_new(self) -> None:
        """A loop that only has its steps checked is listened to as well."""
        if not self._started:
            self.start_training()

    def _end_step(self) -> None:
        place = self._progress.step or 0
        self._guard.run("requests", lambda: self._boundary.step_ended(place))
        self._report.moved()

    def _gpu_now_and_then(self) -> None:
        now = self._clock()
        if self._gpu_at is None or now - self._gpu_at >= GPU_INTERVAL:
            self._gpu_at = now
            self.record_gpu()
