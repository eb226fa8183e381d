"""Tries again what may go well the next time: a download, a write to a busy file system."""

import functools
import random
import time
from typing import Any, Callable, Optional, Tuple, Type, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def retry(
    max_retries: int = 3,
    delay: float = 1.0,
    factor: float = 2.0,
    max_delay: float = 60.0,
    jitter: float = 0.1,
    exceptions: Tuple[Type[BaseException], ...] = (Exception,),
    on_retry: Optional[Callable[[BaseException, int, float], Any]] = None,
    sleep: Callable[[float], Any] = time.sleep,
    chance: Callable[[], float] = random.Random().random,
) -> Callable[[Function], Function]:
    """A decorator. When no try is left, what the function raised last is raised.

    Args:
        max_retries: Further tries after the first.
        delay: Seconds before the first further try; each later one waits `factor` times as long.
        max_delay: The longest wait, in seconds.
        jitter: Each wait is longer by up to this share, by chance, so that many processes do not come back at once.
        exceptions: What is tried again; Ctrl-C and `sys.exit` are not, unless they are named.
        on_retry: Told of each failure that is tried again: the exception, which try it was (from 1), seconds until the next.
        sleep: Waits so many seconds.
        chance: A number from 0 to 1.
    """

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def again(*args: Any, **kwargs: Any) -> Any:
            wait = delay
            for attempt in range(1, max_retries + 1):
                try:
                    return function(*args, **kwargs)
                except exceptions as error:
                    pause = min(wait, max_delay) * (1 + jitter * chance())
                    _tell(on_retry, error, attempt, pause)
                sleep(pause)
                wait *= factor
            return function(*args, **kwargs)

        return again  # type: ignore[return-value]

    return decorate


def _tell(on_retry: Optional[Callable[..., Any]], error: BaseException, attempt: int, pause: float) -> None:
    try:
        if on_retry is not None:
            on_retry(error, attempt, pause)
    except Exception:  # whoever listens must not end what is tried
        pass
