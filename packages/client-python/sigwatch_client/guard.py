"""Nothing of this package ever raises into the training: whatever goes wrong in here is told once, and passed over."""

import functools
import traceback
from typing import Any, Callable, Set, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


class Guard:
    """
    Args:
        emit: Prints a line (`Emitter.emit`).
    """

    def __init__(self, emit: Callable[..., Any]) -> None:
        self._emit = emit
        self._told = set()  # type: Set[str]

    def trouble(self, where: str, error: BaseException) -> None:
        """Says what went wrong, each kind once: the same at every step would drown the log."""
        kind = "%s %s" % (where, type(error).__name__)
        try:
            text = "sigwatch_client could not do %s: %s. The training goes on without it." % (where, error)
            trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        except Exception:  # an error whose text can't be made
            text, trace = "sigwatch_client could not do %s. The training goes on without it." % where, ""
        self._tell(kind, text, error_type=type(error).__name__, traceback=trace or None)

    def notice(self, text: str) -> None:
        """Says once what the program did not ask for rightly."""
        self._tell(text, "sigwatch_client: " + text, error_type="ValueError")

    def _tell(self, kind: str, text: str, **fields: Any) -> None:
        if kind in self._told:
            return
        self._told.add(kind)
        try:
            self._emit("error", message=text, severity="warning", category="monitoring", handled=True, **fields)
        except Exception:  # nothing more can be said
            pass

    def run(self, where: str, action: Callable[[], Any], default: Any = None) -> Any:
        """What `action` returns, or `default` where it raises. Ctrl-C and `sys.exit` go through."""
        try:
            return action()
        except Exception as error:
            self.trouble(where, error)
            return default


def guarded(default: Callable[[Any], Any] = lambda self: None) -> Callable[[Function], Function]:
    """A method of an object with `_guard`, which returns `default(self)` where it would raise."""

    def decorate(method: Function) -> Function:
        @functools.wraps(method)
        def safe(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return method(self, *args, **kwargs)
            except Exception as error:
                self._guard.trouble(method.__name__, error)
                return default(self)

        return safe  # type: ignore[return-value]

    return decorate
