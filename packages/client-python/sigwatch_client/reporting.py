"""Says what the program does and what went wrong, on the lines and in the heartbeat files."""

import traceback
from typing import Any, Callable, Mapping, Optional

from .errors import ErrorCategory, ErrorSeverity, category_of
from .guard import Guard
from .heartbeat_files import HeartbeatFiles
from .progress import Progress
from .wire import count

PHASES = ("setup", "data", "training", "eval", "checkpoint", "completed", "failed", "stopped")
_ENDS = {
    "completed": "completed",
    "complete": "completed",
    "succeeded": "completed",
    "success": "completed",
    "failed": "failed",
    "failure": "failed",
    "error": "failed",
    "crashed": "failed",
}


class Reporting:
    """
    Args:
        emit: Prints a line (`Emitter.emit`).
        beats: The heartbeat files; None: there are none.
    """

    def __init__(self, emit: Callable[..., Any], guard: Guard, progress: Progress, beats: Optional[HeartbeatFiles]) -> None:
        self._emit, self._guard, self._progress, self._beats = emit, guard, progress, beats

    def start(self, phase: str) -> None:
        self._progress.phase = phase
        self._emit("phase", phase=phase, status=self._progress.script)
        self._beat(lambda beats: beats.start(phase))

    def phase(self, phase: str, status: Optional[str] = None) -> None:
        """A word that the format does not have goes along as the status of a training."""
        known = phase if phase in PHASES else "training"
        self._progress.phase = known
        self._emit("phase", phase=known, status=status if known == phase else phase)
        self._beat(lambda beats: beats.metadata("running", phase))

    def end(self, status: str) -> str:
        """`completed`, `failed` or `stopped`."""
        word = str(getattr(status, "value", status))
        phase = _ENDS.get(word.lower(), "stopped")
        self._progress.phase = phase
        self._emit("phase", phase=phase, status=None if word == phase else word)
        self._beat(lambda beats: beats.end(phase))
        return phase

    def moved(self) -> None:
        """At the end of a step."""
        told = self._progress
        if self._beats is not None:
            facts = {"step": told.step, "total_steps": told.total_steps, "epoch": told.epoch}
            values = {"loss": told.loss, "learning_rate": told.learning_rate}
            self._beat(lambda beats: beats.progress(told.phase, {**facts, **values}))

    def error(
        self, error: Any, severity: Any, category: Any, context: Optional[Mapping[str, Any]], handled: bool
    ) -> None:
        """One exception, or a text in place of it."""
        is_exception = isinstance(error, BaseException)
        name = type(error).__name__ if is_exception else "TrainingError"
        lines = traceback.format_exception(type(error), error, error.__traceback__) if is_exception else []
        kind = ErrorCategory(category) if category is not None else category_of(error)
        more = {**(getattr(error, "context", None) or {}), **(context or {})}
        self._emit(
            "error",
            error_type=name,
            message=str(error),
            traceback="".join(lines) or None,
            step=count(self._progress.step),
            severity=ErrorSeverity(severity).value,
            category=kind.value,
            handled=bool(handled),
            context=more or None,
        )
        if not handled:
            self._beat(lambda beats: beats.error(name, str(error), "".join(lines)))

    def _beat(self, write: Callable[[HeartbeatFiles], Any]) -> None:
        beats = self._beats
        if beats is not None:
            self._guard.run("the heartbeat files", lambda: write(beats))
