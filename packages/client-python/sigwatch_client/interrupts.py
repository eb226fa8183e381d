"""SIGUSR1 and SIGTERM ask for an emergency checkpoint. Their handlers only take note: saving is for the end of a step."""

import os
import signal
from typing import Any, Callable, Dict, Optional

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
                self._before[number] = signal.signal(number, self._handle)

    def restore(self) -> None:
        """What was there before is there again, unless somebody else has come since."""
        for number, before in list(self._before.items()):
            if signal.getsignal(number) == self._handle:
                signal.signal(number, signal.SIG_DFL if before is None else before)
            del self._before[number]

    def ends_by_itself(self) -> bool:
        """Nobody but the system's default would have dealt with SIGTERM: then a loop that does not ask must still end."""
        return self._before.get(signal.SIGTERM) == signal.SIG_DFL

    def obey(self) -> None:
        """Ends this process as SIGTERM would have."""
        self.restore()
        os.kill(os.getpid(), signal.SIGTERM)

    def _handle(self, number: int, frame: Any) -> None:
        before = self._before.get(number)
        if os.getpid() != self._process:
            self._as_before(number, frame)
            return
        terminating = number == signal.SIGTERM
        if terminating and (self.end or not self._stepping()) and self.ends_by_itself():
            # The second one is impatience, and before the first step there is nothing to save.
            self.obey()
            return
        self.save = END if terminating else SAVE
        self.end = self.end or terminating
        if callable(before):
            before(number, frame)

    def _as_before(self, number: int, frame: Any) -> None:
        """In a process that was forked from the training, such as one that loads data: it trains nothing, and whoever ends it
        by SIGTERM waits until it has ended."""
        before = self._before.get(number)
        if callable(before):
            before(number, frame)
        elif before == signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
