"""Settings that sigwatch changes, at the start and while it runs."""

from typing import Any, Callable, Dict, Mapping, NamedTuple, Optional

NAMES = ("lr", "epsilon", "batch_size", "gradient_accumulation", "precision")


class Outcome(NamedTuple):
    """`done`, `refused` or `failed`, and why."""

    status: str
    message: str


class Change(NamedTuple):
    """A setting, and its `value`; or the `factor` of what it is at that moment, and how far that may lead."""

    name: str
    value: Any = None
    factor: Any = None
    floor: Any = None
    cap: Any = None


class Wanted(NamedTuple):
    """What a setting is to be, or why it stays as it is."""

    value: Any = None
    refusal: Optional[str] = None


class Limits(NamedTuple):
    """A learning rate is not set below `min_lr`, epsilon not above `max_epsilon`, a batch not below `min_batch_size`."""

    min_lr: float = 1e-7
    max_epsilon: float = 1.0
    min_batch_size: int = 1


class Settings:
    """
    Args:
        setters: By name of a setting, a function that sets it. `lr` needs none where an optimizer is known, `epsilon` none
            where the model has a number of that name.
        limits: How far settings may go.
        allowed: False: every change is refused.
    """

    def __init__(
        self,
        setters: Optional[Mapping[str, Callable[[Any], Any]]] = None,
        limits: Limits = Limits(),
        allowed: bool = True,
    ) -> None:
        self._setters = dict(setters or {})
        self._limits = limits
        self._allowed = allowed
        #: What was set last, by name.
        self.current = {}  # type: Dict[str, Any]

    def capable(self, name: str, model: Any, optimizer: Any) -> bool:
        known = name in self._setters or (name == "lr" and optimizer is not None)
        return self._allowed and (known or (name == "epsilon" and _is_number(getattr(model, "epsilon", None))))

    def learn(self, name: str, value: Any) -> None:
        """The program has told what a setting is at the start, so that a factor of it can be reckoned."""
        self.current.setdefault(name, value)

    def wanted(self, change: Change, model: Any = None, optimizer: Any = None, scheduler: Any = None) -> Wanted:
        """The value that a change leads to now. A factor that would change nothing is refused."""
        name, value = change.name, change.value
        own = self.own(name, model, optimizer)
        if change.factor is not None and self.capable(name, model, optimizer):
            numbers = all(one is None or (_is_number(one) and one > 0) for one in change[2:])
            if not numbers or change.factor == 1:
                return Wanted(refusal="%r is no factor of %s, or its bounds are none" % (change.factor, name))
            if not _is_number(own):
                return Wanted(refusal=_UNKNOWN % (name, name))
            value = _within(own * change.factor, change.floor, change.cap)
            value = max(1, int(value)) if isinstance(own, int) else value
            target = self._within(name, value)
            if target == own or (target is not None and (target < own) != (change.factor < 1)):
                return Wanted(refusal="%s is at its limit of %r" % (name, own))
        refused = self.refusal(name, value, model, optimizer)
        return Wanted(refusal=refused) if refused is not None else Wanted(value)

    def refusal(self, name: str, value: Any, model: Any = None, optimizer: Any = None, scheduler: Any = None) -> Optional[str]:
        """Why it is not set, or None. What a limit would leave as it is is refused too: nothing would have changed."""
        if not self._allowed:
            return "enable_auto_adjustment is off"
        if not self.capable(name, model, optimizer):
            return "nothing here sets %s: give Monitor(setters={%r: function})" % (name, name)
        target = self._within(name, value)
        if target is None:
            return "%r is no value of %s" % (value, name)
        at_limit = target != value and self.own(name, model, optimizer) == target
        return "%s is at its limit of %r" % (name, target) if at_limit else None

    def apply(self, name: str, value: Any, model: Any = None, optimizer: Any = None, scheduler: Any = None) -> Outcome:
        """Sets one setting, within the limits."""
        refused = self.refusal(name, value, model, optimizer)
        if refused is not None:
            return Outcome("refused", refused)
        target = self._within(name, value)
        try:
            self._set(name, target, model, optimizer, scheduler)
        except Exception as error:  # a setter of the program
            return Outcome("failed", "%s: %s: %s" % (name, type(error).__name__, error))
        self.current[name] = target
        return Outcome("done", "%s = %r%s" % (name, target, "" if target == value else ", its limit"))

    def own(self, name: str, model: Any, optimizer: Any) -> Any:
        """Its value now, as far as that is known."""
        if name == "lr":
            own = learning_rate(optimizer)
        else:
            own = getattr(model, "epsilon", None) if name == "epsilon" else None
        return own if _is_number(own) else self.current.get(name)

    def _within(self, name: str, value: Any) -> Any:
        if name == "precision":
            return value if isinstance(value, str) and value else None
        if not _is_number(value) or value <= 0:
            return None
        if name == "lr":
            return max(float(value), self._limits.min_lr)
        if name == "epsilon":
            return min(float(value), self._limits.max_epsilon)
        if name == "batch_size":
            return max(int(value), self._limits.min_batch_size)
        return max(1, int(value)) if name == "gradient_accumulation" else value

    def _set(self, name: str, value: Any, model: Any, optimizer: Any, scheduler: Any) -> None:
        if name in self._setters:
            self._setters[name](value)
        elif name == "lr":
            set_learning_rate(value, optimizer, scheduler)
        else:
            model.epsilon = value


_UNKNOWN = "what %s is now is not known: tell it by monitor.override(%r, …) at the start"


def _within(value: float, floor: Optional[float], cap: Optional[float]) -> float:
    least = value if floor is None else max(value, floor)
    return least if cap is None else min(least, cap)


def learning_rate(optimizer: Any) -> Optional[float]:
    """That of the first group of parameters, or None."""
    groups = getattr(optimizer, "param_groups", None)
    try:
        return float(groups[0]["lr"]) if groups else None
    except Exception:  # an optimizer of another kind
        return None


def set_learning_rate(value: float, optimizer: Any, scheduler: Any = None) -> None:
    """Of the first group of parameters; the others keep their ratio to it, and what a scheduler counts from goes along."""
    now = learning_rate(optimizer)
    ratio = value / now if now else None
    for group in optimizer.param_groups:
        group["lr"] = value if ratio is None else group["lr"] * ratio
        if "initial_lr" in group and ratio is not None:
            group["initial_lr"] *= ratio
    optimizer.param_groups[0]["lr"] = value
    bases = getattr(scheduler, "base_lrs", None)
    if bases is not None and ratio is not None:
        scheduler.base_lrs = [base * ratio for base in bases]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value
