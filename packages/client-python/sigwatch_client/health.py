"""How the training is at a step: the engine's last answer, and what the process has just seen itself."""

from dataclasses import dataclass, field
from typing import Any, List, Mapping, Optional

from .measure import Measured

LEVELS = ("healthy", "warning", "critical")


@dataclass
class StepHealth:
    """What `check_step` returns.

    `overall_health` is healthy, warning or critical; `errors` and `warnings` are sentences; `score` is the engine's, from 0
    to 100, where it has answered. `source` says whose judgement it is: `engine`, or `client` where only the own checks for
    values that are not finite are known. The other fields are of the last check: `grad_norm` (2-norm of all gradients),
    `nan_count` and `inf_count` (values in loss, gradients and parameters), `nonfinite_in` (in which of them).
    """

    step: Optional[int] = None
    overall_health: str = "healthy"
    errors: List[str] = field(default_factory=list)
    warnings: List[str] = field(default_factory=list)
    score: Optional[float] = None
    source: str = "client"
    loss: Optional[float] = None
    grad_norm: Optional[float] = None
    nan_count: int = 0
    inf_count: int = 0
    nonfinite_in: List[str] = field(default_factory=list)


def health_of(step: Optional[int], measured: Measured, answer: Optional[Mapping[str, Any]]) -> StepHealth:
    """Joins both: the engine's answer is of an earlier step, so what the process sees now can only make it worse."""
    health = StepHealth(
        step=step,
        loss=measured.loss,
        grad_norm=measured.grad_norm,
        nan_count=measured.nan_count,
        inf_count=measured.inf_count,
        nonfinite_in=list(measured.nonfinite_in),
    )
    if _is_answer(answer, step):
        assert answer is not None
        health.source = "engine"
        health.overall_health = answer["overall_health"]
        health.errors = [str(text) for text in answer.get("errors") or []]
        health.warnings = [str(text) for text in answer.get("warnings") or []]
        score = answer.get("score")
        health.score = float(score) if isinstance(score, (int, float)) else None
    if measured.nonfinite_in:
        health.overall_health = "critical"
        health.errors.append(_sentence(step, measured))
    return health


def _is_answer(answer: Optional[Mapping[str, Any]], step: Optional[int]) -> bool:
    """One of a later step is from before a return to an older checkpoint, and tells nothing of this step."""
    if not isinstance(answer, Mapping) or answer.get("overall_health") not in LEVELS:
        return False
    of = answer.get("step")
    return isinstance(of, int) and (step is None or of <= step)


def _sentence(step: Optional[int], measured: Measured) -> str:
    where = " and ".join(measured.nonfinite_in)
    at = "" if step is None else "step %d: " % step
    return "%s%d NaN and %d infinite values in %s" % (at, measured.nan_count, measured.inf_count, where)
