"""The states of the random generators of Python, NumPy, torch and CUDA, so that a training goes on as if it never ended."""

import random
import sys
from typing import Any, Dict, List, Mapping


def capture() -> Dict[str, Any]:
    """Of those that the program has loaded: `python`, `numpy`, `torch`, `cuda` (of each GPU, where CUDA is in use)."""
    states = {"python": random.getstate()}  # type: Dict[str, Any]
    numpy = sys.modules.get("numpy")
    if numpy is not None and hasattr(numpy, "random"):
        states["numpy"] = numpy.random.get_state()
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "get_rng_state"):
        states["torch"] = torch.get_rng_state()
        if torch.cuda.is_available() and torch.cuda.is_initialized():
            states["cuda"] = torch.cuda.get_rng_state_all()
    return states


def restore(states: Mapping[str, Any]) -> List[str]:
    """Sets the generators to these states; returns the names of those that could not be set."""
    failed = []
    setters = {"python": _python, "numpy": _numpy, "torch": _torch, "cuda": _cuda}
    for name, state in states.items():
        try:
            setters[name](state)
        except Exception:  # another number of GPUs, a library that is not there
            failed.append(name)
    return failed


def _python(state: Any) -> None:
    version, words, gauss = state
    random.setstate((version, tuple(words), gauss))


def _numpy(state: Any) -> None:
    import numpy

    numpy.random.set_state(state)


def _torch(state: Any) -> None:
    import torch

    torch.set_rng_state(state.cpu())


def _cuda(state: Any) -> None:
    import torch

    torch.cuda.set_rng_state_all([one.cpu() for one in state])
