"""Memory of the GPUs as the allocator of torch counts it. Nothing is waited for, and CUDA is not begun by asking."""

import sys
from typing import Any, Dict, List

MEBIBYTE = 1024 * 1024


def gpu_memory() -> List[Dict[str, Any]]:
    """Of each GPU that this process uses: `gpu` (index), `name`, and in MiB `allocated_mb, reserved_mb, total_mb, max_allocated_mb`."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_available() or not torch.cuda.is_initialized():
        return []
    found = []
    for index in range(torch.cuda.device_count()):
        reserved = torch.cuda.memory_reserved(index)
        if reserved == 0 and index != torch.cuda.current_device():
            # One of another process of the same job.
            continue
        properties = torch.cuda.get_device_properties(index)
        found.append(
            {
                "gpu": index,
                "name": properties.name,
                "allocated_mb": _mebibytes(torch.cuda.memory_allocated(index)),
                "reserved_mb": _mebibytes(reserved),
                "total_mb": _mebibytes(properties.total_memory),
                "max_allocated_mb": _mebibytes(torch.cuda.max_memory_allocated(index)),
            }
        )
    return found


def _mebibytes(size: int) -> float:
    return round(size / MEBIBYTE, 1)
