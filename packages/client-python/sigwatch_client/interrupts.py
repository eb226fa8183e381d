"""SIGUSR1 and SIGTERM ask for an emergency checkpoint. Their handlers only take note: saving is for the end of a step."""

import os
import signal
import weakref
from typing import Any, Callable, Dict, Optional

from .notebook import between_cells

#: What the platform sends before it ends a job.
SAVE = "SIGUSR1"
END = "SIGTERM"


class Interrupts:
    """
    Args:
        stepping: Whether a step has ended by now: before that there is nothing to save, and SIGTERM ends as it always did.
    """

    def __init__(self, stepping: Callable[[], bool] = lambda: True) -> None:
        self._stepping = stepping
        self._before = {}  # type: Dict[int, Any]
        self._handler = _handler_of(self)
        self._process = 0
        #: Name of the signal for which a checkpoint is to be saved.
        self.save = None  # type: Optional[str]
        #: SIGTERM came: the training is to end.
        self.end = False

    def install(self) -> None:
        """Only the main thread may; elsewhere nothing is installed, and ValueError raised."""
        self._process = os.getpid()
        for name in (SAVE, END):
            number = getattr(signal, name, None)
            if number is not None and number not in self._before:
                self._before[number] = signal.signal(number, self._handler)

    def restore(self) -> None:
        """What was there before is there again, unless somebody else has come since."""
        for number, before in list(self._before.items()):
            if signal.getsignal(number) == self._handler:
                signal.signal(number, signal.SIG_DFL if before is None else before)
                del self._before[number]

    def ends_by_itself(self) -> bool:
        """Nobody but the system's default would have dealt with SIGTERM: then a loop that does not ask must still end.
        Another `Monitor`, such as the one of a cell that was interrupted, is nobody."""
        before = self._before.get(signal.SIGTERM)
        while hasattr(before, "before"):
            before = before.before.get(signal.SIGTERM)
        return before == signal.SIG_DFL

    def obey(self) -> None:
        """Ends this process as SIGTERM would have."""
        _as_default(signal.SIGTERM)

    def handle(self, number: int, frame: Any) -> None:
        before = self._before.get(number)
        if os.getpid() != self._process:
            # In a process that was forked from the training, such as one that loads data: it trains nothing, and whoever ends
            # it by SIGTERM waits until it has ended.
            _as_before(before, number, frame)
            return
        terminating = number == signal.SIGTERM
        if terminating and (self.end or not self._stepping() or between_cells(frame)) and self.ends_by_itself():
            # The second one is impatience, and where no loop runs there is nothing to save.
            self.obey()
            return
        self.save = END if terminating else SAVE
        self.end = self.end or terminating
        if callable(before):
            before(number, frame)


def _handler_of(interrupts: Interrupts) -> Any:
    """What the system calls. It keeps nothing alive: in a notebook a cell that is run again makes a second `Monitor`, and the
    model of the first one has to leave the memory of the GPU."""
    alive, before = weakref.ref(interrupts), interrupts._before

    def handle(number: int, frame: Any) -> None:
        one = alive()
        if one is None:
            _as_before(before.get(number), number, frame)
        else:
            one.handle(number, frame)

    handle.before = before  # type: ignore[attr-defined]
    return handle


def _as_before(before: Any, number: int, frame: Any) -> None:
    if callable(before):
        before(number, frame)
    elif before == signal.SIG_DFL:
        _as_default(number)


def _as_default(number: int) -> None:
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
