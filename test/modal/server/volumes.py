"""Volumes: a folder of what is committed, and a copy of it for each container, which nobody else sees until it is committed."""

import shutil
import time
from pathlib import Path
from typing import Any, AsyncIterator

from google.protobuf.empty_pb2 import Empty
from grpclib import GRPCError, Status
from modal_proto import api_pb2

from .ids import new_id
from .model import Task, World, found

_BLOCK = 8 * 1024 * 1024


class Volumes:
    def __init__(self, world: World, store: Path, web: str) -> None:
        self.world, self.store, self.web = world, store, web

    def folder(self, volume_id: str) -> Path:
        """What is committed."""
        found(self.world.objects, volume_id, "Volume")
        return self.store / "volumes" / volume_id

    def copy_of(self, task: Task, volume_id: str) -> Path:
        return self.store / "tasks" / task.id / "volumes" / volume_id

    def mount(self, task: Task) -> dict[str, str]:
        """Makes the copies of a container: where it sees each, and where it lies."""
        for mount in task.function.definition.volume_mounts:
            self._reload(task, mount.volume_id)
        mounts = task.function.definition.volume_mounts
        return {mount.mount_path: str(self.copy_of(task, mount.volume_id)) for mount in mounts}

    def _reload(self, task: Task, volume_id: str) -> None:
        copy = self.copy_of(task, volume_id)
        _empty(copy)
        shutil.copytree(self.folder(volume_id), copy, symlinks=True, dirs_exist_ok=True)

    async def VolumeGetOrCreate(self, request: Any, peer: object) -> api_pb2.VolumeGetOrCreateResponse:
        key = ("volume", request.deployment_name)
        known = self.world.names.get(key) if request.deployment_name else None
        if known is None and request.object_creation_type == api_pb2.OBJECT_CREATION_TYPE_UNSPECIFIED:
            raise GRPCError(Status.NOT_FOUND, f"Volume '{request.deployment_name}' not found")
        volume_id = known or new_id("vo")
        if known is None:
            version = request.version or api_pb2.VOLUME_FS_VERSION_V1
            creation = api_pb2.CreationInfo(created_at=time.time(), created_by="stand-in")
            metadata = api_pb2.VolumeMetadata(name=request.deployment_name, version=version, creation_info=creation)
            self.world.objects[volume_id] = metadata
            self.folder(volume_id).mkdir(parents=True)
            if request.deployment_name:
                self.world.names[key] = volume_id
        metadata = self.world.objects[volume_id]
        return api_pb2.VolumeGetOrCreateResponse(volume_id=volume_id, version=metadata.version, metadata=metadata)

    async def VolumeList(self, request: Any, peer: object) -> api_pb2.VolumeListResponse:
        named = {name: key for (kind, name), key in self.world.names.items() if kind == "volume"}
        items = [
            api_pb2.VolumeListItem(
                label=name,
                volume_id=key,
                created_at=self.world.objects[key].creation_info.created_at,
                metadata=self.world.objects[key],
            )
            for name, key in named.items()
        ]
        return api_pb2.VolumeListResponse(items=items, environment_name=request.environment_name or "main")

    async def VolumeReload(self, request: Any, task: Task) -> Empty:
        self._reload(task, request.volume_id)
        return Empty()

    async def VolumeCommit(self, request: Any, task: Task) -> api_pb2.VolumeCommitResponse:
        folder, copy = self.folder(request.volume_id), self.copy_of(task, request.volume_id)
        _empty(folder)
        shutil.copytree(copy, folder, symlinks=True, dirs_exist_ok=True)
        return api_pb2.VolumeCommitResponse(skip_reload=True)

    async def VolumeListFiles(self, request: Any, peer: object) -> AsyncIterator[api_pb2.VolumeListFilesResponse]:
        yield api_pb2.VolumeListFilesResponse(entries=self._entries(request))

    async def VolumeListFiles2(self, request: Any, peer: object) -> AsyncIterator[api_pb2.VolumeListFiles2Response]:
        yield api_pb2.VolumeListFiles2Response(entries=self._entries(request))

    def _entries(self, request: Any) -> list[api_pb2.FileEntry]:
        folder = self.folder(request.volume_id)
        start = _inside(folder, request.path)
        if not start.exists():
            raise GRPCError(Status.NOT_FOUND, f"{request.path}: No such file or directory")
        # A file is its own only entry.
        paths = [start] if start.is_file() else sorted(start.rglob("*") if request.recursive else start.iterdir())
        return [_entry(path, folder) for path in paths]

    async def VolumeGetFile2(self, request: Any, peer: object) -> api_pb2.VolumeGetFile2Response:
        path = _inside(self.folder(request.volume_id), request.path)
        if not path.is_file():
            raise GRPCError(Status.NOT_FOUND, f"{request.path}: No such file")
        size = path.stat().st_size
        length = min(request.len or size, size - request.start)
        relative = path.relative_to(self.folder(request.volume_id))
        urls = [
            f"{self.web}/volumes/{request.volume_id}/{relative}?start={start}&size={min(_BLOCK, request.start + length - start)}"
            for start in range(request.start, request.start + length, _BLOCK)
        ]
        return api_pb2.VolumeGetFile2Response(get_urls=urls, size=size, start=request.start, len=length)

    async def VolumePutFiles(self, request: Any, peer: object) -> Empty:
        for file in request.files:
            path = _inside(self.folder(request.volume_id), file.filename)
            if request.disallow_overwrite_existing_files and path.exists():
                raise GRPCError(Status.ALREADY_EXISTS, f"{file.filename}: already exists")
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.store / "files" / Path(file.sha256_hex).name, path)
        return Empty()

    async def VolumeRemoveFile(self, request: Any, peer: object) -> Empty:
        path = _inside(self.folder(request.volume_id), request.path)
        if path.is_dir() and request.recursive:
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()
        else:
            raise GRPCError(Status.NOT_FOUND, f"{request.path}: No such file")
        return Empty()


def _inside(folder: Path, path: str) -> Path:
    inside = (folder / path.lstrip("/")).resolve()
    if folder.resolve() not in (inside, *inside.parents):
        raise GRPCError(Status.INVALID_ARGUMENT, f"{path} is outside of the volume")
    return inside


def _entry(path: Path, folder: Path) -> api_pb2.FileEntry:
    stat = path.lstat()
    kind = api_pb2.FileEntry.DIRECTORY if path.is_dir() else api_pb2.FileEntry.FILE
    return api_pb2.FileEntry(path=str(path.relative_to(folder)), type=kind, mtime=int(stat.st_mtime), size=stat.st_size)


def _empty(folder: Path) -> None:
    """Not the folder itself: somebody may have it mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    for child in folder.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        else:
            child.unlink()
