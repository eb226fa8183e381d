"""The check of each N-th step: what is measured, and the `metrics` line that tells it."""

from typing import Any, Callable, Mapping, Optional

from .health import StepHealth, health_of
from .measure import measure
from .progress import Progress
from .settings import learning_rate
from .spectrum import Spectrum
from .wire import count, from_zero, number, numbers, real


class Checks:
    """
    Args:
        interval: A check each so many steps.
        progress: How far the training is.
        emit: Prints a line (`Emitter.emit`).
        answer: The engine's last answer (`Control.answer`).
        prints: False in all processes but the first: they print only what is not finite.
    """

    def __init__(
        self,
        interval: int,
        progress: Progress,
        emit: Callable[..., Any],
        answer: Callable[[], Any],
        prints: bool = True,
    ) -> None:
        self.last = StepHealth()
        #: A loop that has its steps checked has its metrics printed there.
        self.in_use = False
        self._interval, self._progress, self._emit = interval, progress, emit
        self._answer, self._prints = answer, prints
        self._last_step = None  # type: Optional[int]
        self._printed = None  # type: Optional[int]

    def due(self, step: int) -> bool:
        """Each multiple of the interval, the first step that is seen, and the first after a return to an earlier one."""
        last = self._last_step
        return last is None or step < last or step // self._interval > last // self._interval

    def check(self, step: int, model: Any, loss: Any, optimizer: Any, gradients: bool = True) -> StepHealth:
        """Measures, prints, and says how the training is."""
        self._last_step = step
        found = measure(model, loss, gradients)
        progress = self._progress
        progress.tell(loss=found.loss, learning_rate=learning_rate(optimizer))
        self.last = health_of(step, found, self._answer())
        if self._prints or found.nonfinite_in:
            self.print(
                step,
                grad_norm=number(found.grad_norm),
                nan_count=found.nan_count,
                inf_count=found.inf_count,
                nonfinite_in=found.nonfinite_in or None,
            )
        self._remember(step, found.grad_norm)
        return self.last

    def tell(self, step: int, always: bool = False) -> None:
        """Prints what the program has told of itself, without a measurement, as often as a check would be."""
        if self._prints and not self.in_use and (always or self.due(step)):
            self._last_step = step
            self.print(step)
            self._remember(step, None)

    def log(self, step: int, loss: Any, grad_norm: Any, learning_rate: Any, epoch: Any, metrics: Mapping[str, Any]) -> None:
        """Prints what somebody else has measured."""
        found = measure(None, loss)
        if not self._prints and not found.nonfinite_in:
            return
        self._printed = step
        self._emit(
            "metrics",
            step=step,
            total_steps=count(self._progress.total_steps),
            epoch=from_zero(epoch),
            loss=number(loss),
            grad_norm=number(grad_norm),
            learning_rate=number(learning_rate),
            metrics=numbers(metrics),
        )

    def finish(self) -> None:
        """The last step, where it stands in no line yet: the next check would not have been due. What was measured is of earlier."""
        told = self._progress
        if self._prints and told.step is not None and told.step != self._printed:
            self._emit("metrics", step=told.step, total_steps=count(told.total_steps), epoch=from_zero(told.epoch))

    def spectrum(self, step: int, found: Spectrum) -> None:
        self.print(
            step,
            condition_numbers=numbers(found.condition_numbers),
            schatten_norms=numbers(found.schatten_norms),
            eigenvalues={name: numbers(one) for name, one in found.eigenvalues.items()} or None,
        )

    def print(self, step: int, **measured: Any) -> None:
        told = self._progress
        self._printed = step
        self._emit(
            "metrics",
            step=step,
            total_steps=count(told.total_steps),
            epoch=from_zero(told.epoch),
            loss=number(told.loss),
            learning_rate=number(told.learning_rate),
            throughput=from_zero(told.throughput),
            throughput_unit=told.throughput_unit,
            metrics=numbers(told.metrics),
            **measured
        )

    def _remember(self, step: int, grad_norm: Optional[float]) -> None:
        told = self._progress
        known = {"loss": told.loss, "grad_norm": grad_norm, "learning_rate": told.learning_rate, **told.metrics}
        values = {name: real(value) for name, value in known.items()}
        told.history.append({"step": step, **{name: value for name, value in values.items() if value is not None}})
