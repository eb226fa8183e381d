"""What an exception is about, as far as a program can say it of itself. What follows from it sigwatch decides."""

import enum
from typing import Any, Optional, Tuple


class ErrorSeverity(str, enum.Enum):
    """How bad it is, as the program sees it. `FATAL`: it ends the run."""

    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"
    FATAL = "fatal"


class ErrorCategory(str, enum.Enum):
    """What it is about: the eight categories of sigwatch's records."""

    DATA_LOADING = "data_loading"
    MODEL_CREATION = "model_creation"
    TRAINING = "training"
    MEMORY = "memory"
    CHECKPOINT = "checkpoint"
    NETWORK = "network"
    CONFIGURATION = "configuration"
    UNKNOWN = "unknown"


class TrainingError(Exception):
    """An error of a training that says itself what it is about.

    Args:
        message: What happened.
        category: What it is about; unknown by default.
        severity: How bad it is.
        context: More of it, by name.
    """

    def __init__(
        self,
        message: str = "",
        category: ErrorCategory = ErrorCategory.UNKNOWN,
        severity: ErrorSeverity = ErrorSeverity.ERROR,
        context: Optional[dict] = None,
    ) -> None:
        super().__init__(message)
        self.category = ErrorCategory(category)
        self.severity = ErrorSeverity(severity)
        self.context = dict(context or {})


#: By what is raised or said, the surest first: a `DataLoader` that is out of memory is about memory, and a download that
#: timed out while a checkpoint was loaded about the network.
_BY_TEXT = (
    (ErrorCategory.MEMORY, ("out of memory", "outofmemory", "cannot allocate memory", "cublas_status_alloc_failed", "memoryerror")),
    (ErrorCategory.NETWORK, ("connection", "timed out", "timeout", "network", "download", "name resolution", "nccl", "socket")),
    (ErrorCategory.CHECKPOINT, ("checkpoint", "state_dict", "size mismatch for", "unexpected key(s)", "pytorchstreamreader")),
    (ErrorCategory.DATA_LOADING, ("dataloader", "dataset", "data loading", "no such file", "filenotfound", "decode")),
    (ErrorCategory.CONFIGURATION, ("config", "argument", "keyerror", "no attribute", "option", "not recognized")),
    (ErrorCategory.MODEL_CREATION, ("mat1 and mat2", "shapes cannot be multiplied", "layer", "parameter", "in_features")),
)

_BY_TYPE = (
    (ErrorCategory.MEMORY, ("MemoryError", "OutOfMemoryError")),
    (ErrorCategory.NETWORK, ("ConnectionError", "TimeoutError", "URLError", "HTTPError", "gaierror", "DistNetworkError")),
    (ErrorCategory.CONFIGURATION, ("ArgumentError", "ModuleNotFoundError", "ImportError")),
)

_SUGGESTIONS = {
    ErrorCategory.MEMORY: "Reduce the batch size or the sequence length, accumulate gradients, or recompute activations.",
    ErrorCategory.NETWORK: "Try again after a while: wrap the call in `retry`, and check that the peer can be reached.",
    ErrorCategory.CHECKPOINT: "Resume from an older checkpoint, and check that model and checkpoint are of the same settings.",
    ErrorCategory.DATA_LOADING: "Check that the named file is there and whole, and that every worker can read it.",
    ErrorCategory.CONFIGURATION: "Correct the setting that the message names; starting again will not help.",
    ErrorCategory.MODEL_CREATION: "Check the sizes of the layers against the data; starting again will not help.",
    ErrorCategory.TRAINING: "Resume from the last healthy checkpoint; with NaN or a growing loss use a smaller learning rate.",
    ErrorCategory.UNKNOWN: "Read the traceback; resume from the last checkpoint where the cause was from outside.",
}


def category_of(error: Any) -> ErrorCategory:
    """What an exception is about: what it says of itself, else by its class and those it is made from, else by its text."""
    told = getattr(error, "category", None)
    if isinstance(told, ErrorCategory):
        return told
    names = {cls.__name__ for cls in type(error).__mro__}
    for category, types in _BY_TYPE:
        if names.intersection(types):
            return category
    text = ("%s: %s" % (type(error).__name__, error)).lower()
    for category, words in _BY_TEXT:
        if _holds(text, words):
            return category
    return ErrorCategory.TRAINING if isinstance(error, (RuntimeError, ArithmeticError)) else ErrorCategory.UNKNOWN


def recovery_suggestion(error: Any) -> str:
    """What to do about it, in one sentence."""
    return _SUGGESTIONS[category_of(error)]


def _holds(text: str, words: Tuple[str, ...]) -> bool:
    return any(word in text for word in words)
