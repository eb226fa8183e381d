"""`warm.py SOCKET` starts Modal's client for whoever asks (asks.py), at once: most of what a call costs is the import of the client,
which is done here once, and each call is a fork of this. What runs is all the client's own. Serves until its standard input ends,
and ends its calls with it. Prints a line when it is ready."""

import atexit
import contextlib
import ctypes
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import threading
import time
from array import array

import modal.__main__

# What the client imports only when it is used, where its version has it.
for name in ("modal._output.rich", "modal._utils.proxy_support"):
    with contextlib.suppress(ImportError):
        importlib.import_module(name)

_DIE_WITH_PARENT = 1
_MOST = 1 << 20


class Calls:
    """Those that run: who asks, and the process that answers; none before it was said what is wanted."""

    def __init__(self, path: str) -> None:
        assert threading.active_count() == 1, "who has threads can't be forked"
        self._pids: dict[socket.socket, int | None] = {}
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(path)
        self._listener.listen(64)
        self._wakes, self._woken = socket.socketpair()
        for end in (self._wakes, self._woken):
            end.setblocking(False)
        signal.set_wakeup_fd(self._wakes.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        # The end of the input is what ends it: an interrupt from the keyboard reaches the test, too.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._events = selectors.DefaultSelector()
        for one in (sys.stdin, self._listener, self._woken):
            self._events.register(one, selectors.EVENT_READ)

    def serve(self) -> list[str]:
        """Returns in the process of a call alone: what the client was typed with."""
        while True:
            for key, _ in self._events.select():
                if key.fileobj is sys.stdin:
                    self._end()
                elif key.fileobj is self._listener:
                    asks = self._listener.accept()[0]
                    self._pids[asks] = None
                    self._events.register(asks, selectors.EVENT_READ)
                elif key.fileobj is self._woken:
                    self._woken.recv(_MOST)
                    self._tell_ends()
                elif key.fileobj in self._pids:
                    wanted = self._hear(key.fileobj)
                    if wanted is not None:
                        return wanted

    def _hear(self, asks: socket.socket) -> list[str] | None:
        """First what is wanted, then signals that it has got; nothing at all when it was killed."""
        words, streams = _received(asks)
        pid = self._pids[asks]
        if words and pid is None:
            pid = os.fork()
            if pid == 0:
                self._close()
                return _become(json.loads(words), streams)
            self._pids[asks] = pid
        elif pid is not None:
            os.kill(pid, words[0] if words else signal.SIGKILL)
        if not words:
            self._events.unregister(asks)
            asks.close()
            if pid is None:
                del self._pids[asks]
        for number in streams:
            os.close(number)
        return None

    def _tell_ends(self) -> None:
        while any(self._pids.values()):
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            asks = next(asks for asks, of in self._pids.items() if of == pid)
            del self._pids[asks]
            if asks.fileno() < 0:
                continue
            self._events.unregister(asks)
            try:
                asks.send(str(os.waitstatus_to_exitcode(status)).encode())
            except OSError:
                # It was killed, and nobody wants to know.
                pass
            asks.close()

    def _end(self) -> None:
        pids = [pid for pid in self._pids.values() if pid is not None]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            os.waitpid(pid, 0)
        os._exit(0)

    def _close(self) -> None:
        signal.set_wakeup_fd(-1)
        self._events.close()
        for one in (self._listener, self._wakes, self._woken, *self._pids):
            one.close()


def _received(asks: socket.socket) -> tuple[bytes, array]:
    streams = array("i")
    try:
        words, more, _, _ = asks.recvmsg(_MOST, socket.CMSG_SPACE(3 * streams.itemsize))
    except ConnectionError:
        return b"", streams
    for _, _, data in more:
        streams.frombytes(data)
    return words, streams


def _become(wanted: dict, streams: array) -> list[str]:
    """A process like one that was just started, in the place of who asks."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, given in enumerate(streams):
        os.dup2(given, number)
        os.close(given)
    os.environ.clear()
    os.environ.update(wanted["env"])
    os.chdir(wanted["cwd"])
    time.tzset()
    return wanted["argv"]


def _run() -> int:
    """Anything but an exit code ends the process as ever."""
    try:
        modal.__main__.main()
    except SystemExit as ended:
        if not isinstance(ended.code, int | None):
            raise
        return ended.code or 0
    return 0


if __name__ == "__main__":
    calls = Calls(sys.argv[1])
    # What all calls have in common is neither looked through nor torn down by each of them: either would copy it.
    gc.freeze()
    print("ready", flush=True)
    sys.argv = calls.serve()
    sys.path[0] = os.path.dirname(sys.argv[0])
    code = _run()
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
