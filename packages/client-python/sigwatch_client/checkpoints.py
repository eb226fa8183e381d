"""The checkpoints of one folder: saved and verified, found, loaded, and the old ones taken away."""

import os
import time
from typing import Any, Callable, List, Mapping, NamedTuple, Optional

from . import checkpoint_file as files
from .checkpoint_file import Checkpoint, CorruptCheckpoint


class Loaded(NamedTuple):
    checkpoint: Checkpoint
    payload: Any


class Checkpoints:
    """
    Args:
        directory: Folder that they lie in; made when the first one is saved.
        emit: Prints a line (`Emitter.emit`).
        keep_last: How many verified ones are kept, at least 1; None: all. The newest healthy one is kept beside them.
        now: The time, in Unix seconds.
    """

    def __init__(
        self,
        directory: str,
        emit: Callable[..., Any],
        keep_last: Optional[int] = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.directory = os.path.abspath(os.fspath(directory))
        self._emit = emit
        self._keep_last = keep_last
        self._now = now

    def save(self, step: int, payload: Mapping[str, Any], facts: Mapping[str, Any]) -> Checkpoint:
        """Writes one, reads it again, says so beside it, and takes older ones away.

        Args:
            facts: `epoch`, `healthy`, `emergency` and whatever else is to stand beside it.

        Raises:
            OSError: It could not be written; what was there before is there still.
            CorruptCheckpoint: What can be read is not what was written.
        """
        path = os.path.join(self.directory, files.name_of(step))
        told = {name: facts.get(name) for name in ("epoch", "healthy", "emergency")}
        began = self._now()
        try:
            os.makedirs(self.directory, exist_ok=True)
            written = files.write(path, payload)
            self._emit("checkpoint", action="saved", path=path, step=step, seconds=self._since(began), **told, **written)
            wrong = files.problem(path, written, from_disk=True)
            if wrong:
                raise CorruptCheckpoint(wrong)
            files.seal(path, {"step": step, "time": self._now(), **facts, **written})
        except Exception as error:
            self._emit("checkpoint", action="failed", path=path, step=step, message=_sentence(error), **told)
            raise
        self._emit("checkpoint", action="verified", path=path, step=step, seconds=self._since(began), **told, **written)
        self.prune()
        return files.describe(path)

    def all(self) -> List[Checkpoint]:
        """The newest first, verified or not."""
        try:
            names = os.listdir(self.directory)
        except OSError:
            return []
        found = [(files.read_name(name), os.path.join(self.directory, name)) for name in names]
        return sorted((files.describe(path) for step, path in found if step is not None), key=lambda one: -one.step)

    def load_newest(self, below: Optional[int] = None, healthy: bool = False) -> Optional[Loaded]:
        """The newest verified one that is whole; each that is found broken is told of.

        Args:
            below: Only of a step smaller than this.
            healthy: Only those that were healthy when they were written.
        """
        for one in self.all():
            if one.verified and (below is None or one.step < below) and (one.healthy or not healthy):
                loaded = self.load(one)
                if loaded is not None:
                    return loaded
        return None

    def load(self, checkpoint: Checkpoint) -> Optional[Loaded]:
        """What it holds; None where it is broken, which is told."""
        try:
            return Loaded(checkpoint, files.read(checkpoint))
        except CorruptCheckpoint as error:
            self._emit("checkpoint", action="corrupt", path=checkpoint.path, step=checkpoint.step, message=str(error))
            return None

    def prune(self) -> None:
        """Leaves `keep_last` verified ones, and the newest that was healthy. What was never verified is not touched."""
        if self._keep_last is None:
            return
        verified = [one for one in self.all() if one.verified]
        healthy = [one for one in verified if one.healthy][:1]
        kept = {one.path for one in verified[: max(1, self._keep_last)] + healthy}
        for one in verified:
            if one.path not in kept and files.remove(one.path):
                # The file first: without it what stands beside it says nothing.
                files.remove(files.facts_path(one.path))
                self._emit("checkpoint", action="deleted", path=one.path, step=one.step)

    def _since(self, began: float) -> float:
        return round(max(0.0, self._now() - began), 3)


def _sentence(error: BaseException) -> str:
    return "%s: %s" % (type(error).__name__, error)
