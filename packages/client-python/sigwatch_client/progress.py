"""How far the training is, as it was last told."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Deque, Dict, Optional

from .wire import count, from_zero

#: Entries of the history that a checkpoint carries.
HISTORY = 1000


@dataclass
class Progress:
    """`history` holds what was printed at each check: `step`, `loss`, `grad_norm`, `learning_rate` and own metrics."""

    step: Optional[int] = None
    total_steps: Optional[int] = None
    epoch: Optional[float] = None
    loss: Optional[float] = None
    learning_rate: Optional[float] = None
    throughput: Optional[float] = None
    throughput_unit: Optional[str] = None
    metrics: Dict[str, Any] = field(default_factory=dict)
    #: It tells epochs and no steps.
    by_epoch: bool = False
    phase: str = "setup"
    script: Optional[str] = None
    history: Deque[Dict[str, Any]] = field(default_factory=lambda: deque(maxlen=HISTORY))

    def tell(self, **facts: Any) -> None:
        """Takes what is known, and leaves the rest as it was. What can be no step and no epoch is not known."""
        for name, value in facts.items():
            if name in ("step", "total_steps"):
                value = count(value)
            elif name == "epoch":
                value = from_zero(value)
            if value is not None:
                setattr(self, name, value)
