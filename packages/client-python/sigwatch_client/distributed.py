"""Whether any process of the training wants something, where all of them ask at the same step."""

import sys
from typing import Any


def any_rank(wanted: bool) -> bool:
    """True in all processes as soon as it is in one. Every process has to call it, as with any collective operation."""
    torch = sys.modules.get("torch")
    group = getattr(torch, "distributed", None)
    if group is None or not group.is_available() or not group.is_initialized() or group.get_world_size() == 1:
        return wanted
    flag = torch.tensor([1 if wanted else 0], device=_device(torch, group))  # type: Any
    group.all_reduce(flag, op=group.ReduceOp.MAX)
    return bool(flag.item())


def _device(torch: Any, group: Any) -> Any:
    """NCCL speaks of tensors on GPUs alone."""
    return torch.device("cuda", torch.cuda.current_device()) if "nccl" in str(group.get_backend()) else torch.device("cpu")
