"""Condition numbers, Schatten norms and eigenvalues of matrices, on demand: each costs a decomposition.

With singular values s₁ ≥ … ≥ sₙ of a matrix:

- condition number = s₁ / sₙ, infinite where sₙ is 0;
- Schatten p-norm = (Σ sᵢᵖ)^(1/p): p = 1 is the trace norm, 2 the Frobenius norm, infinity the spectral norm;
- eigenvalues, of square matrices alone: largest, smallest and mean of their absolute values.
"""

import math
import sys
from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, List, Mapping, Optional

#: Of a matrix whose smaller side is longer nothing is computed unless it is asked for: the cost grows with its cube.
MAX_SIDE = 1024


@dataclass
class Spectrum:
    """By the name of the matrix. `eigenvalues` holds `max`, `min` and `mean` of each."""

    condition_numbers: Dict[str, float] = field(default_factory=dict)
    schatten_norms: Dict[str, float] = field(default_factory=dict)
    eigenvalues: Dict[str, Dict[str, float]] = field(default_factory=dict)


def spectrum(source: Any, names: Optional[Iterable[str]] = None, p: float = 2.0, max_side: int = MAX_SIDE) -> Spectrum:
    """Of the weight matrices of a module, or of matrices given by name.

    Args:
        source: A `torch.nn.Module`, or a mapping from names to matrices: tensors of torch, arrays of NumPy, lists of rows.
            A tensor of more than two dimensions is read as (its first) × (all others), as a convolution applies it.
        names: Only those whose name holds one of these texts; by default all.
        p: Which Schatten norm, at least 1.
        max_side: Larger matrices (by their smaller side) are left out.
    """
    if p < 1:
        raise ValueError("p is %s; a Schatten norm has p of at least 1" % p)
    wanted = None if names is None else list(names)
    found = Spectrum()
    for name, matrix in _matrices(source):
        if wanted is not None and not any(text in name for text in wanted):
            continue
        rows, columns = matrix.shape
        if 0 < min(rows, columns) <= max_side:
            _describe(found, name, matrix, p)
    return found


def condition_number(singular: List[float]) -> float:
    """Largest by smallest singular value; NaN where one is NaN."""
    if any(math.isnan(value) for value in singular):
        return math.nan
    smallest = min(singular)
    return max(singular) / smallest if smallest > 0 else math.inf


def schatten_norm(singular: List[float], p: float = 2.0) -> float:
    """Of singular values; scaled by the largest, so that no power overflows."""
    if any(math.isnan(value) for value in singular):
        return math.nan
    largest = max(singular)
    if largest == 0 or math.isinf(largest) or math.isinf(p):
        return largest
    return largest * sum((value / largest) ** p for value in singular) ** (1 / p)


def _describe(found: Spectrum, name: str, matrix: Any, p: float) -> None:
    singular = _singular(matrix)
    found.condition_numbers[name] = condition_number(singular)
    found.schatten_norms[name] = schatten_norm(singular, p)
    if matrix.shape[0] == matrix.shape[1]:
        sizes = _eigenvalue_sizes(matrix)
        found.eigenvalues[name] = {"max": max(sizes), "min": min(sizes), "mean": sum(sizes) / len(sizes)}


def _singular(matrix: Any) -> List[float]:
    torch, linalg = _library(matrix)
    if not bool(linalg.isfinite(matrix).all()):
        return [math.nan]
    values = torch.linalg.svdvals(matrix) if torch else linalg.linalg.svd(matrix, compute_uv=False)
    return [float(value) for value in values.tolist()]


def _eigenvalue_sizes(matrix: Any) -> List[float]:
    _, linalg = _library(matrix)
    if not bool(linalg.isfinite(matrix).all()):
        return [math.nan]
    return [abs(value) for value in linalg.linalg.eigvals(matrix).tolist()]


def _library(matrix: Any) -> Any:
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(matrix, torch.Tensor):
        return torch, torch
    import numpy

    return None, numpy


def _matrices(source: Any) -> Iterable[Any]:
    named = source.named_parameters() if hasattr(source, "named_parameters") else _items(source)
    for name, value in named:
        matrix = _matrix(value)
        if matrix is not None:
            yield str(name), matrix


def _items(source: Any) -> Iterable[Any]:
    return source.items() if isinstance(source, Mapping) else [("matrix", source)]


def _matrix(value: Any) -> Any:
    """With two dimensions, in double precision where the device has it; None for what is no matrix."""
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(value, torch.Tensor):
        import numpy

        array = numpy.asarray(value)
        array = array.astype(complex if numpy.iscomplexobj(array) else float)
        return array.reshape(array.shape[0], -1) if array.ndim >= 2 and array.size else None
    value = value.detach()
    if value.dim() < 2 or value.numel() == 0 or not (value.is_floating_point() or value.is_complex()):
        return None
    if value.is_complex():
        return value.reshape(value.shape[0], -1)
    exact = torch.float32 if value.device.type == "mps" else torch.float64
    return value.to(exact).reshape(value.shape[0], -1)
