"""Logs: streamed from any entry, and fetched by time."""

import re
from collections import defaultdict
from typing import Any, AsyncIterator

from google.protobuf.timestamp_pb2 import Timestamp
from grpclib import GRPCError, Status
from modal_proto import api_pb2

from .logbook import Entry, LogBook
from .model import App, World, found
from .settings import Settings


class AppLogs:
    def __init__(self, world: World, settings: Settings) -> None:
        self.world, self.settings = world, settings
        self.cuts = 0
        """How often all streams were cut; a stream ends when that has changed."""

    def cut(self) -> None:
        self.cuts += 1
        self.world.changes.touch()

    async def AppGetLogs(self, request: Any, peer: object) -> AsyncIterator[api_pb2.TaskLogsBatch]:
        app = self._app_of(request)
        after, cuts = request.last_entry_id, self.cuts
        while True:
            if self.settings.logs == "refuse":
                raise GRPCError(Status.NOT_FOUND, "the log is not to be had")
            if self.cuts != cuts:
                raise GRPCError(Status.UNAVAILABLE, "the stream was cut")
            ended = self._ended(app, request.task_id)
            # One that lies behind the last that was sent, whether the filter lets it through or not.
            for entry in app.log.after(after):
                after = f"{entry.number}-0"
                left_out = self.settings.leave_out and re.search(self.settings.leave_out, entry.data)
                if _wanted(entry, request, request.file_descriptor) and not left_out:
                    yield entry.batch()
                if self.cuts != cuts:
                    break
            else:
                if ended:
                    yield api_pb2.TaskLogsBatch(app_done=True)
                    return
                if not await self.world.changes.until(
                    lambda: bool(app.log.after(after)) or self.cuts != cuts or self._ended(app, request.task_id),
                    request.timeout,
                ):
                    return

    def _app_of(self, request: Any) -> App:
        if request.app_id:
            return self.world.app(request.app_id)
        return found(self.world.tasks, request.task_id, "Container").app

    def _ended(self, app: App, task_id: str) -> bool:
        if task_id:
            return not found(self.world.tasks, task_id, "Container").alive
        return app.state == api_pb2.APP_STATE_STOPPED and not self.world.tasks_of(app)

    async def AppFetchLogs(self, request: Any, peer: object) -> api_pb2.AppFetchLogsResponse:
        entries = self._between(self.world.app(request.app_id).log, request)
        # The newest are those that are asked for when there are more.
        batches = [entry.batch() for entry in entries[-(request.limit or len(entries) or 1) :]]
        return api_pb2.AppFetchLogsResponse(batches=batches)

    async def AppCountLogs(self, request: Any, peer: object) -> api_pb2.AppCountLogsResponse:
        buckets: dict[int, api_pb2.AppCountLogsResponse.LogBucket] = defaultdict(api_pb2.AppCountLogsResponse.LogBucket)
        width = request.bucket_secs
        first = request.since.seconds // width * width
        # Without gaps: the client takes what is not there for nothing at all.
        for start in range(first, request.until.seconds + 1, width):
            buckets[start].bucket_start_at.CopyFrom(Timestamp(seconds=start))
        for entry in self._between(self.world.app(request.app_id).log, request):
            bucket = buckets[entry.at_ns // 10**9 // width * width]
            if entry.source == api_pb2.FILE_DESCRIPTOR_STDOUT:
                bucket.stdout_logs += 1
            elif entry.source == api_pb2.FILE_DESCRIPTOR_STDERR:
                bucket.stderr_logs += 1
            else:
                bucket.system_logs += 1
        return api_pb2.AppCountLogsResponse(app_id=request.app_id, buckets=[buckets[key] for key in sorted(buckets)])

    def _between(self, log: LogBook, request: Any) -> list[Entry]:
        if self.settings.logs == "refuse":
            raise GRPCError(Status.NOT_FOUND, "the log is not to be had")
        entries = log.between(request.since.ToNanoseconds(), request.until.ToNanoseconds())
        return [one for one in entries if _wanted(one, request, request.source) and request.search_text in one.data]


def _wanted(entry: Entry, request: Any, source: int) -> bool:
    return (
        (not source or entry.source == source)
        and (not request.task_id or entry.task_id == request.task_id)
        and (not request.function_id or entry.function_id == request.function_id)
        and (not request.function_call_id or entry.call_id == request.function_call_id)
    )
