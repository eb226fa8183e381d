"""What a container asks of the platform: inputs, and where to put their outputs."""

import asyncio
import time
from typing import Any

from google.protobuf.empty_pb2 import Empty
from modal_proto import api_pb2

from .model import STOPPED, Input, Task, World
from .scheduler import Scheduler


class Work:
    def __init__(self, world: World, scheduler: Scheduler) -> None:
        self.world, self.scheduler = world, scheduler
        self._clocks: dict[str, asyncio.TimerHandle] = {}

    async def ContainerHello(self, request: Any, task: Task) -> Empty:
        return Empty()

    async def ContainerHeartbeat(self, request: Any, task: Task) -> api_pb2.ContainerHeartbeatResponse:
        return api_pb2.ContainerHeartbeatResponse()

    async def FunctionGetInputs(self, request: Any, task: Task) -> api_pb2.FunctionGetInputsResponse:
        def waiting() -> Input | None:
            inputs = (one for one in self.world.inputs_of(task.app) if one.function is task.function)
            now = time.monotonic()
            return next((one for one in inputs if one.task is None and one.not_before <= now), None)

        def leaves() -> bool:
            return bool(task.leaving) or task.app.state in STOPPED

        # Delays of retries are times that nothing tells.
        while not leaves() and waiting() is None:
            await self.world.changes.until(lambda: leaves() or waiting() is not None, 0.2)
        one = waiting()
        if leaves() or one is None:
            return api_pb2.FunctionGetInputsResponse(inputs=[api_pb2.FunctionGetInputsItem(kill_switch=True)])
        one.task, task.input, one.started_at = task, one, time.time()
        self._start_clock(task, one)
        item = api_pb2.FunctionGetInputsItem(
            input_id=one.id,
            input=one.body,
            function_call_id=one.call_id,
            function_call_invocation_type=one.kind,
            retry_count=one.retries,
        )
        return api_pb2.FunctionGetInputsResponse(inputs=[item])

    def _start_clock(self, task: Task, one: Input) -> None:
        """Each attempt has the whole time of its function."""
        seconds = task.function.definition.timeout_secs
        if seconds:
            loop = asyncio.get_running_loop()
            self._clocks[task.id] = loop.call_later(seconds, self._out_of_time, task, one)

    def _out_of_time(self, task: Task, one: Input) -> None:
        if task.input is one and task.alive:
            self.scheduler.timed_out(task, one)

    async def FunctionPutOutputs(self, request: Any, task: Task) -> Empty:
        clock = self._clocks.pop(task.id, None)
        if clock is not None:
            clock.cancel()
        for item in request.outputs:
            one = task.input
            # A container that is interrupted says that its work was cancelled; it goes on in another.
            given_up = item.result.status == api_pb2.GenericResult.GENERIC_STATUS_TERMINATED
            if one is None or one.id != item.input_id or (task.leaving and given_up):
                continue
            task.input = None
            self.scheduler.settle(one, item.result, item.data_format, task)
        return Empty()

    async def TaskResult(self, request: Any, task: Task) -> Empty:
        task.result = request.result
        return Empty()

    async def FunctionGetDynamicConcurrency(self, request: Any, task: Task) -> Any:
        return api_pb2.FunctionGetDynamicConcurrencyResponse(concurrency=request.target_concurrency)
