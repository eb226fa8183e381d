"""Apps: made, published, listed, stopped; and what their clients say of themselves."""

import re
import time
from typing import Any

from google.protobuf.empty_pb2 import Empty
from grpclib import GRPCError, Status
from modal_proto import api_pb2

from .model import STOPPED, App, World, found
from .scheduler import Scheduler
from .settings import Settings

_REASONS = {
    api_pb2.APP_DISCONNECT_REASON_ENTRYPOINT_COMPLETED: "local entrypoint completed.",
    api_pb2.APP_DISCONNECT_REASON_KEYBOARD_INTERRUPT: "user stopped from keyboard (Ctrl+C).",
    api_pb2.APP_DISCONNECT_REASON_LOCAL_EXCEPTION: "uncaught exception raised locally: {}.",
    api_pb2.APP_DISCONNECT_REASON_REMOTE_EXCEPTION: "uncaught exception raised in remote container: {}.",
}


class Apps:
    def __init__(self, world: World, scheduler: Scheduler, settings: Settings) -> None:
        self.world, self.scheduler, self.settings = world, scheduler, settings

    async def AppCreate(self, request: Any, peer: object) -> api_pb2.AppCreateResponse:
        app = self.world.new_app(request.description, request.environment_name, request.app_state)
        url = f"https://modal.example/apps/stand-in/{app.environment or 'main'}/{app.id}"
        return api_pb2.AppCreateResponse(app_id=app.id, app_page_url=url, app_logs_url=f"{url}/logs")

    async def AppPublish(self, request: Any, peer: object) -> api_pb2.AppPublishResponse:
        app = self.world.app(request.app_id)
        app.function_ids.update(request.function_ids)
        app.name = request.name
        if app.state not in STOPPED:
            app.state = request.app_state or app.wanted
        self.world.changes.touch()
        return api_pb2.AppPublishResponse(url=f"https://modal.example/apps/{app.id}", deployed_at=time.time())

    async def AppHeartbeat(self, request: Any, peer: object) -> Empty:
        app = self.world.app(request.app_id)
        app.heard_at = time.monotonic()
        return Empty()

    async def AppClientDisconnect(self, request: Any, peer: object) -> Empty:
        app = self.world.app(request.app_id)
        app.client = False
        if app.state in STOPPED or app.state == api_pb2.APP_STATE_DEPLOYED:
            return Empty()
        interrupted = request.reason == api_pb2.APP_DISCONNECT_REASON_KEYBOARD_INTERRUPT
        # A detached app outlives its client, as long as there is work that somebody has started and not waited for.
        if app.state == api_pb2.APP_STATE_DETACHED and (interrupted or self.world.inputs_of(app)):
            app.state = api_pb2.APP_STATE_DETACHED_DISCONNECTED
            self.world.changes.touch()
            return Empty()
        reason = _REASONS.get(request.reason, "local client disconnected.").format(request.exception)
        self.scheduler.stop_app(app, reason)
        return Empty()

    async def AppList(self, request: Any, peer: object) -> api_pb2.AppListResponse:
        apps = [app for app in self.world.apps.values() if app.listed and _within(app, request.environment_name)]
        return api_pb2.AppListResponse(apps=[self._item(app) for app in reversed(apps)])

    def _item(self, app: App) -> api_pb2.AppListResponse.AppListItem:
        return api_pb2.AppListResponse.AppListItem(
            app_id=app.id,
            description=app.name or app.description,
            name=app.name,
            state=app.state,
            created_at=app.created_at,
            stopped_at=app.stopped_at,
            n_running_tasks=sum(task.started_at > 0 for task in self.world.tasks_of(app)),
        )

    async def AppGetLifecycle(self, request: Any, peer: object) -> api_pb2.AppGetLifecycleResponse:
        return api_pb2.AppGetLifecycleResponse(lifecycle=_lifecycle(self.world.app(request.app_id)))

    async def AppGetInfo(self, request: Any, peer: object) -> Any:
        """Of clients from 1.6 on: `modal app info`."""
        app = self.world.app(request.app_id)
        environment = app.environment or "main"
        info = api_pb2.AppHandleMetadata(
            description=app.description, app_id=app.id, environment_name=environment, lifecycle=_lifecycle(app)
        )
        return api_pb2.AppGetInfoResponse(info=info)

    async def AppGetByDeploymentName(self, request: Any, peer: object) -> api_pb2.AppGetByDeploymentNameResponse:
        environment = request.environment_name or "main"
        # An ephemeral app has no name to be found by: its description is none.
        named = [app for app in self.world.apps.values() if app.name == request.name and _within(app, environment)]
        if not named:
            return api_pb2.AppGetByDeploymentNameResponse(environment_name=environment)
        app = named[-1]
        where = "app_id" if app.state == api_pb2.APP_STATE_DEPLOYED else "previous_app_id"
        return api_pb2.AppGetByDeploymentNameResponse(
            **{where: app.id}, environment_name=environment, lifecycle=_lifecycle(app)
        )

    async def AppGetLayout(self, request: Any, peer: object) -> api_pb2.AppGetLayoutResponse:
        return api_pb2.AppGetLayoutResponse(app_layout=self.scheduler.layout(self.world.app(request.app_id)))

    async def AppStop(self, request: Any, peer: object) -> Empty:
        app = self.world.app(request.app_id)
        if self.settings.app_stops == "ignore" or app.state == api_pb2.APP_STATE_STOPPED:
            return Empty()
        app.stopped_by = "stand-in"
        by = "CLI" if request.source == api_pb2.APP_STOP_SOURCE_CLI else "client"
        self.scheduler.stop_app(app, f"user stopped from {by}.", linger=self.settings.app_stops == "linger")
        return Empty()

    async def AppGetTags(self, request: Any, peer: object) -> api_pb2.AppGetTagsResponse:
        return api_pb2.AppGetTagsResponse()

    async def TaskList(self, request: Any, peer: object) -> api_pb2.TaskListResponse:
        tasks = [
            task
            for task in self.world.tasks.values()
            if task.alive
            and (not request.app_id or task.app.id == request.app_id)
            and _within(task.app, request.environment_name)
        ]
        return api_pb2.TaskListResponse(
            tasks=[
                api_pb2.TaskStats(
                    task_id=task.id,
                    app_id=task.app.id,
                    app_description=task.app.name or task.app.description,
                    started_at=task.started_at,
                    enqueued_at=task.enqueued_at,
                )
                for task in tasks
            ]
        )

    async def TaskGetInfo(self, request: Any, peer: object) -> api_pb2.TaskGetInfoResponse:
        task = found(self.world.tasks, request.task_id, "Container")
        info = api_pb2.TaskInfo(
            id=task.id,
            started_at=task.started_at,
            finished_at=task.finished_at,
            enqueued_at=task.enqueued_at,
            gpu_config=task.function.definition.resources.gpu_config,
        )
        return api_pb2.TaskGetInfoResponse(app_id=task.app.id, info=info)

    async def ContainerStop(self, request: Any, peer: object) -> api_pb2.ContainerStopResponse:
        task = found(self.world.tasks, request.task_id, "Container")
        if not re.fullmatch(r"ta-\w+", request.task_id):
            raise GRPCError(Status.INVALID_ARGUMENT, f"'{request.task_id}' is no container")
        if self.settings.container_stops == "obey" and task.alive:
            # The work of a container that somebody stops goes on in another, unless its app has ended.
            task.leaving = "stopped"
            self.scheduler.end(task)
        return api_pb2.ContainerStopResponse()


def _within(app: App, environment: str) -> bool:
    return (app.environment or "main") == (environment or "main")


def _lifecycle(app: App) -> api_pb2.AppLifecycle:
    return api_pb2.AppLifecycle(
        app_state=app.state,
        created_at=app.created_at,
        created_by="stand-in",
        stopped_at=app.stopped_at,
        stopped_by=app.stopped_by,
    )
