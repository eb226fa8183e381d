"""Files that are there whole or not at all: written beside their place, forced to disk, then renamed."""

import hashlib
import json
import os
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Mapping, Optional, Tuple


class HashingFile:
    """A file that is written once from its beginning, and knows the SHA-256 and the number of bytes of what went in."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.bytes = 0

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        self._file.write(view)
        self._hash.update(view)
        self.bytes += len(view)
        return len(view)

    def flush(self) -> None:
        self._file.flush()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def replacing(path: str, before: Callable[[], Any] = lambda: None) -> Iterator[HashingFile]:
    """A file that takes the place of `path` when the block ends, and leaves nothing behind when the block raises.

    Args:
        before: Called when the new file is on disk, just before it takes its place.
    """
    folder, name = os.path.split(os.path.abspath(path))
    # A leading dot and no known ending: whoever looks for checkpoints meanwhile passes it over.
    beside = os.path.join(folder, ".%s.%d.tmp" % (name, os.getpid()))
    try:
        with open(beside, "wb") as file:
            hashing = HashingFile(file)
            yield hashing
            file.flush()
            os.fsync(file.fileno())
        before()
        os.replace(beside, path)
        _sync_folder(folder)
    except BaseException:
        try:
            os.unlink(beside)
        except OSError:
            pass
        raise


def write_json(path: str, record: Mapping[str, Any]) -> None:
    with replacing(path) as file:
        file.write(json.dumps(record, separators=(",", ":")).encode("ascii"))


def read_json(path: str) -> Optional[Any]:
    """What the file holds; None where there is none, or no whole one."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def digest(path: str, from_disk: bool = False) -> Tuple[str, int]:
    """SHA-256 and size of a file as it can be read now.

    Args:
        from_disk: Ask the system to forget what it keeps of the file in memory, so that the disk itself answers.
    """
    found = hashlib.sha256()
    size = 0
    with open(path, "rb") as file:
        if from_disk and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while True:
            chunk = file.read(1 << 20)
            if not chunk:
                return found.hexdigest(), size
            found.update(chunk)
            size += len(chunk)


def _sync_folder(folder: str) -> None:
    """The new name is on disk too. Some file systems have no such thing."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
