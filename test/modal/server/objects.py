"""What functions are made of: environments, images, mounts, secrets, blobs."""

import base64
import hashlib
import json
import shlex
import time
from pathlib import Path
from typing import Any, AsyncIterator

from grpclib import GRPCError, Status
from modal_proto import api_pb2

from .ids import new_id
from .model import World, found
from .settings import Settings


class Objects:
    def __init__(self, world: World, settings: Settings, store: Path, web: str) -> None:
        self.world, self.settings, self.store, self.web = world, settings, store, web

    async def ClientHello(self, request: Any, peer: object) -> api_pb2.ClientHelloResponse:
        return api_pb2.ClientHelloResponse(image_builder_version="2025.06")

    async def AuthTokenGet(self, request: Any, peer: object) -> api_pb2.AuthTokenGetResponse:
        return api_pb2.AuthTokenGetResponse(token=jwt({"exp": time.time() + 3600}))

    async def WorkspaceNameLookup(self, request: Any, peer: object) -> api_pb2.WorkspaceNameLookupResponse:
        return api_pb2.WorkspaceNameLookupResponse(workspace_name="stand-in", username="stand-in")

    async def EnvironmentGetOrCreate(self, request: Any, peer: object) -> api_pb2.EnvironmentGetOrCreateResponse:
        name = request.deployment_name or "main"
        settings = api_pb2.EnvironmentSettings(image_builder_version="2025.06", webhook_suffix="")
        metadata = api_pb2.EnvironmentMetadata(name=name, settings=settings)
        return api_pb2.EnvironmentGetOrCreateResponse(environment_id=f"en-{name}", metadata=metadata)

    async def EnvironmentList(self, request: Any, peer: object) -> api_pb2.EnvironmentListResponse:
        return api_pb2.EnvironmentListResponse(items=[api_pb2.EnvironmentListItem(name="main", default=True)])

    async def ImageGetOrCreate(self, request: Any, peer: object) -> api_pb2.ImageGetOrCreateResponse:
        image_id = new_id("im")
        self.world.objects[image_id] = request.image
        if self.settings.fail_image:
            # The build is waited for by a stream of its own, which tells its output and its end.
            return api_pb2.ImageGetOrCreateResponse(image_id=image_id)
        return api_pb2.ImageGetOrCreateResponse(image_id=image_id, result=_SUCCESS, metadata=_BUILT)

    async def ImageJoinStreaming(self, request: Any, peer: object) -> AsyncIterator[api_pb2.ImageJoinStreamingResponse]:
        words = self.settings.fail_image
        yield api_pb2.ImageJoinStreamingResponse(
            entry_id="1-0",
            task_logs=[api_pb2.TaskLogs(data=f"{words}\n", file_descriptor=api_pb2.FILE_DESCRIPTOR_STDERR)],
        )
        result = api_pb2.GenericResult(status=api_pb2.GenericResult.GENERIC_STATUS_FAILURE, exitcode=1)
        yield api_pb2.ImageJoinStreamingResponse(entry_id="2-0", result=result, eof=True)

    async def MountBatchedCheckExistence(self, request: Any, peer: object) -> api_pb2.MountBatchedCheckExistenceResponse:
        missing = [name for name in request.sha256_hex_hashes if not self.file(name).exists()]
        return api_pb2.MountBatchedCheckExistenceResponse(missing_sha256_hex_hashes=missing)

    async def MountPutFile(self, request: Any, peer: object) -> api_pb2.MountPutFileResponse:
        kind = request.WhichOneof("data_oneof")
        if kind == "data_blob_id":
            content = (self.store / "blobs" / Path(request.data_blob_id).name).read_bytes()
        elif kind == "data":
            content = request.data
        else:
            return api_pb2.MountPutFileResponse(exists=self.file(request.sha256_hex).exists())
        if hashlib.sha256(content).hexdigest() != request.sha256_hex:
            raise GRPCError(Status.INVALID_ARGUMENT, "the content is not that of the hash")
        self.file(request.sha256_hex).write_bytes(content)
        return api_pb2.MountPutFileResponse(exists=True)

    async def MountGetOrCreate(self, request: Any, peer: object) -> api_pb2.MountGetOrCreateResponse:
        # One with a name is that of the client's own packages: containers have them from the same environment.
        mount_id = new_id("mo")
        self.world.objects[mount_id] = list(request.files)
        return api_pb2.MountGetOrCreateResponse(mount_id=mount_id, handle_metadata=api_pb2.MountHandleMetadata())

    def file(self, sha256_hex: str) -> Path:
        return self.store / "files" / Path(sha256_hex).name

    async def SecretGetOrCreate(self, request: Any, peer: object) -> api_pb2.SecretGetOrCreateResponse:
        key = ("secret", request.deployment_name)
        known = self.world.names.get(key) if request.deployment_name else None
        if known is None and request.object_creation_type == api_pb2.OBJECT_CREATION_TYPE_UNSPECIFIED:
            raise GRPCError(Status.NOT_FOUND, f"Secret '{request.deployment_name}' not found")
        secret_id = known or new_id("st")
        if known is None:
            self.world.objects[secret_id] = dict(request.env_dict)
            if request.deployment_name:
                self.world.names[key] = secret_id
        metadata = api_pb2.SecretMetadata(name=request.deployment_name)
        return api_pb2.SecretGetOrCreateResponse(secret_id=secret_id, metadata=metadata)

    async def BlobCreate(self, request: Any, peer: object) -> api_pb2.BlobCreateResponse:
        blob_id = hashlib.sha256(request.content_sha256_base64.encode()).hexdigest()[:24]
        return api_pb2.BlobCreateResponse(blob_id=blob_id, upload_url=f"{self.web}/blobs/{blob_id}")

    async def BlobGet(self, request: Any, peer: object) -> api_pb2.BlobGetResponse:
        return api_pb2.BlobGetResponse(download_url=f"{self.web}/blobs/{request.blob_id}")


def environment(world: World, definition: api_pb2.Function) -> dict[str, str]:
    """The variables that an image and its secrets give: those of `ENV` of an image; no other command of it is carried out."""
    variables: dict[str, str] = {}
    for layer in layers(world, definition.image_id):
        for command in layer.dockerfile_commands:
            words = shlex.split(command) if command.startswith("ENV ") else []
            variables.update(word.split("=", 1) for word in words[1:] if "=" in word)
    for secret_id in definition.secret_ids:
        variables.update(found(world.objects, secret_id, "Secret"))
    return variables


def layers(world: World, image_id: str) -> list[api_pb2.Image]:
    """The images that one is made of, and it; the first is the lowest."""
    image = world.objects.get(image_id)
    if image is None:
        return []
    lower = [layer for base in image.base_images for layer in layers(world, base.image_id)]
    return [*lower, image]


def jwt(fields: dict[str, Any]) -> str:
    """A token that is signed by nobody."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "none"}, fields)]
    return f"{parts[0].decode()}.{parts[1].decode()}."


_SUCCESS = api_pb2.GenericResult(status=api_pb2.GenericResult.GENERIC_STATUS_SUCCESS)
_BUILT = api_pb2.ImageMetadata(image_builder_version="2025.06")
