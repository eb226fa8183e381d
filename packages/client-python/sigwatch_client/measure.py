"""What only the process can see of a step: values that are not finite, and the norm of the gradients.

Norms of all tensors are taken where the tensors are, and are waited for once: a norm is finite only if every value is.
Only where one is not, the values are counted, which is a second wait. Nothing in here speaks to other processes: of
sharded parameters each process measures its own shard.
"""

import math
import sys
from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, List, Optional, Tuple

from .wire import real


@dataclass
class Measured:
    """Of one check. `nan_count` and `inf_count` are numbers of values in what was looked at; `nonfinite_in` names where.

    `loss` and `grad_norm` (2-norm of all gradients) are None where there was none to look at.
    """

    loss: Optional[float] = None
    grad_norm: Optional[float] = None
    nan_count: int = 0
    inf_count: int = 0
    nonfinite_in: List[str] = field(default_factory=list)


def measure(model: Any = None, loss: Any = None, with_gradients: bool = True) -> Measured:
    """Looks at the loss, and at gradients and parameters of the model.

    Args:
        model: A `torch.nn.Module`, or tensors as a mapping or an iterable; None: only the loss is looked at.
        loss: A number, or anything with one value that `float` takes.
        with_gradients: False where they have been set to zero already.
    """
    torch = sys.modules.get("torch")
    if torch is None:
        return _of_number(loss)
    parameters = tensors_of(torch, model)
    with torch.no_grad():
        slopes = [getattr(one, "grad", None) for one in parameters] if with_gradients else []
        gradients = [one for one in (_local(torch, slope) for slope in slopes) if one is not None]
        values = [one for one in (_local(torch, one) for one in parameters) if one is not None]
        return _of_tensors(torch, gradients, values, loss)


def tensors_of(torch: Any, model: Any) -> List[Any]:
    """The parameters of a module, or the tensors themselves, each once."""
    if model is None:
        return []
    if hasattr(model, "parameters"):
        return list(model.parameters())
    members = model.values() if hasattr(model, "values") else model  # type: Iterable[Any]
    return [one for one in members if isinstance(one, torch.Tensor)]


def _of_tensors(torch: Any, gradients: List[Any], values: List[Any], loss: Any) -> Measured:
    told = _as_scalar(torch, loss)
    parts = {}  # type: Dict[str, Any]
    if told is not None:
        parts["loss"] = told
    if gradients:
        parts["gradients"] = _norm(torch, gradients)
    if values:
        parts["parameters"] = _norm(torch, values)
    if not parts:
        return _of_number(loss)
    seen = dict(zip(parts, _fetch(torch, list(parts.values()))))
    found = Measured(loss=seen["loss"] if told is not None else real(loss), grad_norm=seen.get("gradients"))
    if found.loss is not None and not math.isfinite(found.loss):
        _note(found, "loss", math.isnan(found.loss), math.isinf(found.loss))
    suspects = {"gradients": gradients, "parameters": values}
    suspects = {name: tensors for name, tensors in suspects.items() if not math.isfinite(seen.get(name, 0.0))}
    for name, (nan, inf, largest) in _counts(torch, suspects).items():
        if nan or inf:
            _note(found, name, nan, inf)
        elif name == "gradients":
            # Each value is finite, only the sum of their squares is not.
            found.grad_norm = _scaled_norm(torch, gradients, largest)
    return found


def _norm(torch: Any, tensors: List[Any]) -> Any:
    """The 2-norm of all values, as a tensor on the device of the first: not finite if one of them is not."""
    groups = {}  # type: Dict[Tuple[Any, Any], List[Any]]
    for tensor in tensors:
        groups.setdefault((tensor.device, tensor.dtype), []).append(tensor)
    home = tensors[0].device
    parts = [torch.stack(_norms(torch, group, dtype)) for (_, dtype), group in groups.items()]
    joined = [part.norm().to(device=home, dtype=torch.float32) for part in parts]
    return joined[0] if len(joined) == 1 else torch.stack(joined).norm()


def _norms(torch: Any, tensors: List[Any], dtype: Any) -> List[Any]:
    if dtype in (torch.float32, torch.float64):
        foreach = getattr(torch, "_foreach_norm", None)
        # One call for many tensors, and on a GPU one launch.
        return list(foreach(tensors, 2)) if foreach is not None else [tensor.norm() for tensor in tensors]
    # In half precision the norm itself would be infinite long before any value is.
    return [torch.linalg.vector_norm(tensor, dtype=torch.float32) for tensor in tensors]


def _counts(torch: Any, suspects: Dict[str, List[Any]]) -> Dict[str, Tuple[int, int, float]]:
    """By name: how many are NaN, how many infinite, and the largest absolute value; all waited for at once."""
    flat = []  # type: List[Any]
    for tensors in suspects.values():
        for tensor in tensors:
            flat += [torch.isnan(tensor).sum().double(), torch.isinf(tensor).sum().double(), tensor.abs().max().double()]
    if not flat:
        return {}
    rest = _fetch(torch, flat)
    counted = {}
    for name, tensors in suspects.items():
        mine, rest = rest[: 3 * len(tensors)], rest[3 * len(tensors) :]
        counted[name] = (int(sum(mine[0::3])), int(sum(mine[1::3])), max(mine[2::3]))
    return counted


def _scaled_norm(torch: Any, tensors: List[Any], largest: float) -> float:
    parts = [torch.linalg.vector_norm(tensor.to(torch.float32) / largest) for tensor in tensors]
    return largest * math.sqrt(sum(part**2 for part in _fetch(torch, parts)))


def _fetch(torch: Any, scalars: List[Any]) -> List[float]:
    """Brings values of whatever devices here, with one wait."""
    home = scalars[0].device
    kind = torch.float64 if all(one.dtype == torch.float64 for one in scalars) else torch.float32
    return torch.stack([one.reshape(()).to(device=home, dtype=kind) for one in scalars]).tolist()


def _local(torch: Any, tensor: Any) -> Any:
    """What of a tensor lies in this process, as real floating numbers; None for what holds none."""
    if tensor is None:
        return None
    if hasattr(tensor, "to_local"):
        tensor = tensor.to_local()
    if tensor.layout is torch.sparse_coo:
        tensor = tensor.coalesce().values()
    elif tensor.layout is not torch.strided:
        return None
    dtype = tensor.dtype
    if dtype.is_complex:
        tensor = torch.view_as_real(tensor)
    elif not dtype.is_floating_point:
        return None
    return tensor if tensor.numel() > 0 and not tensor.is_meta else None


def _as_scalar(torch: Any, loss: Any) -> Any:
    if not isinstance(loss, torch.Tensor) or loss.numel() != 1 or loss.is_complex():
        return None
    return loss.detach()


def _of_number(loss: Any) -> Measured:
    value = real(loss)
    found = Measured(loss=value)
    if value is not None and not math.isfinite(value):
        _note(found, "loss", math.isnan(value), math.isinf(value))
    return found


def _note(found: Measured, where: str, nan: Any, inf: Any) -> None:
    found.nan_count += int(nan)
    found.inf_count += int(inf)
    found.nonfinite_in.append(where)
