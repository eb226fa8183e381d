"""The small files by which sigwatch knows a run that it can only see a directory of (docs/heartbeats.md).

They are written by the training loop itself, never by a thread: a heartbeat that outlives the loop would hide that it hangs.
"""

import os
import socket
import time
from datetime import datetime, timezone
from typing import Any, Callable, Dict, Mapping, Optional

from .atomic import replacing, write_json
from .wire import number

#: Seconds between two writes.
INTERVAL = 10.0


class HeartbeatFiles:
    """
    Args:
        directory: Where they lie; made when the run starts.
        run_id: Name of the run.
        now: The time, in Unix seconds.
    """

    def __init__(self, directory: str, run_id: Optional[str] = None, now: Callable[[], float] = time.time) -> None:
        self._directory = os.path.abspath(os.fspath(directory))
        self._now = now
        self._written = None  # type: Optional[float]
        self._metadata = {
            "run_id": run_id or os.path.basename(self._directory),
            "instance_id": socket.gethostname(),
        }  # type: Dict[str, Any]

    def start(self, phase: str) -> None:
        """A new attempt: what an earlier one has left is not its word."""
        os.makedirs(self._directory, exist_ok=True)
        for name in ("_error", "_complete", "progress.json"):
            try:
                os.unlink(os.path.join(self._directory, name))
            except FileNotFoundError:
                pass
        self._metadata["start_time"] = self._time()
        self.metadata("running", phase)

    def metadata(self, status: str, phase: str) -> None:
        """`metadata.json`: that it lives."""
        self._metadata.update(status=status, phase=phase, last_update=self._time())
        write_json(self._path("metadata.json"), self._metadata)

    def progress(self, phase: str, facts: Mapping[str, Any]) -> None:
        """`progress.json` (and `metadata.json`): that it moves; at most each 10 s."""
        now = self._now()
        if self._written is not None and 0 <= now - self._written < INTERVAL:
            return
        self._written = now
        values = {name: number(value) for name, value in facts.items()}
        known = {name: value for name, value in values.items() if value is not None}
        write_json(self._path("progress.json"), {**known, "last_updated": self._time()})
        self.metadata("running", phase)

    def error(self, error_type: str, message: str, traceback: str) -> None:
        """`_error`: it has failed, and why."""
        record = {"error_type": error_type, "message": message, "traceback": traceback, "time": self._time()}
        write_json(self._path("_error"), record)

    def end(self, phase: str) -> None:
        """`_complete` where it has succeeded, and the last word of `metadata.json`."""
        if phase == "completed":
            with replacing(self._path("_complete")) as file:
                file.write(self._time().encode("ascii"))
        self.metadata(phase, phase)

    def _path(self, name: str) -> str:
        return os.path.join(self._directory, name)

    def _time(self) -> str:
        return datetime.fromtimestamp(self._now(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
