"""What a training tells a `Monitor` of its errors."""

from typing import Any, Callable, Mapping, Optional

from . import retry as retrying
from .errors import ErrorSeverity, recovery_suggestion
from .guard import guarded
from .parts import Parts


class ErrorMethods(Parts):
    """Exceptions, what to do about them, and trying again."""

    @guarded()
    def handle_error(
        self,
        error: BaseException,
        severity: Any = ErrorSeverity.ERROR,
        category: Any = None,
        context: Optional[Mapping[str, Any]] = None,
        handled: bool = False,
    ) -> None:
        """Tells an exception with its traceback. `handled`: the program goes on, so that it is no failure by itself."""
        self._report.error(error, severity, category, context, handled)

    @guarded(lambda self: "")
    def get_recovery_suggestion(self, error: BaseException) -> str:
        """What to do about it, in one sentence."""
        return recovery_suggestion(error)

    def retry(self, *args: Any, **kwargs: Any) -> Callable[[Any], Any]:
        """The decorator `retry`, whose failures are told as warnings. `@monitor.retry` and `@monitor.retry(max_retries=5)`."""
        if len(args) == 1 and callable(args[0]) and not kwargs:
            return self.retry()(args[0])
        kwargs.setdefault("on_retry", lambda error, *_: self.handle_error(error, ErrorSeverity.WARNING, handled=True))
        return retrying.retry(*args, **kwargs)
