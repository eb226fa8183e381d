"""One checkpoint: `step_400.pt` as `torch.save` writes it (`step_400.ckpt`, a zip with a pickle, without torch), and
`step_400.pt.json` beside it, which is written last and says what the file has to be.
"""

import os
import pickle
import re
import sys
import zipfile
from typing import Any, Dict, Mapping, NamedTuple, Optional

from .atomic import digest, read_json, replacing, write_json

_NAME = re.compile(r"^step_(\d+)\.(pt|ckpt)$")
_PICKLE = "data.pkl"


class Checkpoint(NamedTuple):
    """One that lies in a folder. `facts` is what stands beside it (`sha256`, `bytes`, `healthy` …); None: nothing does."""

    path: str
    step: int
    facts: Optional[Mapping[str, Any]]

    @property
    def verified(self) -> bool:
        return bool(self.facts and self.facts.get("verified"))

    @property
    def healthy(self) -> bool:
        return self.verified and bool(self.facts and self.facts.get("healthy"))


class CorruptCheckpoint(Exception):
    """A checkpoint is not what was written; its text says in what."""


def name_of(step: int) -> str:
    return "step_%d.%s" % (step, "pt" if _torch() else "ckpt")


def read_name(path: str) -> Optional[int]:
    """The step that a file of this name holds; None for a file that is no checkpoint of ours."""
    match = _NAME.match(os.path.basename(path))
    return int(match.group(1)) if match else None


def facts_path(path: str) -> str:
    return path + ".json"


def describe(path: str, step: Optional[int] = None) -> Checkpoint:
    facts = read_json(facts_path(path))
    known = facts if isinstance(facts, dict) else None
    told = known.get("step") if known else None
    of = read_name(path) if step is None else step
    return Checkpoint(path, of if of is not None else (told if isinstance(told, int) else 0), known)


def write(path: str, payload: Mapping[str, Any]) -> Dict[str, Any]:
    """Writes the file, and returns `sha256` and `bytes` of what was written. If that fails, what stood at `path` stands there
    still; if it goes well, what stands beside `path` is gone, since it is of another file."""
    torch = _torch()
    with replacing(path, before=lambda: remove(facts_path(path))) as file:
        if torch:
            torch.save(payload, file)
        else:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
                archive.writestr(_PICKLE, pickle.dumps(payload, protocol=4))
    return {"sha256": file.sha256, "bytes": file.bytes}


def seal(path: str, facts: Mapping[str, Any]) -> None:
    """Says that the file is whole and verified."""
    write_json(facts_path(path), {"sigwatch": 1, **facts, "verified": True})


def problem(path: str, facts: Mapping[str, Any], from_disk: bool = False) -> Optional[str]:
    """In what the file is not what `facts` say, as a sentence; None where it is."""
    try:
        sha256, size = digest(path, from_disk)
    except OSError as error:
        return "it can't be read: %s" % (error.strerror or error)
    expected = facts.get("bytes")
    if isinstance(expected, int) and expected != size:
        return "it has %d bytes where %d were written" % (size, expected)
    if facts.get("sha256") != sha256:
        return "its SHA-256 is %s… where %s… was written" % (sha256[:12], str(facts.get("sha256"))[:12])
    return None


def read(checkpoint: Checkpoint) -> Any:
    """What the file holds, on the CPU.

    Raises:
        CorruptCheckpoint: It is not what was written, or can't be read.
    """
    if checkpoint.facts is not None and "sha256" in checkpoint.facts:
        wrong = problem(checkpoint.path, checkpoint.facts)
        if wrong:
            raise CorruptCheckpoint(wrong)
    try:
        return _load(checkpoint.path)
    except Exception as error:  # a torn archive, a pickle that is none: torch raises whatever there is
        raise CorruptCheckpoint("it can't be loaded: %s: %s" % (type(error).__name__, error)) from error


def _load(path: str) -> Any:
    with zipfile.ZipFile(path) as archive:
        if _PICKLE in archive.namelist():
            return pickle.loads(archive.read(_PICKLE))
    import torch

    try:
        # Random states and histories are more than weights; the file is the program's own.
        return torch.load(path, map_location="cpu", weights_only=False)
    except TypeError:  # of a torch before 1.13
        return torch.load(path, map_location="cpu")


def remove(path: str) -> bool:
    """Whether it was there, and is no more."""
    try:
        os.unlink(path)
        return True
    except OSError:
        return False


def _torch() -> Any:
    return sys.modules.get("torch")
