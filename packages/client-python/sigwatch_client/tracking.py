"""The block in which a training runs."""

from typing import Any, Mapping, Optional

from .errors import ErrorSeverity


class Tracking:
    """What `Monitor.track_training` returns. Exceptions are told and never held back.

    A block that ends by itself is completed, unless the training was asked to stop; `sys.exit` and Ctrl-C stop it.
    """

    def __init__(self, monitor: Any, script: Optional[str], total_steps: Optional[int], context: Mapping[str, Any]) -> None:
        self._monitor, self._script, self._total_steps, self._context = monitor, script, total_steps, context

    def __enter__(self) -> Any:
        return self._monitor.start_training(self._script, self._total_steps, **self._context)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        monitor = self._monitor
        if error is None:
            monitor.complete_training("stopped" if monitor.stopping else "completed")
        elif isinstance(error, Exception):
            monitor.handle_error(error, ErrorSeverity.FATAL)
            monitor.complete_training("failed")
        else:
            monitor.complete_training(kind.__name__)
