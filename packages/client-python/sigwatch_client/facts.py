"""Where and with what the program runs, for the first line that it prints. Nothing is imported that it has not loaded."""

import os
import platform as machine
import socket
import sys
from typing import Any, Dict, Mapping, Optional


def facts() -> Dict[str, Any]:
    """`pid, host, python`, and `torch, cuda, gpu` as far as they are there."""
    told = {"pid": os.getpid(), "host": socket.gethostname(), "python": machine.python_version()}  # type: Dict[str, Any]
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "__version__"):
        told["torch"] = str(torch.__version__)
        told["cuda"] = getattr(getattr(torch, "version", None), "cuda", None)
        # To ask earlier would begin CUDA, after which no process can be forked that uses it.
        if torch.cuda.is_available() and torch.cuda.is_initialized():
            told["gpu"] = torch.cuda.get_device_name(torch.cuda.current_device())
    return told


def platform_of(env: Mapping[str, str], modules: Optional[Mapping[str, Any]] = None) -> Optional[str]:
    """`colab`, `kaggle`, `modal`, `slurm`, `jupyter`, or None."""
    loaded = sys.modules if modules is None else modules
    # Colab's library alone is installed elsewhere too.
    if "COLAB_RELEASE_TAG" in env or ("COLAB_GPU" in env and "google.colab" in loaded):
        return "colab"
    for name, variable in (("kaggle", "KAGGLE_KERNEL_RUN_TYPE"), ("modal", "MODAL_TASK_ID"), ("slurm", "SLURM_JOB_ID")):
        if variable in env:
            return name
    return "jupyter" if "ipykernel" in loaded and "JPY_PARENT_PID" in env else None
