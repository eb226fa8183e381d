"""Saves checkpoints of what is attached: when the program says so, and when somebody has asked for one."""

import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from . import checkpoint_file, random_state
from .checkpoints import Checkpoints
from .health import StepHealth
from .measure import measure
from .progress import Progress
from .run_state import RunState
from .session import SessionClock
from .session import describe as describe_session
from .wire import numbers

#: Seconds after which a save that failed is tried again, when a signal asked for it.
AGAIN = 1.0


class Ask(NamedTuple):
    """Somebody wants a checkpoint: the id of the request, or None where a signal asked."""

    request: Optional[str]
    reason: str


class Saver:
    """
    Args:
        checkpoints: Where they go; None: nothing is saved.
        progress: How far the training is.
        clock: Of the session.
        emit: Prints a line (`Emitter.emit`).
        ack: Answers a request: id, action, status, and further fields.
        health: How the training was at the last check.
        writes: False in all processes but the first: they save nothing.
    """

    def __init__(
        self,
        checkpoints: Optional[Checkpoints],
        progress: Progress,
        clock: SessionClock,
        emit: Callable[..., Any],
        ack: Callable[..., Any],
        health: Callable[[], StepHealth],
        writes: bool = True,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.checkpoints = checkpoints
        #: By which settings were multiplied, by name.
        self.factors = {}  # type: Dict[str, float]
        self.state = RunState(checkpoints.directory) if checkpoints else None
        self.last = None  # type: Optional[Dict[str, Any]]
        #: A framework saves by itself and tells by `saved_elsewhere`.
        self.elsewhere = False
        self._progress, self._clock, self._emit, self._ack = progress, clock, emit, ack
        self._health, self._writes, self._now = health, writes, now
        self._parts = {}  # type: Dict[str, Any]
        self._asked = []  # type: List[Ask]
        self._failed_at = None  # type: Optional[float]

    def attach(self, **parts: Any) -> None:
        """What a checkpoint is made of: `model`, `optimizer`, `scheduler`, `additional_state` (or a function that returns it)."""
        for name, part in parts.items():
            if part is not None:
                self._parts[name] = part

    def part(self, name: str) -> Any:
        return self._parts.get(name)

    @property
    def asked(self) -> bool:
        return bool(self._asked)

    def ask(self, ask: Ask) -> None:
        """Of several signals one checkpoint is enough."""
        if ask.request is None and any(one.request is None for one in self._asked):
            return
        self._asked.append(ask)

    def serve(self, step: int) -> None:
        """At the end of a step: saves what was asked for, where it is known what a checkpoint is made of."""
        if not self._asked or self.elsewhere:
            return
        if self.checkpoints is None or not self._writes:
            self._answer("refused", step, message="there is no checkpoint_dir")
            return
        if self.part("model") is None or self._must_wait():
            # The program, which calls save_checkpoint itself, learns of it by check_timeout.
            return
        if self.save(emergency=True) is None:
            self._failed_at = self._now()
            self._answer("failed", step, keep_signals=True, message="it could not be saved; a line of type checkpoint says why")

    def save(self, healthy: Optional[bool] = None, emergency: bool = False, metrics: Any = None, **parts: Any) -> Optional[str]:
        """Saves one of the present step, and answers whoever asked; the path, or None where it could not be saved."""
        self.attach(**parts)
        if self.checkpoints is None:
            raise ValueError("there is no checkpoint_dir: give Monitor(checkpoint_dir=…)")
        if not self._writes:
            return None
        progress = self._progress
        model = self.part("model")
        finite = not measure(model, with_gradients=False).nonfinite_in if hasattr(model, "parameters") else True
        if healthy is None:
            healthy = finite and self._health().overall_health == "healthy"
        told = dict(progress.metrics if metrics is None else metrics)
        facts = {"epoch": progress.epoch, "healthy": bool(healthy), "finite": finite, "emergency": emergency, "metrics": numbers(told)}
        step = progress.step or 0
        try:
            saved = self.checkpoints.save(step, self._payload(step, told), facts)
        except Exception:  # a full disk, a state that can't be pickled: a line says so
            return None
        self._done(saved.path, step, emergency)
        return saved.path

    def saved_elsewhere(self, path: str, step: int, verify: bool = False) -> None:
        """A framework has saved one. `verify`: it is one file, whose hash is to stand beside it."""
        healthy = self._health().overall_health == "healthy"
        facts = {"step": step, "epoch": self._progress.epoch, "healthy": healthy}  # type: Dict[str, Any]
        self._emit("checkpoint", action="saved", path=path, emergency=self.asked or None, **facts)
        if verify:
            facts["sha256"], facts["bytes"] = checkpoint_file.digest(path)
            checkpoint_file.seal(path, {"time": self._now(), **facts})
            self._emit("checkpoint", action="verified", path=path, **facts)
        self._done(path, step, self.asked)

    def _done(self, path: str, step: int, emergency: bool) -> None:
        self.last = {"path": path, "step": step, "time": self._now()}
        self._failed_at = None
        if emergency or self._clock.save_due():
            self._clock.saved()
        if self.state is not None:
            self._note_state(path, step)
        self._answer("done", step, path=path)

    def _note_state(self, path: str, step: int) -> None:
        session = describe_session(self._clock)
        state = {"checkpoint_path": path, "step": step, "epoch": self._progress.epoch, "timestamp": self._now()}
        times = {"session_start": session["session_start"], "elapsed": session["elapsed_seconds"]}
        try:
            assert self.state is not None
            self.state.write({**state, **times, "remaining": session["remaining_seconds"]})
        except OSError as error:
            self._emit("checkpoint", action="failed", path=path, step=step, message="the state beside it: %s" % error)

    def _answer(self, status: str, step: int, keep_signals: bool = False, **fields: Any) -> None:
        asked, self._asked = self._asked, []
        for one in asked:
            if one.request is not None:
                self._ack(one.request, "save_checkpoint", status, step=step, **fields)
            elif keep_signals:
                self._asked.append(one)

    def _must_wait(self) -> bool:
        return self._failed_at is not None and 0 <= self._now() - self._failed_at < AGAIN

    def _payload(self, step: int, metrics: Dict[str, Any]) -> Dict[str, Any]:
        session = describe_session(self._clock)
        more = self.part("additional_state")
        return {
            "sigwatch": 1,
            "model": _state_of(self.part("model")),
            "optimizer": _state_of(self.part("optimizer")),
            "scheduler": _state_of(self.part("scheduler")),
            "step": step,
            "epoch": self._progress.epoch,
            "metrics": metrics,
            "metrics_history": list(self._progress.history),
            "random_states": random_state.capture(),
            "factors": dict(self.factors),
            "additional_state": more() if callable(more) else more,
            "session_elapsed": session["elapsed_seconds"],
            "session_remaining": session["remaining_seconds"],
        }


def _state_of(part: Any) -> Any:
    """What it says of its state, else the thing itself."""
    return part.state_dict() if hasattr(part, "state_dict") else part
