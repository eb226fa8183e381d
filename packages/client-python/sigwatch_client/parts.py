"""What a `Monitor` is made of. Its methods are in the other files that begin with `monitor_`."""

import os
import time
from typing import Any, Callable, Dict, Mapping, Optional

from .boundary import Boundary
from .checkpoints import Checkpoints
from .checks import Checks
from .control import Control
from .emitter import Emitter
from .facts import platform_of
from .guard import Guard
from .heartbeat_files import HeartbeatFiles
from .identity import identity
from .interrupts import Interrupts
from .options import options_of
from .output import Output
from .progress import Progress
from .reporting import Reporting
from .saving import Saver
from .session import Session, SessionClock, session_of
from .overrides import Overrides, overrides_of
from .settings import Limits, Settings


class Parts:
    """See `Monitor` for the arguments."""

    def __init__(
        self,
        checkpoint_dir: Any = None,
        *,
        output: Any = None,
        heartbeat_dir: Any = None,
        setters: Optional[Mapping[str, Callable[[Any], Any]]] = None,
        handle_signals: bool = True,
        exit_on_sigterm: bool = True,
        rank: Optional[int] = None,
        world_size: Optional[int] = None,
        control_dir: Any = None,
        env: Optional[Mapping[str, str]] = None,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
        **options: Any
    ) -> None:
        self._env = os.environ if env is None else env
        who = identity(self._env, rank, world_size)
        #: Of several processes the first one prints metrics, saves, and answers requests.
        self._first = who.get("rank", 0) == 0
        emit = Emitter(Output(output), who, now).emit
        self._now, self._clock, self._emit, self._guard = now, clock, emit, Guard(emit)
        self.options, wrong = options_of({"checkpoint_dir": checkpoint_dir, **options})
        for text in wrong:
            self._guard.notice(text)
        chosen = self.options
        self.platform = platform_of(self._env)
        self._session = SessionClock(
            self._session_of(), chosen.warning_threshold_minutes, chosen.check_interval_seconds, now
        )
        self._progress = Progress()
        limits = Limits(chosen.min_lr, chosen.max_epsilon, chosen.min_batch_size)
        self._settings = Settings(setters, limits, chosen.enable_auto_adjustment)
        self._interrupts = Interrupts(lambda: self._boundary.steps > 0)
        self._handles_signals = handle_signals
        folder = (control_dir or self._env.get("SIGWATCH_CONTROL") or None) if self._first else None
        self._boundary = Boundary(self._interrupts, Control(folder, clock), self._settings, emit, exit_on_sigterm)
        self._checks = Checks(chosen.check_interval, self._progress, emit, self._boundary.control.answer, self._first)
        self._saver = Saver(
            None if chosen.checkpoint_dir is None else Checkpoints(chosen.checkpoint_dir, emit, chosen.keep_last, now),
            self._progress,
            self._session,
            emit,
            self._boundary.ack,
            lambda: self._checks.last,
            self._first,
            now,
        )
        self._boundary.uses(self._saver)
        beats = self._guard.run(
            "heartbeat_dir",
            lambda: HeartbeatFiles(heartbeat_dir, who.get("run_id"), now) if heartbeat_dir and self._first else None,
        )
        self._report = Reporting(emit, self._guard, self._progress, beats)
        self._gpu_at = None  # type: Optional[float]
        self._hello = None  # type: Optional[Dict[str, Any]]
        self._running = False
        self._started = False
        self._overrides = self._guard.run("SIGWATCH_OVERRIDES", lambda: overrides_of(self._env), Overrides())
        #: What `SIGWATCH_RESUME_FROM` says: the checkpoint to go on from, or None.
        self.resume_from = self._env.get("SIGWATCH_RESUME_FROM") or None

    def _session_of(self) -> Session:
        chosen = self.options
        return self._guard.run(
            "the clock of the session",
            lambda: session_of(
                self._env, self.platform, chosen.session_duration_hours, chosen.session_start, self._now
            ),
            Session(self._now(), chosen.session_duration_hours),
        )
