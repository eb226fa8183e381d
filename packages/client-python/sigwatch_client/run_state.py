"""What a next session finds of this one: the state of an unfinished run, or that the run is finished.

Both lie beside the checkpoints. The state is written with each checkpoint and cleared on completion, so that a finished
run does not go on.
"""

import os
from typing import Any, Dict, Mapping, Optional

from .atomic import read_json, write_json

STATE = "sigwatch_state.json"
FINISHED = "sigwatch_finished.json"


class RunState:
    """
    Args:
        directory: The folder of the checkpoints.
    """

    def __init__(self, directory: str) -> None:
        self._directory = os.fspath(directory)

    def write(self, state: Mapping[str, Any]) -> None:
        """`checkpoint_path, step, epoch, timestamp, session_start, elapsed, remaining`: times are Unix seconds, spans seconds."""
        self._remove(FINISHED)
        write_json(self._path(STATE), state)

    def read(self) -> Optional[Dict[str, Any]]:
        """That of an unfinished run, or None."""
        state = read_json(self._path(STATE))
        return state if isinstance(state, dict) else None

    def finish(self, facts: Mapping[str, Any]) -> None:
        """The run is complete: nothing of it is to be resumed."""
        if os.path.isdir(self._directory):
            write_json(self._path(FINISHED), facts)
        self._remove(STATE)

    def finished(self) -> Optional[Dict[str, Any]]:
        """`step` and `timestamp` of the completion, or None while the run is not complete."""
        facts = read_json(self._path(FINISHED))
        return facts if isinstance(facts, dict) else None

    def _path(self, name: str) -> str:
        return os.path.join(self._directory, name)

    def _remove(self, name: str) -> None:
        try:
            os.unlink(self._path(name))
        except OSError:
            pass
