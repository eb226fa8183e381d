"""The log of one app: entries with ids, handed out again from any of them, and by time."""

import time
from dataclasses import dataclass
from typing import Callable

from modal_proto import api_pb2


@dataclass(frozen=True)
class Entry:
    """What was written at once: at most one line, with its end."""

    number: int
    at_ns: int
    data: str
    source: int
    """A FileDescriptor: stdout, stderr, or INFO for the platform's own words."""
    task_id: str = ""
    function_id: str = ""
    call_id: str = ""
    input_id: str = ""

    def batch(self) -> api_pb2.TaskLogsBatch:
        item = api_pb2.TaskLogs(
            data=self.data,
            timestamp=self.at_ns / 1e9,
            timestamp_ns=self.at_ns,
            file_descriptor=self.source,
            function_call_id=self.call_id,
            input_id=self.input_id,
        )
        return api_pb2.TaskLogsBatch(
            entry_id=f"{self.number}-0",
            task_id=self.task_id,
            function_id=self.function_id,
            input_id=self.input_id,
            items=[item],
        )


class LogBook:
    """Entries in the order of their numbers, which is that of their times."""

    def __init__(self, touch: Callable[[], None]) -> None:
        self.entries: list[Entry] = []
        self.forgotten = 0
        """Streams begin behind so many entries; the history keeps them."""
        self._touch = touch

    def add(self, data: str, source: int, **where: str) -> None:
        at = time.time_ns()
        if self.entries:
            at = max(at, self.entries[-1].at_ns + 1)
        self.entries.append(Entry(len(self.entries) + 1, at, data, source, **where))
        self._touch()

    def system(self, text: str, **where: str) -> None:
        self.add(f"{text}\n", api_pb2.FILE_DESCRIPTOR_INFO, **where)

    def after(self, entry_id: str) -> list[Entry]:
        """All behind an entry; behind none at all for an empty id."""
        number = int(entry_id.split("-")[0]) if entry_id else self.forgotten
        return self.entries[number:]

    def between(self, since_ns: int, until_ns: int) -> list[Entry]:
        """From `since_ns`, which belongs to it, to `until_ns`, which does not."""
        return [entry for entry in self.entries if since_ns <= entry.at_ns < until_ns]
