"""`python -m server FOLDER [VARIABLES]` serves until its standard input ends, then kills its containers. FOLDER holds all that it
writes; VARIABLES is an object of JSON, of variables that every container has. Prints one line of JSON: `grpc` and `control`, the URLs."""

import asyncio
import json
import logging
import os
import signal
import sys
from pathlib import Path

from aiohttp import web
from modal_proto.api_grpc import ModalClientBase
from modal_proto.task_command_router_grpc import TaskCommandRouterBase

from .applogs import AppLogs
from .apps import Apps
from .control import Control
from .front import Front
from .functions import Functions
from .model import World
from .objects import Objects
from .processes import Processes
from .router import Router
from .rpc import Calls, service
from .scheduler import Scheduler
from .settings import Settings
from .volumes import Volumes
from .web import application
from .work import Work


async def main(store: Path, variables: dict[str, str]) -> None:
    for name in ("files", "blobs", "volumes", "tasks"):
        (store / name).mkdir(parents=True, exist_ok=True)
    verbs: dict[str, object] = {}
    runner = web.AppRunner(application(store, verbs))  # type: ignore[arg-type]
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    http = f"http://127.0.0.1:{runner.addresses[0][1]}"

    world, settings, calls = World(), Settings(), Calls()
    volumes = Volumes(world, store, http)
    parts: list[object] = [Objects(world, settings, store, http), volumes]
    processes = Processes(world, volumes, store, lambda task: service(ModalClientBase, parts, calls, task), variables)
    scheduler = Scheduler(world, settings, processes.run)
    processes.scheduler = scheduler
    logs, router = AppLogs(world, settings), Router(world)
    parts += [Apps(world, scheduler, settings), Functions(world, scheduler), Work(world, scheduler), logs, router]

    front = Front([service(ModalClientBase, parts, calls, None, lambda: settings.refuse), service(TaskCommandRouterBase, parts, calls)])
    await front.open()
    router.url = f"http://127.0.0.1:{front.port}"
    verbs.update(Control(world, scheduler, settings, logs, calls, front.close, front.open)._verbs())
    print(json.dumps({"grpc": f"http://127.0.0.1:{front.port}", "control": f"{http}/control"}), flush=True)

    scheduling = asyncio.create_task(scheduler.run())
    await asyncio.wait([scheduling, asyncio.create_task(_input_ends())], return_when=asyncio.FIRST_COMPLETED)
    for task in world.tasks.values():
        if task.process is not None:
            task.process.kill()
    if scheduling.done():
        scheduling.result()


async def _input_ends() -> None:
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    # Its words for a client that has gone while it was answered: no error of anybody.
    logging.getLogger("grpclib.server").addFilter(lambda record: record.msg != "Failed to handle cancellation")
    # The end of the input is what ends it: an interrupt from the keyboard reaches the test, too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(main(Path(sys.argv[1]), json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}))
    sys.stdout.flush()
    # Containers are dead, and nothing else is worth waiting for.
    os._exit(0)
