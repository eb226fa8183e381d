"""Serves methods of objects as one service of gRPC; what nobody serves fails loudly, and is written to stderr."""

import inspect
import sys
import traceback
from collections import Counter
from typing import Any, Callable, Collection

from grpclib import GRPCError, Status
from grpclib.exceptions import StreamTerminatedError
from h2.exceptions import ProtocolError


class Calls:
    """How often each method was called, of all services of this server."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()


def service(
    base: type, parts: Collection[object], calls: Calls, peer: object | None = None, refused: Callable[[], str] = str
) -> Any:
    """An implementation of `base`, whose methods are those of the same name in `parts`: `async def Name(self, request,
    peer)`, which returns the answer, or an async generator of answers. `peer`: who is at the other end. `refused`: the
    name of a status that every call ends with, or ''."""
    methods = {name: _served(name, parts, calls, peer, refused) for name in base.__abstractmethods__}
    return type(f"Served{base.__name__}", (base,), methods)()


def _served(
    name: str, parts: Collection[object], calls: Calls, peer: object | None, refused: Callable[[], str]
) -> Any:
    owner = next((part for part in parts if hasattr(part, name)), None)

    async def serve(self: object, stream: Any) -> None:
        calls.counts[name] += 1
        request = await stream.recv_message()
        if refused():
            raise GRPCError(Status[refused()], "the stand-in refuses this call")
        if owner is None:
            print(f"{name} is asked for, and nobody serves it: {request}", file=sys.stderr, flush=True)
            raise GRPCError(Status.UNIMPLEMENTED, f"the stand-in serves no {name}")
        try:
            answer = getattr(owner, name)(request, peer)
            if inspect.isasyncgen(answer):
                async for message in answer:
                    await stream.send_message(message)
            else:
                await stream.send_message(await answer)
        except (GRPCError, StreamTerminatedError):
            raise
        except ProtocolError:
            # Whoever asked has gone meanwhile.
            return
        except Exception:
            print(f"{name} failed: {traceback.format_exc()}", file=sys.stderr, flush=True)
            raise GRPCError(Status.INTERNAL, f"{name} failed in the stand-in") from None

    return serve
