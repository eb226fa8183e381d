"""Goes on from a checkpoint: the one that sigwatch names, else the newest of an unfinished run."""

import os
from typing import Any, Callable, Dict, Mapping, Optional

from . import checkpoint_file, random_state
from .checkpoints import Checkpoints, Loaded
from .run_state import RunState


class NothingFits(Exception):
    """A checkpoint is whole, and is not of this model; nothing was changed."""


def find(
    named: Optional[str],
    checkpoints: Optional[Checkpoints],
    state: Optional[RunState],
    automatic: bool,
    emit: Callable[..., Any],
) -> Optional[Loaded]:
    """
    Args:
        named: What `SIGWATCH_RESUME_FROM` says. Where it is broken, the newest whole one of a smaller step is taken.
        automatic: Whether to go on from what lies in the folder when nothing is named.

    Raises:
        ValueError: What is named is no checkpoint of this client.
    """
    if named:
        return _named(named, emit)
    if not automatic or checkpoints is None or state is None or state.finished() is not None:
        return None
    return _newest(checkpoints)


def restore(loaded: Loaded, model: Any = None, optimizer: Any = None, scheduler: Any = None) -> Dict[str, Any]:
    """Puts it all back, random states last; `step`, `epoch`, `metrics`, `additional_state`, `checkpoint_path`.

    Raises:
        NothingFits: Names or shapes are of another model.
    """
    payload = loaded.payload
    if not isinstance(payload, dict) or payload.get("sigwatch") != 1:
        raise NothingFits("%s was not written by this client" % loaded.checkpoint.path)
    _check_model(model, payload.get("model"))
    for part, name in ((model, "model"), (optimizer, "optimizer"), (scheduler, "scheduler")):
        _put_back(part, payload.get(name))
    failed = random_state.restore(payload.get("random_states") or {})
    return {
        "step": payload.get("step"),
        "epoch": payload.get("epoch"),
        "metrics": payload.get("metrics") or {},
        "metrics_history": payload.get("metrics_history") or [],
        "additional_state": payload.get("additional_state"),
        "checkpoint_path": loaded.checkpoint.path,
        "random_states_failed": failed,
        "factors": payload.get("factors") or {},
    }


def _named(path: str, emit: Callable[..., Any]) -> Optional[Loaded]:
    if checkpoint_file.read_name(path) is None and not os.path.exists(checkpoint_file.facts_path(path)):
        raise ValueError("%s is no checkpoint of this client: load it as your framework does" % path)
    beside = Checkpoints(os.path.dirname(os.path.abspath(path)), emit)
    one = checkpoint_file.describe(path)
    return beside.load(one) or beside.load_newest(below=one.step)


def _newest(checkpoints: Checkpoints) -> Optional[Loaded]:
    """Parameters that were not finite when they were saved are no beginning."""
    below = None  # type: Optional[int]
    while True:
        loaded = checkpoints.load_newest(below)
        if loaded is None or (loaded.checkpoint.facts or {}).get("finite") is not False:
            return loaded
        below = loaded.checkpoint.step


def _put_back(part: Any, state: Any) -> None:
    if part is None or state is None:
        return
    if hasattr(part, "load_state_dict"):
        part.load_state_dict(state)
    elif isinstance(part, dict):
        part.clear()
        part.update(state)


def _check_model(model: Any, state: Any) -> None:
    """Before anything is changed: a model of which half was loaded would train on as if nothing were."""
    if not hasattr(model, "state_dict") or not isinstance(state, Mapping):
        return
    own = model.state_dict()
    if set(own) != set(state):
        raise NothingFits("its parameters have other names: %s" % _some(set(own) ^ set(state)))
    other = [name for name in own if getattr(own[name], "shape", None) != getattr(state[name], "shape", None)]
    if other:
        raise NothingFits("its parameters have other shapes: %s" % _some(other))


def _some(names: Any) -> str:
    first = sorted(str(name) for name in names)
    return ", ".join(first[:3]) + (" and %d more" % (len(first) - 3) if len(first) > 3 else "")
