"""The port that clients know, which may be closed for a while with all connections to it."""

import asyncio
from typing import Any

from grpclib.server import Server


class Front:
    """One server of gRPC after the other, always on the same port."""

    def __init__(self, services: list[Any]) -> None:
        self._services = services
        self._server: Server | None = None
        self._transports: list[asyncio.Transport] = []
        self.port = 0

    async def open(self) -> None:
        if self._server is not None:
            return
        server = Server(self._services)
        plain = server._protocol_factory

        def protocol() -> Any:
            made = plain()
            connected = made.connection_made

            def connection_made(transport: Any) -> None:
                self._transports.append(transport)
                connected(transport)

            made.connection_made = connection_made
            return made

        server._protocol_factory = protocol  # type: ignore[method-assign]
        await server.start("127.0.0.1", self.port, reuse_address=True)
        assert server._server is not None
        self.port = server._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        self._server = server

    def close(self) -> None:
        """Refuses new connections, and breaks those there are."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for transport in self._transports:
            transport.abort()
        self._transports.clear()
