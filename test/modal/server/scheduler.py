"""Gives inputs to containers, ends containers, and tries inputs again as Modal documents it."""

import asyncio
import time
from typing import Awaitable, Callable

from modal_proto import api_pb2

from .ids import new_id
from .model import STOPPED, App, Function, Input, Task, World
from .settings import Settings

Result = api_pb2.GenericResult
_PREEMPTED = "Runner interrupted due to worker preemption. Your Function will be restarted with the same input."


class Scheduler:
    def __init__(self, world: World, settings: Settings, launch: Callable[[Task], Awaitable[int]]) -> None:
        """`launch` starts the process of a container, and gives its exit code, 128 and more for a signal."""
        self.world, self.settings, self._launch = world, settings, launch
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """For ever: a container for every input that waits, one at a time for each function's input."""
        while True:
            self._reap()
            for function in self.world.functions.values():
                waiting = [one for one in self.world.inputs_of(function.app) if one.function is function and not one.task]
                free = [t for t in self.world.tasks_of(function.app) if t.function is function and _free(t)]
                now = time.monotonic()
                for one in [one for one in waiting if one.not_before <= now][len(free) :]:
                    if function.app.state not in (*STOPPED, api_pb2.APP_STATE_INITIALIZING):
                        self._begin(function)
            # Delays of retries and silent clients are times that nothing tells.
            await self.world.changes.next(0.2)

    def _begin(self, function: Function) -> None:
        task = Task(new_id("ta"), function)
        self.world.tasks[task.id] = task
        running = asyncio.create_task(self._live(task))
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        self.world.changes.touch()

    async def _live(self, task: Task) -> None:
        asked = time.monotonic()
        await self.world.changes.until(
            lambda: task.leaving != ""
            or (self.settings.capacity and time.monotonic() - asked >= self.settings.start_seconds),
            float("inf"),
        )
        code = 0
        if not task.leaving:
            task.started_at = time.time()
            self.world.changes.touch()
            code = await self._launch(task)
        task.finished_at = time.time()
        self._after(task, code)
        self.world.changes.touch()

    def _after(self, task: Task, code: int) -> None:
        """What becomes of the input that an ended container had."""
        one, task.input = task.input, None
        log = task.app.log
        if one is None and code != 0 and not task.leaving:
            # It ended before it took any: so would the next that is begun for it.
            one = next((i for i in self.world.inputs_of(task.app) if i.function is task.function and not i.task), None)
        if task.result is not None:
            # It could not even begin, for example by an error at the import: no attempt helps what waits.
            for waiting in [i for i in self.world.inputs_of(task.app) if i.function is task.function]:
                self.finish(waiting, task.result, task=task)
        elif one is not None and one.output is None:
            one.task = None
            if task.app.state in STOPPED or task.leaving in ("preempted", "stopped"):
                return
            if task.leaving == "timeout":
                self.fail(one, Result.GENERIC_STATUS_TIMEOUT, _timeout(one), task)
            else:
                log.system(f"Runner failed with exit code: {code}", task_id=task.id, function_id=task.function.id)
                one.crashes += 1
                limit = max(self.settings.crash_limit, task.function.definition.retry_policy.retries)
                if one.crashes > limit:
                    words = f"Container crashed {one.crashes} times, the last time with exit code {code}"
                    result = Result(status=Result.GENERIC_STATUS_INIT_FAILURE, exitcode=code, exception=words)
                    self.finish(one, result, task=task)
                else:
                    one.retries += 1

    def fail(self, one: Input, status: int, exception: str, task: Task) -> None:
        self.settle(one, Result(status=status, exception=exception), api_pb2.DATA_FORMAT_UNSPECIFIED, task)

    def settle(self, one: Input, result: Result, data_format: int, task: Task) -> None:
        """An attempt has ended: tried again where the policy allows it, told otherwise."""
        policy = one.function.definition.retry_policy
        tried = one.retries - one.crashes
        failed = result.status in (Result.GENERIC_STATUS_FAILURE, Result.GENERIC_STATUS_TIMEOUT)
        one.task = None
        if not failed or tried >= policy.retries or one.function.app.state in STOPPED:
            self.finish(one, result, data_format, task)
            return
        one.retries += 1
        delay = policy.initial_delay_ms * (policy.backoff_coefficient or 1.0) ** tried
        one.not_before = time.monotonic() + min(delay, policy.max_delay_ms or delay) / 1000
        self.world.changes.touch()

    def finish(self, one: Input, result: Result, data_format: int = 0, task: Task | None = None) -> None:
        if one.output is None:
            one.output = api_pb2.FunctionGetOutputsItem(
                result=result,
                idx=one.index,
                input_id=one.id,
                data_format=data_format,
                task_id=task.id if task else "",
                input_started_at=one.started_at,
                output_created_at=time.time(),
                retry_count=one.retries,
            )
        self.world.changes.touch()

    def cancel(self, one: Input, why: str) -> None:
        if one.output is None:
            self.finish(one, Result(status=Result.GENERIC_STATUS_TERMINATED, exception=why), task=one.task)

    def end(self, task: Task) -> None:
        """Its reason is in `task.leaving`. One that works on nothing hears of it when it asks for the next input, and needs no interrupt."""
        if task.process is not None:
            task.process.end(self.settings.grace_seconds, interrupt=task.input is not None)
        self.world.changes.touch()

    def preempt(self, task: Task) -> None:
        task.leaving = "preempted"
        task.app.log.system(_PREEMPTED, task_id=task.id, function_id=task.function.id)
        self.end(task)

    def timed_out(self, task: Task, one: Input) -> None:
        task.leaving = "timeout"
        task.app.log.system(_timeout(one), task_id=task.id, function_id=task.function.id, input_id=one.id)
        if task.process is not None:
            task.process.kill()

    def stop_app(self, app: App, reason: str, linger: bool = False) -> None:
        app.log.system(f"Stopping app - {reason}")
        app.state = api_pb2.APP_STATE_STOPPING
        app.stopped_at = time.time()
        for one in self.world.inputs_of(app):
            self.cancel(one, "the app was stopped")
        if linger:
            app.state = api_pb2.APP_STATE_STOPPED
        else:
            for task in self.world.tasks_of(app):
                task.leaving = task.leaving or "stopped"
                self.end(task)
        self.world.changes.touch()

    def _reap(self) -> None:
        """Apps of which nothing is left to wait for, and those whose client is silent."""
        for app in self.world.apps.values():
            if app.state == api_pb2.APP_STATE_STOPPING and not self.world.tasks_of(app):
                app.state = api_pb2.APP_STATE_STOPPED
                self.world.changes.touch()
            if app.client and time.monotonic() - app.heard_at > self.settings.client_seconds:
                app.client = False
                if app.state == api_pb2.APP_STATE_DETACHED:
                    app.state = api_pb2.APP_STATE_DETACHED_DISCONNECTED
                    self.world.changes.touch()
                elif app.state not in (*STOPPED, api_pb2.APP_STATE_DEPLOYED):
                    words = "local client disconnected. Use `modal run --detach` to keep apps running."
                    self.stop_app(app, words)
            if app.state == api_pb2.APP_STATE_DETACHED_DISCONNECTED and not self.world.inputs_of(app):
                self.stop_app(app, "all of its work is done.")

    def layout(self, app: App) -> api_pb2.AppLayout:
        functions = [function for function in self.world.functions.values() if function.app is app]
        objects = {f.id: api_pb2.Object(object_id=f.id, function_handle_metadata=f.metadata) for f in functions}
        for needed in {dep.object_id for f in functions for dep in f.definition.object_dependencies} - objects.keys():
            known = self.world.objects.get(needed)
            metadata = {"volume_metadata": known} if isinstance(known, api_pb2.VolumeMetadata) else {}
            if needed.startswith("mo-"):
                metadata = {"mount_handle_metadata": api_pb2.MountHandleMetadata()}
            objects[needed] = api_pb2.Object(object_id=needed, **metadata)
        return api_pb2.AppLayout(
            objects=objects.values(),
            function_ids={function.metadata.function_name: function.id for function in functions},
        )


def _free(task: Task) -> bool:
    return task.input is None and not task.leaving


def _timeout(one: Input) -> str:
    return f"Task's current input {one.id} hit its timeout of {one.function.definition.timeout_secs}s"

