"""What is spoken over HTTP: contents of blobs and volumes for the client, and the control verbs for the test."""

from pathlib import Path
from typing import Awaitable, Callable, Mapping

from aiohttp import web

Verb = Callable[[dict[str, object]], Awaitable[object]]


def application(store: Path, verbs: Mapping[str, Verb]) -> web.Application:
    async def put_blob(request: web.Request) -> web.Response:
        content = await request.read()
        (store / "blobs" / Path(request.match_info["id"]).name).write_bytes(content)
        return web.Response(headers={"ETag": request.headers.get("Content-MD5", "")})

    async def get_blob(request: web.Request) -> web.Response:
        return web.Response(body=(store / "blobs" / Path(request.match_info["id"]).name).read_bytes())

    async def get_part(request: web.Request) -> web.Response:
        path = store / "volumes" / request.match_info["id"] / request.match_info["path"]
        with path.open("rb") as file:
            file.seek(int(request.query["start"]))
            return web.Response(body=file.read(int(request.query["size"])))

    async def control(request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        if verb not in verbs:
            return web.json_response({"error": f"no verb {verb}: {', '.join(verbs)}"}, status=404)
        try:
            return web.json_response(await verbs[verb](await request.json()))
        except (KeyError, TypeError, ValueError) as error:
            return web.json_response({"error": f"{verb}: {error!r}"}, status=400)

    made = web.Application(client_max_size=1 << 30)
    made.router.add_put("/blobs/{id}", put_blob)
    made.router.add_get("/blobs/{id}", get_blob)
    made.router.add_get("/volumes/{id}/{path:.+}", get_part)
    made.router.add_post("/control/{verb}", control)
    return made
