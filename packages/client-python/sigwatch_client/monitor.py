"""The one class that a training script uses."""

from .monitor_checkpoints import CheckpointMethods
from .monitor_errors import ErrorMethods
from .monitor_training import TrainingMethods


class Monitor(TrainingMethods, CheckpointMethods, ErrorMethods):
    """Measures what only this process can see, prints it as JSON lines, and obeys what sigwatch asks for.

    No method ever raises into the training: what goes wrong in here is told once, as a line of type `error`.

    Args:
        checkpoint_dir: Folder of the checkpoints; None: nothing is saved.
        output: Where lines go: None for standard output, a path of a file, or an object with `write`.
        heartbeat_dir: Folder for `metadata.json`, `progress.json`, `_error` and `_complete`; None: none are written.
        setters: By name (`lr`, `epsilon`, `batch_size`, `gradient_accumulation`, `precision`), functions that set it.
        handle_signals: SIGUSR1 and SIGTERM ask for an emergency checkpoint.
        exit_on_sigterm: A loop that goes on after SIGTERM and its checkpoint is ended, as it would be without the client.
        rank, world_size: Of this process; by default as the launcher tells.
        control_dir: Folder of requests; by default `SIGWATCH_CONTROL`.
        env: The environment.
        now: The time, in Unix seconds.
        clock: Seconds that never go back.
        **options: Those of `sigwatch_client.options.Options`: `check_interval`, `keep_last`, `session_duration_hours` …
    """
