"""Measures what only a training process can see, prints it as JSON lines for sigwatch, and obeys its requests.

It needs nothing but Python 3.8 or later; torch and NumPy are used where the program has loaded them.
"""

from .errors import ErrorCategory, ErrorSeverity, TrainingError
from .health import StepHealth
from .monitor import Monitor
from .retry import retry
from .session import SessionClock
from .spectrum import Spectrum, condition_number, schatten_norm, spectrum
from .version import __version__

__all__ = [
    "ErrorCategory",
    "ErrorSeverity",
    "Monitor",
    "SessionClock",
    "Spectrum",
    "StepHealth",
    "TrainingError",
    "__version__",
    "condition_number",
    "retry",
    "schatten_norm",
    "spectrum",
]
