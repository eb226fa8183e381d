"""One line of the wire format (schemas/wire.schema.json of sigwatch): a JSON object that a training prints.

`sigwatch` and `type` come first, nothing nests deeper than two, numbers that are not finite are texts, and a line has
16 KiB at most: what is too long is cut, and says so.
"""

import json
import math
from typing import Any, Dict, Mapping, Optional

VERSION = 1
#: Bytes of a line with its line end.
MAX_BYTES = 16 * 1024
CUT = " …[cut]… "


def line(kind: str, fields: Mapping[str, Any], limit: int = MAX_BYTES) -> str:
    """The line of this type, with its line end. Fields that are None are left out; it is never longer than `limit` bytes."""
    record = {"sigwatch": VERSION, "type": kind}  # type: Dict[str, Any]
    for name, value in fields.items():
        clean = plain(value)
        if clean is not None:
            record[name] = clean
    text = _dump(record)
    while len(text) >= limit and _shorten(record, len(text) - limit + 1):
        text = _dump(record)
    return text + "\n"


def number(value: Any) -> Optional[Any]:
    """A number as the format has it: `"NaN"`, `"Infinity"` and `"-Infinity"` as texts; None for what is no number."""
    told = real(value)
    if told is None:
        return None
    if math.isnan(told):
        return "NaN"
    if math.isinf(told):
        return "Infinity" if told > 0 else "-Infinity"
    return value if isinstance(value, int) else told


def real(value: Any) -> Optional[float]:
    """The number that a value is or holds (of a tensor this waits for its device), or None."""
    if isinstance(value, (bool, str, bytes)) or value is None:
        return None
    try:
        return float(value)
    except Exception:  # whatever a foreign object raises: it is no number
        return None


def numbers(values: Optional[Mapping[Any, Any]]) -> Optional[Dict[str, Any]]:
    """Of a mapping the entries that are numbers, by name; None where there is none."""
    found = {str(name): number(value) for name, value in (values or {}).items()}
    return {name: value for name, value in found.items() if value is not None} or None


def count(value: Any) -> Optional[int]:
    """A whole number from 0 on (a step), or None."""
    told = number(value)
    return int(told) if isinstance(told, (int, float)) and told >= 0 else None


def from_zero(value: Any) -> Optional[Any]:
    """A finite number from 0 on (an epoch, a throughput), or None."""
    told = number(value)
    return told if isinstance(told, (int, float)) and told >= 0 else None


def whole(value: Any) -> int:
    """As `count`, for what has to be one.

    Raises:
        ValueError: It is none.
    """
    told = count(value)
    if told is None:
        raise ValueError("a step is a whole number from 0 on, and %.50r is none" % (value,))
    return told


def plain(value: Any, depth: int = 1) -> Any:
    """What JSON can hold of a value, not deeper than two levels of objects below the line."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Mapping):
        if depth > 2:
            return str(value)
        inner = {str(name): plain(one, depth + 1) for name, one in value.items()}
        return {name: one for name, one in inner.items() if one is not None}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one, depth + 1) for one in value]
    told = number(value)
    return str(value) if told is None else told


def _dump(record: Mapping[str, Any]) -> str:
    # ASCII alone, so that the bytes are as many as the characters and no encoding of stdout can refuse them.
    return json.dumps(record, separators=(",", ":"), allow_nan=False)


def _shorten(record: Dict[str, Any], excess: int) -> bool:
    """Takes something away from the largest field; False where nothing is left that may be taken."""
    sizes = {name: len(_dump({name: value})) for name, value in record.items() if _can_shrink(value)}
    if not sizes:
        return False
    name = max(sizes, key=lambda key: sizes[key])
    value = record[name]
    if isinstance(value, str):
        record[name] = _cut_text(name, value, excess)
    else:
        keep = len(value) // 2
        record[name] = dict(list(value.items())[:keep]) if isinstance(value, dict) else value[:keep]
        record["cut"] = True
    return True


def _can_shrink(value: Any) -> bool:
    return len(value) > 2 * len(CUT) if isinstance(value, str) else isinstance(value, (dict, list)) and len(value) > 0


def _cut_text(name: str, text: str, excess: int) -> str:
    """A traceback loses its middle, since its last lines say what was raised; any other text loses its end."""
    # The mark itself takes room, and an escaped character up to six times its own.
    keep = max(len(CUT), min(len(text) - excess - 32, len(text) * 3 // 4))
    if name == "traceback":
        head = keep // 3
        return text[:head] + CUT + text[len(text) - (keep - head) :]
    return text[:keep] + CUT
