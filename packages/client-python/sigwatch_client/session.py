"""The clock of a session that ends by itself: a runtime of Colab, a job with a time limit.

It counts from the start of the runtime and not of this process, so that a restarted kernel does not gain time.
"""

import os
import time
from datetime import timedelta
from typing import Any, Callable, Dict, Mapping, NamedTuple, Optional

#: Hours of a runtime of Colab that is not paid for; 24 for Pro, which nothing in the runtime tells.
COLAB_HOURS = 12.0


class Session(NamedTuple):
    """`start` in Unix seconds; `hours` is None for a session that has no known end."""

    start: float
    hours: Optional[float]


class SessionClock:
    """
    Args:
        session: When it began, and how long it lasts.
        warning_threshold_minutes: From how little time on an emergency checkpoint is due.
        check_interval_seconds: `check_timeout` looks at the clock this often, and repeats its answer in between.
        now: The time, in Unix seconds.
    """

    def __init__(
        self,
        session: Session,
        warning_threshold_minutes: float = 30.0,
        check_interval_seconds: float = 60.0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.session = session
        self._warning = warning_threshold_minutes * 60.0
        self._interval = check_interval_seconds
        self._now = now
        self._looked = None  # type: Optional[float]
        self._due = False
        self._saved_at = None  # type: Optional[float]

    def elapsed(self) -> timedelta:
        return timedelta(seconds=max(0.0, self._now() - self.session.start))

    def remaining(self) -> Optional[timedelta]:
        """Never below 0; None where no end is known."""
        if self.session.hours is None:
            return None
        return max(timedelta(0), timedelta(hours=self.session.hours) - self.elapsed())

    def save_due(self) -> bool:
        """Whether the session is about to end and no checkpoint is as young as that asks for."""
        now = self._now()
        if self._looked is None or now < self._looked or now - self._looked >= self._interval:
            self._looked = now
            self._due = self._is_due()
        return self._due

    def saved(self) -> None:
        """A checkpoint was verified. The next one is due when half of the time that is left now has passed."""
        left = self.remaining()
        self._saved_at = None if left is None else left.total_seconds()
        self._due = False

    def _is_due(self) -> bool:
        left = self.remaining()
        if left is None or left.total_seconds() > self._warning:
            return False
        return self._saved_at is None or self._saved_at > self._warning or left.total_seconds() <= self._saved_at / 2


def session_of(
    env: Mapping[str, str],
    platform: Optional[str],
    hours: Optional[float] = None,
    start: Optional[float] = None,
    now: Callable[[], float] = time.time,
    runtime_start: Optional[Callable[..., Optional[float]]] = None,
) -> Session:
    """What is said, else what sigwatch tells of the machine that it runs on too, so that both have one clock, else what the
    platform tells: SLURM by its variables, Colab and Kaggle by the age of the first process, Jupyter by that of its server,
    which a kernel that is started again does not change."""
    if start is None:
        start = _number(env.get("SIGWATCH_SESSION_START"))
    if hours is None:
        hours = _number(env.get("SIGWATCH_SESSION_HOURS"))
    began, ends = _seconds(env.get("SLURM_JOB_START_TIME")), _seconds(env.get("SLURM_JOB_END_TIME"))
    if start is None and began is not None:
        start = began
        if hours is None and ends is not None and ends > began:
            hours = (ends - began) / 3600.0
    if start is None and platform in ("colab", "kaggle"):
        start = (runtime_start or first_process_start)()
    server = env.get("JPY_PARENT_PID", "")
    if start is None and platform == "jupyter" and server.isdecimal():
        start = (runtime_start or first_process_start)(server)
    if hours is None and platform == "colab":
        hours = COLAB_HOURS
    return Session(now() if start is None or start > now() else start, hours)


def first_process_start(process: str = "1", root: str = "/proc") -> Optional[float]:
    """When a process of this machine or container began (the first one by default), in Unix seconds; None if unknown."""
    try:
        with open(os.path.join(root, "stat")) as file:
            boot = next(int(line.split()[1]) for line in file if line.startswith("btime "))
        with open(os.path.join(root, process, "stat")) as file:
            # The name of the program, in brackets, may hold anything; field 22 is the start in ticks after the boot.
            ticks = int(file.read().rpartition(")")[2].split()[19])
        return boot + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def describe(clock: SessionClock) -> Dict[str, Any]:
    """`session_start`, and elapsed and remaining time in the units that people ask for."""
    elapsed, remaining = clock.elapsed().total_seconds(), clock.remaining()
    left = None if remaining is None else remaining.total_seconds()
    return {
        "session_start": clock.session.start,
        "elapsed_seconds": elapsed,
        "elapsed_hours": elapsed / 3600.0,
        "remaining_seconds": left,
        "remaining_minutes": None if left is None else left / 60.0,
        "remaining_hours": None if left is None else left / 3600.0,
    }


def _number(text: Optional[str]) -> Optional[float]:
    """A number above 0, or None."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if 0.0 < value < float("inf") else None


def _seconds(text: Optional[str]) -> Optional[float]:
    return float(text) if text is not None and text.strip().isdecimal() else None
