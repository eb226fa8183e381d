"""The options of a `Monitor`. What is no possible value is replaced by the default and told: a typing error must not end a
training that the client is only to look at.
"""

import os
from dataclasses import dataclass, fields
from typing import Any, Dict, List, Mapping, Optional, Tuple


@dataclass
class Options:
    """
    check_interval: a check and a `metrics` line each so many steps.
    checkpoint_dir: folder of the checkpoints; None: nothing is saved.
    keep_last: verified checkpoints that are kept beside the newest healthy one; None: all.
    enable_auto_resume: `auto_resume` goes on from what an unfinished run has left.
    enable_auto_adjustment: settings may be changed by requests.
    min_lr, max_epsilon, min_batch_size: how far they may be changed.
    session_duration_hours, session_start: of a session that ends by itself; by default as the platform tells
        (hours; Unix seconds).
    warning_threshold_minutes: from how little time on an emergency checkpoint is due.
    check_interval_seconds: how often the clock of the session is looked at.

    The others are thresholds of sigwatch's judgement. They are handed on to it, and nothing here uses them.
    """

    check_interval: int = 10
    checkpoint_dir: Optional[str] = None
    keep_last: Optional[int] = None
    enable_auto_resume: bool = True
    enable_auto_adjustment: bool = True
    min_lr: float = 1e-7
    max_epsilon: float = 1.0
    min_batch_size: int = 1
    session_duration_hours: Optional[float] = None
    session_start: Optional[float] = None
    warning_threshold_minutes: float = 30.0
    check_interval_seconds: float = 60.0
    gradient_window: int = 100
    loss_window: int = 100
    gradient_explosion_threshold: float = 10.0
    loss_divergence_threshold: float = 0.5
    condition_number_threshold: float = 1e6
    schatten_threshold: float = 100.0
    max_retries: int = 3

    def changed(self) -> Dict[str, Any]:
        """What is not as by default, but for the folder."""
        return {one.name: getattr(self, one.name) for one in fields(self) if _differs(self, one)}


#: The smallest whole number that makes sense.
_WHOLE = {
    "check_interval": 1,
    "keep_last": 1,
    "min_batch_size": 1,
    "gradient_window": 1,
    "loss_window": 1,
    "max_retries": 0,
}
_ABOVE_ZERO = (
    "min_lr",
    "max_epsilon",
    "session_duration_hours",
    "gradient_explosion_threshold",
    "loss_divergence_threshold",
    "condition_number_threshold",
    "schatten_threshold",
)
_FROM_ZERO = ("session_start", "warning_threshold_minutes", "check_interval_seconds")
_OPTIONAL = ("checkpoint_dir", "keep_last", "session_duration_hours", "session_start")


def options_of(given: Mapping[str, Any]) -> Tuple[Options, List[str]]:
    """The options, and a sentence for each that was not taken."""
    options, wrong = Options(), []
    known = {one.name for one in fields(Options)}
    for name, value in given.items():
        if name not in known:
            wrong.append("there is no option %s" % name)
            continue
        try:
            setattr(options, name, _checked(name, value))
        except (TypeError, ValueError) as error:
            wrong.append("%s=%r is not taken, %r is: %s" % (name, value, getattr(options, name), error))
    return options, wrong


def _checked(name: str, value: Any) -> Any:
    if value is None and name in _OPTIONAL:
        return None
    if name == "checkpoint_dir":
        return os.fspath(value)
    if name.startswith("enable_"):
        return bool(value)
    if name in _WHOLE:
        return _at_least(int(value), _WHOLE[name])
    number = float(value)
    if number != number:
        raise ValueError("it is no number")
    if name in _ABOVE_ZERO and number <= 0:
        raise ValueError("it has to be above 0")
    if name in _FROM_ZERO and number < 0:
        raise ValueError("it has to be 0 at least")
    return number


def _at_least(value: int, least: int) -> int:
    if value < least:
        raise ValueError("it has to be %d at least" % least)
    return value


def _differs(options: Options, one: Any) -> bool:
    return one.name != "checkpoint_dir" and getattr(options, one.name) != one.default
