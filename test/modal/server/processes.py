"""Containers as processes: Modal's own runtime, behind a file tree of its own."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, Callable

from grpclib.server import Server
from modal_proto import api_pb2

from . import objects
from .model import Task, World
from .scheduler import Scheduler
from .volumes import Volumes

_HERE = Path(__file__).parent
# Words without their end are handed on after so many seconds.
_PARTIAL_SECONDS = 1.0


class Process:
    """The process of one container."""

    def __init__(self, process: asyncio.subprocess.Process, environment: dict[str, str]) -> None:
        self._process, self.environment = process, environment
        self._kill: asyncio.TimerHandle | None = None

    @property
    def init(self) -> int | None:
        """The first process of the container, as this machine counts; none when it has ended or not begun."""
        path = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        try:
            return int(path.read_text().split()[0])
        except (OSError, IndexError):
            return None

    def end(self, grace: float, interrupt: bool) -> None:
        """By an interrupt, or by itself, and by force after so many seconds."""
        if interrupt:
            self.signal(signal.SIGINT)
        if self._kill is None:
            self._kill = asyncio.get_running_loop().call_later(grace, self.kill)

    def out_of_memory(self) -> None:
        """The main process alone is killed, as the kernel does it: the container ends with 137."""
        self.signal(signal.SIGUSR1)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)

    def signal(self, number: int) -> None:
        if self._process.returncode is None:
            self._process.send_signal(number)


class Processes:
    def __init__(
        self, world: World, volumes: Volumes, store: Path, service_for: Callable[[Task], Any], variables: dict[str, str]
    ) -> None:
        """`service_for`: the platform as one container sees it, on a socket of its own. `variables` are those of every container."""
        self.world, self.volumes, self.store = world, volumes, store
        self.service_for, self.variables = service_for, variables
        self.scheduler: Scheduler | None = None

    async def run(self, task: Task) -> int:
        """Its exit code: 128 and the number of the signal that ended it."""
        home = self.store / "tasks" / task.id
        home.mkdir(parents=True)
        server = Server([self.service_for(task)])
        # Not below the folder of the test: the path of a socket may not be long.
        await server.start(path=str(home / "s"))
        try:
            return await self._process(task, home)
        finally:
            server.close()

    async def _process(self, task: Task, home: Path) -> int:
        assert self.scheduler is not None
        definition = task.function.definition
        arguments = api_pb2.ContainerArguments(
            task_id=task.id,
            function_id=task.function.id,
            app_id=task.app.id,
            function_def=definition,
            environment_name=task.app.environment or "main",
            app_layout=self.scheduler.layout(task.app),
        )
        (home / "arguments").write_bytes(arguments.SerializeToString())
        plan = {"root": str(home / "root"), "files": self._files(definition), "folders": self.volumes.mount(task)}
        (home / "plan.json").write_text(json.dumps(plan))
        environment = self._environment(task, home)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(_HERE / "container.py"), str(home / "plan.json")),
            *(sys.executable, "-m", "modal._container_entrypoint"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        task.process = Process(process, environment)
        if task.leaving:
            task.process.kill()
        await asyncio.gather(
            self._copy(process.stdout, api_pb2.FILE_DESCRIPTOR_STDOUT, task),
            self._copy(process.stderr, api_pb2.FILE_DESCRIPTOR_STDERR, task),
        )
        code = await process.wait()
        return 128 - code if code < 0 else code

    def _files(self, definition: api_pb2.Function) -> dict[str, str]:
        """Where each mounted file is seen, and where it lies."""
        layers = objects.layers(self.world, definition.image_id)
        mounts = [*(layer.context_mount_id for layer in layers), *definition.mount_ids]
        files = (file for mount in mounts for file in self.world.objects.get(mount, []))
        return {
            str(Path("/", file.filename)): str(self.store / "files" / file.sha256_hex)
            for file in files
            # Modal's own packages are there already.
            if not file.filename.startswith("/pkg/")
        }

    def _environment(self, task: Task, home: Path) -> dict[str, str]:
        definition = task.function.definition
        gpu = definition.resources.gpu_config
        return {
            # With Modal's client for the processes that a function starts.
            **{"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "HOME": "/root", "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
            **objects.environment(self.world, definition),
            **self.variables,
            "PYTHONPATH": "/root",
            "MODAL_IS_REMOTE": "1",
            "MODAL_SERVER_URL": f"unix://{home / 's'}",
            "MODAL_CONTAINER_ARGUMENTS_PATH": str(home / "arguments"),
            "MODAL_TASK_ID": task.id,
            "MODAL_IMAGE_ID": definition.image_id,
            "MODAL_ENVIRONMENT": task.app.environment or "main",
            "MODAL_CLOUD_PROVIDER": "CLOUD_PROVIDER_STAND_IN",
            "MODAL_REGION": "us-east-1",
            "MODAL_IDENTITY_TOKEN": "identity-token-of-the-stand-in",
            **({"MODAL_GPU_TYPE": gpu.gpu_type} if gpu.gpu_type else {}),
        }

    async def _copy(self, stream: asyncio.StreamReader | None, source: int, task: Task) -> None:
        assert stream is not None
        rest = b""
        ended = False
        while not ended:
            try:
                part = await asyncio.wait_for(stream.read(65536), _PARTIAL_SECONDS if rest else None)
                ended = part == b""
                *lines, rest = (rest + part).splitlines(keepends=True) or [b""]
                if rest.endswith(b"\n") or ended:
                    lines, rest = [*lines, rest], b""
            except asyncio.TimeoutError:
                lines, rest = [rest], b""
            for line in filter(None, lines):
                self._write(line, source, task)

    def _write(self, line: bytes, source: int, task: Task) -> None:
        one = task.input
        task.app.log.add(
            line.decode("utf-8", "replace"),
            source,
            task_id=task.id,
            function_id=task.function.id,
            call_id=one.call_id if one else "",
            input_id=one.id if one else "",
        )
