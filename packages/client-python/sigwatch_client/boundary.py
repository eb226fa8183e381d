"""What happens at the end of a step: signals and requests are looked at, and done."""

from typing import Any, Callable, Optional

from .control import Control, Request
from .interrupts import Interrupts
from .saving import Ask, Saver
from .settings import Settings


class Boundary:
    """
    Args:
        emit: Prints a line (`Emitter.emit`).
        exits: After SIGTERM a loop that makes a further step is ended, where nobody else deals with that signal.
    """

    def __init__(
        self,
        interrupts: Interrupts,
        control: Control,
        settings: Settings,
        emit: Callable[..., Any],
        exits: bool = True,
    ) -> None:
        self.interrupts = interrupts
        self.control = control
        #: Steps that have ended in this process.
        self.steps = 0
        #: The training is asked to end.
        self.stopping = False
        self._settings, self._emit, self._exits = settings, emit, exits
        self._saver = None  # type: Optional[Saver]
        self._stop_request = None  # type: Optional[str]
        self._ended_at = None  # type: Optional[int]

    def uses(self, saver: Saver) -> None:
        self._saver = saver

    def step_ended(self, step: int) -> None:
        assert self._saver is not None
        self.steps += 1
        self._take_signals()
        for request in self.control.poll():
            self._take(request, step)
        self._saver.serve(step)
        self._end_if_ignored(step)

    def ack(self, request: str, action: str, status: str, **fields: Any) -> None:
        """Prints the answer, and then takes the request away: a crash between the two has it answered twice, never not at all."""
        answer = dict(fields, request=request, action=action, status=status)
        self._emit("ack", **answer)
        self.control.done(request, answer)

    def stop_is_known(self, step: Optional[int]) -> None:
        """The training has asked, and has learnt that it is to end."""
        if self._stop_request is not None:
            self.ack(self._stop_request, "stop", "done", step=step, message="the training ends after this step")
            self._stop_request = None

    def _take_signals(self) -> None:
        name, self.interrupts.save = self.interrupts.save, None
        if name is not None and self._saver is not None:
            self._saver.ask(Ask(None, name))
        self.stopping = self.stopping or self.interrupts.end

    def _take(self, request: Request, step: int) -> None:
        assert self._saver is not None
        before = self.control.answered(request.id)
        if before is not None:
            self.ack(**before)
        elif request.action == "save_checkpoint":
            self._saver.ask(Ask(request.id, request.reason or "sigwatch asked for it"))
        elif request.action == "stop":
            self.stopping, older = True, self._stop_request
            if older is not None:
                self.ack(older, "stop", "refused", step=step, message="there is a newer request")
            self._stop_request = request.id
        elif request.action == "set":
            self._set(request, step)
        else:
            self.ack(request.id, request.action, "refused", step=step, message="this client does not know that")

    def _set(self, request: Request, step: int) -> None:
        """All of them or none: half of what was asked for is something that nobody asked for."""
        assert self._saver is not None
        parts = {name: self._saver.part(name) for name in ("model", "optimizer", "scheduler")}
        names = [change.name for change in request.changes]
        wanted = [self._settings.wanted(change, **parts) for change in request.changes]
        refused = [one.refusal for one in wanted if one.refusal is not None]
        refused += ["%s is asked for twice" % name for name in sorted(set(names)) if names.count(name) > 1]
        if refused or not wanted:
            message = "; ".join(refused) or "it names no setting"
            self.ack(request.id, "set", "refused", step=step, message=message)
            return
        outcomes = [self._settings.apply(name, one.value, **parts) for name, one in zip(names, wanted)]
        bad = [one for one in outcomes if one.status != "done"]
        message = "; ".join(one.message for one in outcomes)
        self.ack(request.id, "set", "failed" if bad else "done", step=step, message=message)

    def _end_if_ignored(self, step: int) -> None:
        if not (self.interrupts.end and self._exits and self.interrupts.ends_by_itself()):
            return
        if self._ended_at is None:
            self._ended_at = step
        elif step != self._ended_at:
            message = "it goes on after SIGTERM, and is ended; ask should_stop() after each step"
            self._emit("phase", phase="stopped", status=message)
            self.interrupts.obey()
