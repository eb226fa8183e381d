"""What the platform knows: apps, functions, inputs, and the containers that work on them."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Callable

from grpclib import GRPCError, Status
from modal_proto import api_pb2

from .ids import new_id
from .logbook import LogBook

STOPPED = (api_pb2.APP_STATE_STOPPED, api_pb2.APP_STATE_STOPPING)


class Changes:
    """Wakes all who wait for something whenever anything has changed."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def touch(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def next(self, seconds: float) -> None:
        """When something changes, or so many seconds are over."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except asyncio.TimeoutError:
            pass

    async def until(self, holds: Callable[[], bool], seconds: float) -> bool:
        """Whether it holds within so many seconds."""
        end = time.monotonic() + seconds
        while not holds():
            left = end - time.monotonic()
            if left <= 0:
                return False
            await self.next(min(left, 3600.0))
        return True


@dataclass
class App:
    id: str
    description: str
    environment: str
    wanted: int
    """The AppState that it has once it is published."""
    log: LogBook
    state: int = api_pb2.APP_STATE_INITIALIZING
    name: str = ""
    created_at: float = field(default_factory=time.time)
    stopped_at: float = 0.0
    stopped_by: str = ""
    heard_at: float = field(default_factory=time.monotonic)
    """When its client was last heard of."""
    client: bool = True
    listed: bool = True
    function_ids: dict[str, str] = field(default_factory=dict)


@dataclass
class Function:
    id: str
    app: App
    metadata: api_pb2.FunctionHandleMetadata
    definition: api_pb2.Function = field(default_factory=api_pb2.Function)


@dataclass
class Input:
    id: str
    call_id: str
    index: int
    function: Function
    body: api_pb2.FunctionInput
    kind: int
    """A FunctionCallInvocationType."""
    retries: int = 0
    crashes: int = 0
    not_before: float = 0.0
    """Of the monotonic clock: when it may be tried again."""
    task: "Task | None" = None
    started_at: float = 0.0
    output: api_pb2.FunctionGetOutputsItem | None = None


@dataclass
class Task:
    """A container."""

    id: str
    function: Function
    enqueued_at: float = field(default_factory=time.time)
    started_at: float = 0.0
    finished_at: float = 0.0
    result: api_pb2.GenericResult | None = None
    """What it said of itself, where it could not even begin."""
    input: Input | None = None
    leaving: str = ""
    """Why the platform ends it, where it does: `preempted`, `timeout`, `stopped`, `done`."""
    process: Any = None

    @property
    def app(self) -> App:
        return self.function.app

    @property
    def alive(self) -> bool:
        return self.finished_at == 0.0


class World:
    """All of it. Objects that are only handed out again (images, mounts, secrets) lie in `objects` by their id."""

    def __init__(self) -> None:
        self.changes = Changes()
        self.apps: dict[str, App] = {}
        self.functions: dict[str, Function] = {}
        self.calls: dict[str, list[Input]] = {}
        self.tasks: dict[str, Task] = {}
        self.objects: dict[str, Any] = {}
        self.names: dict[tuple[str, str], str] = {}
        """Ids of objects with a name: by kind and name."""

    def app(self, app_id: str) -> App:
        return found(self.apps, app_id, "App")

    def new_app(self, description: str, environment: str, wanted: int) -> App:
        app = App(new_id("ap"), description, environment, wanted, LogBook(self.changes.touch))
        self.apps[app.id] = app
        return app

    def tasks_of(self, app: App) -> list[Task]:
        """Those that live."""
        return [task for task in self.tasks.values() if task.app is app and task.alive]

    def inputs_of(self, app: App) -> list[Input]:
        """Those that have no output yet."""
        inputs = (one for call in self.calls.values() for one in call)
        return [one for one in inputs if one.function.app is app and one.output is None]


def found(table: dict[str, Any], key: str, kind: str) -> Any:
    if key not in table:
        raise GRPCError(Status.NOT_FOUND, f"{kind} '{key}' not found")
    return table[key]
