"""Requests of sigwatch to this process, and its last answer: files in the folder that `SIGWATCH_CONTROL` names."""

import os
import re
import time
from collections import OrderedDict
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Set, Tuple

from .atomic import read_json
from .settings import Change

_REQUEST = re.compile(r"^request-([A-Za-z0-9._-]{1,100})\.json$")
#: Seconds between two looks into the folder.
INTERVAL = 1.0
#: Answers that are remembered, for who asks once more.
REMEMBERED = 1000


class Request(NamedTuple):
    """What is asked for: `save_checkpoint`, `stop` or `set`, and for the last one the settings."""

    id: str
    action: str
    changes: Tuple[Change, ...]
    reason: Optional[str]


class Control:
    """
    Args:
        directory: The folder; None: there is nobody who asks.
        clock: Seconds that never go back.
    """

    def __init__(self, directory: Optional[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._directory = directory
        self._clock = clock
        self._looked = None  # type: Optional[float]
        self._seen = set()  # type: Set[str]
        self._answered = OrderedDict()  # type: OrderedDict[str, Dict[str, Any]]
        self._answer = None  # type: Optional[Dict[str, Any]]
        self._stamp = None  # type: Any

    @property
    def connected(self) -> bool:
        return self._directory is not None

    def poll(self) -> List[Request]:
        """What has been asked for since the last look, by the names of the files; each once. Looks each second at most."""
        now = self._clock()
        if self._directory is None or (self._looked is not None and now - self._looked < INTERVAL):
            return []
        self._looked = now
        try:
            names = sorted(os.listdir(self._directory))
        except OSError:
            return []
        found = []
        for name in names:
            match = _REQUEST.match(name)
            if match and match.group(1) not in self._seen:
                request = self._read(name, match.group(1))
                self._seen.add(request.id)
                found.append(request)
        return found

    def answered(self, request_id: str) -> Optional[Dict[str, Any]]:
        """What was answered to a request of this ID: who asks once more has not heard it, and nothing is done twice."""
        return self._answered.get(request_id)

    def done(self, request_id: str, answer: Dict[str, Any]) -> None:
        """It was answered: its file goes."""
        assert self._directory is not None
        self._answered[request_id] = answer
        while len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)
        try:
            os.unlink(os.path.join(self._directory, "request-%s.json" % request_id))
        except FileNotFoundError:
            pass
        self._seen.discard(request_id)

    def answer(self) -> Optional[Dict[str, Any]]:
        """What `health.json` says, read again only where it is another file."""
        if self._directory is None:
            return None
        path = os.path.join(self._directory, "health.json")
        try:
            stat = os.stat(path)
        except OSError:
            return self._answer
        stamp = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if stamp != self._stamp:
            read = read_json(path)
            if isinstance(read, dict):
                self._answer, self._stamp = read, stamp
        return self._answer

    def _read(self, name: str, request_id: str) -> Request:
        record = read_json(os.path.join(self._directory or "", name))
        known = record if isinstance(record, dict) else {}
        return Request(
            id=request_id,
            action=str(known.get("action") or "unreadable"),
            changes=_changes(known),
            reason=known.get("reason") if isinstance(known.get("reason"), str) else None,
        )


def _changes(record: Mapping[str, Any]) -> Tuple[Change, ...]:
    """In the order in which they stand there, values before factors."""
    tables = [record.get(name) for name in ("set", "scale", "floor", "cap")]
    values, factors, floors, caps = [one if isinstance(one, dict) else {} for one in tables]
    set_to = [Change(name, value=value) for name, value in values.items()]
    return tuple(set_to + [Change(name, None, factor, floors.get(name), caps.get(name)) for name, factor in factors.items()])
