"""Prints lines of the wire format, each with who prints it."""

import time
from typing import Any, Callable, Mapping, Optional

from .output import Output
from .wire import line


class Emitter:
    """
    Args:
        output: Where lines go.
        who: Fields that every line carries: `rank`, `world_size`, `run_id`, `attempt`, as far as they are known.
        now: The time, in Unix seconds.
    """

    def __init__(self, output: Output, who: Optional[Mapping[str, Any]] = None, now: Callable[[], float] = time.time) -> None:
        self._output = output
        self._who = dict(who or {})
        self._now = now

    def emit(self, kind: str, **fields: Any) -> bool:
        """Prints one line; False where it could not be written."""
        return self._output.write(line(kind, {"time": round(self._now(), 3), **self._who, **fields}))
