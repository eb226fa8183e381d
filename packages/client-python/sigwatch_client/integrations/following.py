"""What the callbacks of all frameworks do at the end of a step."""

import sys
from typing import Any, Tuple

from ..distributed import any_rank
from ..monitor import Monitor


def monitor_of(monitor: Any, options: Any) -> Monitor:
    """The one that is given, or one of these options."""
    return Monitor(**options) if monitor is None else monitor


def wishes(monitor: Any, step: int) -> Tuple[bool, bool]:
    """Whether to save a checkpoint now, and whether to end the training: the same in all processes.

    Requests reach the first process alone, and a framework saves and stops in all of them or hangs. They speak of it at
    steps that all of them make: each `check_interval`.
    """
    if step % monitor.options.check_interval != 0 and many():
        return False, False
    return any_rank(monitor.save_wanted), monitor.should_stop(all_ranks=True)


def many() -> bool:
    """Whether the training has several processes that can speak with each other."""
    group = getattr(sys.modules.get("torch"), "distributed", None)
    return bool(group and group.is_available() and group.is_initialized() and group.get_world_size() > 1)
