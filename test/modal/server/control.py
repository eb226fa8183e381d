"""What a test may tell the stand-in: POST /control/VERB with an object of arguments, answered by JSON."""

import time
from dataclasses import asdict, fields
from typing import Awaitable, Callable

from modal_proto import api_pb2

from .applogs import AppLogs
from .model import App, Task, World
from .rpc import Calls
from .scheduler import Scheduler
from .settings import Settings
from .web import Verb


class Control:
    """Each method whose name has no underscore before it is a verb."""

    def __init__(
        self, world: World, scheduler: Scheduler, settings: Settings, logs: AppLogs, calls: Calls,
        leave: Callable[[], None], back: Callable[[], Awaitable[None]],
    ) -> None:  # fmt: skip
        self._world, self._scheduler, self._settings = world, scheduler, settings
        self._logs, self._calls, self._leave, self._back = logs, calls, leave, back

    def _verbs(self) -> dict[str, Verb]:
        return {name: getattr(self, name) for name in dir(self) if not name.startswith("_")}

    def _tasks(self, args: dict[str, object]) -> list[Task]:
        """Containers that have begun: the one of `task`, those of `app`, or all."""
        tasks = [task for task in self._world.tasks.values() if task.alive and task.process is not None]
        app, one = args.get("app", ""), args.get("task", "")
        return [task for task in tasks if app in ("", task.app.id) and one in ("", task.id)]

    async def set(self, args: dict[str, object]) -> object:
        """Changes settings (settings.py), and gives them all."""
        known = {field.name for field in fields(Settings)}
        for name, value in args.items():
            if name not in known:
                raise KeyError(name)
            setattr(self._settings, name, value)
        self._world.changes.touch()
        return asdict(self._settings)

    async def state(self, args: dict[str, object]) -> object:
        """Apps, containers and how often each method was called."""
        apps = [_app(app) for app in self._world.apps.values()]
        return {"apps": apps, "tasks": [_task(task) for task in self._world.tasks.values()], "calls": self._calls.counts}

    async def preempt(self, args: dict[str, object]) -> object:
        tasks = self._tasks(args)
        for task in tasks:
            self._scheduler.preempt(task)
        return [task.id for task in tasks]

    async def kill(self, args: dict[str, object]) -> object:
        """Kills the main process of containers, as the kernel does when memory ends: they end with 137."""
        tasks = self._tasks(args)
        for task in tasks:
            task.process.out_of_memory()
        return [task.id for task in tasks]

    async def expire(self, args: dict[str, object]) -> object:
        """The time of what containers work on is up, whatever their function has."""
        tasks = [task for task in self._tasks(args) if task.input is not None]
        for task in tasks:
            self._scheduler.timed_out(task, task.input)
        return [task.id for task in tasks]

    async def vanish(self, args: dict[str, object]) -> object:
        """An app is gone with its containers, without a word in its log or to its client."""
        app = self._world.app(str(args["app"]))
        app.state = api_pb2.APP_STATE_STOPPING
        app.stopped_at = time.time()
        for one in self._world.inputs_of(app):
            self._scheduler.cancel(one, "")
        for task in self._world.tasks_of(app):
            task.leaving = "stopped"
            if task.process is not None:
                task.process.kill()
        self._world.changes.touch()
        return {}

    async def cut(self, args: dict[str, object]) -> object:
        """Ends all streams of logs with an error; clients come again."""
        self._logs.cut()
        return {}

    async def forget(self, args: dict[str, object]) -> object:
        """New streams of an app's log begin behind what there is; the history keeps it."""
        log = self._world.app(str(args["app"])).log
        log.forgotten = len(log.entries)
        return {}

    async def say(self, args: dict[str, object]) -> object:
        """Writes a line of the platform into an app's log."""
        self._world.app(str(args["app"])).log.system(str(args["text"]))
        return {}

    async def unlist(self, args: dict[str, object]) -> object:
        """An app is no longer in the list, as one that has ended long ago."""
        self._world.app(str(args["app"])).listed = False
        return {}

    async def leave(self, args: dict[str, object]) -> object:
        """Nobody answers any more; containers live on."""
        self._leave()
        return {}

    async def back(self, args: dict[str, object]) -> object:
        await self._back()
        return {}


def _app(app: App) -> dict[str, object]:
    state = api_pb2.AppState.Name(app.state).removeprefix("APP_STATE_").lower()
    return {"id": app.id, "description": app.description, "state": state, "client": app.client}


def _task(task: Task) -> dict[str, object]:
    ended = {"leaving": task.leaving, "finished": not task.alive, "input": task.input.id if task.input else ""}
    return {"id": task.id, "app": task.app.id, "started": task.started_at > 0, **ended}
