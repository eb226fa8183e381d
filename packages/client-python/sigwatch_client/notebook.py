"""What is different in a notebook: the process lives on when a cell has ended, and waits for the next one."""

import sys
from types import FrameType
from typing import Any, Optional

#: What runs a cell, in IPython.
_FILE, _FUNCTION = "IPython/core/interactiveshell.py", "run_code"


def between_cells(frame: Optional[FrameType]) -> bool:
    """Whether this is a kernel of a notebook that runs no cell.

    Args:
        frame: Where the main thread is, as a handler of a signal is told.
    """
    return in_kernel() and not _runs_a_cell(frame)


def in_kernel() -> bool:
    """Whether this process is the kernel itself, and not a program that a cell has started."""
    kernel = sys.modules.get("ipykernel.kernelapp")  # type: Any
    application = getattr(kernel, "IPKernelApp", None)
    return bool(application is not None and application.initialized())


def _runs_a_cell(frame: Optional[FrameType]) -> bool:
    while frame is not None:
        code = frame.f_code
        if code.co_name == _FUNCTION and code.co_filename.replace("\\", "/").endswith(_FILE):
            return True
        frame = frame.f_back
    return False
