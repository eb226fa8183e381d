"""What a test has told the stand-in to do; changed by control verbs."""

from dataclasses import dataclass


@dataclass
class Settings:
    capacity: bool = True
    """False: no container begins; those that are asked for stay pending."""
    start_seconds: float = 0.0
    """How long a container takes until it begins."""
    fail_image: str = ""
    """The words of a build of an image that fails; empty: every build succeeds."""
    app_stops: str = "obey"
    """`obey`; `ignore`: accepted, and nothing happens; `linger`: the app is stopped, its containers live on."""
    container_stops: str = "obey"
    """`obey` or `ignore`."""
    crash_limit: int = 3
    """So often an input is tried again after its container crashed, whatever its policy of retries."""
    grace_seconds: float = 30.0
    """Between the interrupt that a container gets and its kill."""
    client_seconds: float = 90.0
    """So long a client may be silent until it counts as gone."""
    logs: str = "serve"
    """Of streams: `serve`, or `refuse`, which clients do not try again."""
    leave_out: str = ""
    """Streams of logs leave out what this pattern is found in, and go on; readings by time bring it."""
    refuse: str = ""
    """A status of gRPC that every call of a client ends with, as UNAUTHENTICATED; empty: none."""
