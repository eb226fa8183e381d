"""Where lines go: the standard output of the program, a file, or anything that can be written to. Never raises."""

import os
import sys
import threading
from typing import Any, Optional


class Output:
    """
    Args:
        target: None for what `sys.stdout` is at each moment, a path of a file that is added to, or an object with `write`.
    """

    def __init__(self, target: Any = None) -> None:
        self._target = target
        self._descriptor = None  # type: Optional[int]
        self._torn = False
        self._lock = threading.RLock()

    def write(self, text: str) -> bool:
        """Writes a whole line at once; False where it could not be. What is written reaches the reader without delay."""
        try:
            with self._lock:
                return self._write(text)
        except Exception:  # a closed stream, a full disk, a pipe that nobody reads: the training goes on
            return False

    def _write(self, text: str) -> bool:
        stream = None if self._is_path() else (sys.stdout if self._target is None else self._target)
        descriptor = self._file() if stream is None else _descriptor_of(stream)
        if descriptor is not None:
            return self._send(descriptor, text.encode("ascii", "backslashreplace"))
        if stream is None:
            return False
        stream.write(text)
        flush = getattr(stream, "flush", None)
        if flush is not None:
            flush()
        return True

    def _is_path(self) -> bool:
        return isinstance(self._target, (str, os.PathLike))

    def _file(self) -> int:
        if self._descriptor is None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
            self._descriptor = os.open(os.fspath(self._target), flags, 0o644)
        return self._descriptor

    def _send(self, descriptor: int, data: bytes) -> bool:
        """Past Python's own buffer: what is stuck in there when a pipe breaks would change the exit code of the program."""
        if self._torn:
            # A line of which only the beginning was written must not swallow this one.
            data = b"\n" + data
        at = 0
        try:
            while at < len(data):
                at += os.write(descriptor, data[at:])
        finally:
            self._torn = 0 < at < len(data) or (self._torn and at == 0)
        return True


def _descriptor_of(stream: Any) -> Optional[int]:
    """That of a real file, after what Python still holds back for it; None for a stream in memory or in a notebook."""
    try:
        descriptor = stream.fileno()
        if not isinstance(descriptor, int):
            return None
    except Exception:  # io.UnsupportedOperation, AttributeError, ValueError of a closed one
        return None
    if stream is not sys.__stdout__ and not _is_plain_file(stream):
        return None
    try:
        stream.flush()
    except Exception:  # that what the program itself has printed can't be written is for the program to learn
        return descriptor
    return descriptor


def _is_plain_file(stream: Any) -> bool:
    """A notebook's stream has a number of a file too, which is not where its cells print."""
    return type(stream).__module__ in ("_io", "io")
