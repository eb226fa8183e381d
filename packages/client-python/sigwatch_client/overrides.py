"""What `SIGWATCH_OVERRIDES` says at the start: settings that differ from those which the run was begun with."""

import json
from typing import Any, Dict, Mapping, NamedTuple, Optional

_TABLES = ("set", "scale", "floor", "cap")


class Overrides(NamedTuple):
    """By name of a setting: its value, or the factor of the program's own and how far that may go."""

    values: Dict[str, Any] = {}
    scale: Dict[str, float] = {}
    floor: Dict[str, float] = {}
    cap: Dict[str, float] = {}

    def of(self, name: str, own: Any) -> Any:
        """What a setting is to be whose value in the program is `own`; a whole number stays one, and is rounded down."""
        return self.values[name] if name in self.values else self.scaled(name, own)

    def scaled(self, name: str, own: Any, applied: float = 1.0) -> Any:
        """
        Args:
            applied: The factor that is in `own` already.
        """
        if name not in self.scale or isinstance(own, bool) or not isinstance(own, (int, float)):
            return own
        value = own * self.scale[name] / applied
        value = min(max(value, self.floor.get(name, value)), self.cap.get(name, float("inf")))
        return int(value) if isinstance(own, int) else value


def overrides_of(env: Mapping[str, str]) -> Overrides:
    """The JSON object that `SIGWATCH_OVERRIDES` is, or that the file holds whose path it is: `set`, `scale`, `floor` and `cap`
    with settings by name, or just values by name.

    Raises:
        OSError, ValueError: It is neither.
    """
    text = (env.get("SIGWATCH_OVERRIDES") or "").strip()
    if not text:
        return Overrides()
    if not text.startswith("{"):
        with open(text, encoding="utf-8") as file:
            text = file.read()
    told = json.loads(text)
    if not isinstance(told, dict):
        raise ValueError("SIGWATCH_OVERRIDES holds no JSON object")
    if not told or not all(name in _TABLES and isinstance(table, dict) for name, table in told.items()):
        return Overrides(values=told)
    factors = {name: _numbers(name, told.get(name)) for name in _TABLES[1:]}
    return Overrides(values=told.get("set", {}), **factors)


def _numbers(table: str, told: Optional[Mapping[str, Any]]) -> Dict[str, float]:
    for name, value in (told or {}).items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
            raise ValueError("%s.%s of SIGWATCH_OVERRIDES is no number above 0" % (table, name))
    return dict(told or {})
