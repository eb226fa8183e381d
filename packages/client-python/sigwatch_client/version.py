"""The version of this package, and what it calls itself in the first line that it prints."""

__version__ = "0.1.0"
CLIENT = "python " + __version__
