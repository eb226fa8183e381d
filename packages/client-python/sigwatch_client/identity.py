"""Which process of which run this is, as launchers and sigwatch tell it by the environment."""

from typing import Any, Dict, Mapping, Optional

#: Launchers by precedence: torchrun and Lightning, srun, mpirun.
RANKS = ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK")
SIZES = ("WORLD_SIZE", "SLURM_NTASKS", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE")


def identity(env: Mapping[str, str], rank: Optional[int] = None, world_size: Optional[int] = None) -> Dict[str, Any]:
    """`rank` and `world_size` where there is more than one process, `run_id` and `attempt` where sigwatch has set them."""
    size = _first(env, SIZES) if world_size is None else world_size
    place = _first(env, RANKS) if rank is None else rank
    told = {"run_id": env.get("SIGWATCH_RUN_ID") or None, "attempt": _number(env.get("SIGWATCH_ATTEMPT"))}  # type: Dict[str, Any]
    if place is not None and (place > 0 or (size or 1) > 1):
        told["rank"] = place
    if size is not None and size > 1:
        told["world_size"] = size
    return {name: value for name, value in told.items() if value is not None}


def _first(env: Mapping[str, str], names: Any) -> Optional[int]:
    for name in names:
        value = _number(env.get(name))
        if value is not None:
            return value
    return None


def _number(text: Optional[str]) -> Optional[int]:
    return int(text) if text is not None and text.strip().isdecimal() else None
