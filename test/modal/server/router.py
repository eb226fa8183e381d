"""Commands in containers: what `modal container exec` speaks to, which at Modal is the machine that runs the container."""

import asyncio
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, AsyncIterator

from grpclib import GRPCError, Status
from modal_proto import api_pb2
from modal_proto import task_command_router_pb2 as router_pb2

from .model import World, found
from .objects import jwt


@dataclass
class Command:
    process: asyncio.subprocess.Process
    outputs: dict[int, bytearray] = field(default_factory=dict)
    copied: list["asyncio.Task[None]"] = field(default_factory=list)
    #: All that was printed has gone to the client.
    handed_out: asyncio.Event = field(default_factory=asyncio.Event)


class Router:
    def __init__(self, world: World) -> None:
        self.world = world
        self.commands: dict[str, Command] = {}
        self.url = ""

    async def TaskGetCommandRouterAccess(self, request: Any, peer: object) -> api_pb2.TaskGetCommandRouterAccessResponse:
        task = found(self.world.tasks, request.task_id, "Container")
        if not task.alive or task.process is None:
            raise GRPCError(Status.FAILED_PRECONDITION, f"Container '{task.id}' is not running")
        return api_pb2.TaskGetCommandRouterAccessResponse(url=self.url, jwt=jwt({"exp": 4_000_000_000}))

    async def TaskExecStart(self, request: Any, peer: object) -> router_pb2.TaskExecStartResponse:
        task = found(self.world.tasks, request.task_id, "Container")
        init = task.process.init if task.process else None
        if init is None:
            raise GRPCError(Status.FAILED_PRECONDITION, f"Container '{task.id}' is not running")
        process = await asyncio.create_subprocess_exec(
            *(_NSENTER, "--target", str(init), "--mount", "--pid", "--root", "--wd", "--", *request.command_args),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**task.process.environment, **request.env},
        )
        command = Command(process)
        self.commands[request.exec_id] = command
        for number, stream in ((_OUT, process.stdout), (_ERR, process.stderr)):
            assert stream is not None
            command.outputs[number] = bytearray()
            command.copied.append(asyncio.create_task(self._copy(stream, command.outputs[number])))
        return router_pb2.TaskExecStartResponse()

    async def _copy(self, stream: asyncio.StreamReader, output: bytearray) -> None:
        while part := await stream.read(65536):
            output.extend(part)
            self.world.changes.touch()
        self.world.changes.touch()

    async def TaskExecStdioRead(self, request: Any, peer: object) -> AsyncIterator[router_pb2.TaskExecStdioReadResponse]:
        command = found(self.commands, request.exec_id, "Command")
        output, copied = command.outputs[request.file_descriptor], command.copied[request.file_descriptor != _OUT]
        offset = request.offset
        while True:
            ended = copied.done()
            if len(output) > offset:
                yield router_pb2.TaskExecStdioReadResponse(data=bytes(output[offset:]))
                offset = len(output)
            elif ended:
                if request.file_descriptor == _OUT:
                    command.handed_out.set()
                return
            else:
                await self.world.changes.next(0.5)

    async def TaskExecWait(self, request: Any, peer: object) -> router_pb2.TaskExecWaitResponse:
        command = found(self.commands, request.exec_id, "Command")
        code = await command.process.wait()
        # The client ends with this answer: what was printed goes out before it.
        await asyncio.gather(*command.copied)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(command.handed_out.wait(), 5)
        return router_pb2.TaskExecWaitResponse(**({"signal": -code} if code < 0 else {"code": code}))

    async def TaskExecPoll(self, request: Any, peer: object) -> router_pb2.TaskExecPollResponse:
        code = found(self.commands, request.exec_id, "Command").process.returncode
        if code is None:
            return router_pb2.TaskExecPollResponse()
        return router_pb2.TaskExecPollResponse(**({"signal": -code} if code < 0 else {"code": code}))


_OUT = router_pb2.TASK_EXEC_STDIO_FILE_DESCRIPTOR_STDOUT
_ERR = router_pb2.TASK_EXEC_STDIO_FILE_DESCRIPTOR_STDERR
_NSENTER = shutil.which("nsenter") or "nsenter"
