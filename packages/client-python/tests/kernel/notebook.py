"""A kernel of Jupyter, as a notebook starts one, whose cells a test runs and looks at while they run."""

import os
import signal
import time

from jupyter_client.manager import KernelManager
from support import PACKAGE

#: Seconds that a machine which is busy may need for anything at all. Nothing is proved by it.
PATIENCE = 240


class Notebook:
    """
    Args:
        folder: Where its cells run.
        **env: Variables of the kernel beside those of this process.
    """

    def __init__(self, folder, **env):
        self.env = {**os.environ, "PYTHONPATH": PACKAGE, "PYTHONDONTWRITEBYTECODE": "1", **env}
        self.folder = folder
        self.manager = KernelManager()
        self.manager.start_kernel(cwd=folder, env=self.env)
        self._connect()

    def _connect(self):
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)

    @property
    def pid(self):
        return self.manager.provisioner.pid

    def run(self, code, until=None, then=None):
        """What a cell prints, and the name of the exception that ended it.

        Args:
            until: A text; when the cell has printed it, `then` is called, once.
        """
        asked, printed, error = self.client.execute(code), "", None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.manager.is_alive():
            message = self._next()
            if message is None or message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["msg_type"], message["content"]
            printed += content["text"] if kind == "stream" else ""
            if kind == "error":
                error = content["ename"]
            if kind == "status" and content["execution_state"] == "idle":
                return printed, error
            if then is not None and until in printed:
                then()
                then = None
        return printed, "the kernel has ended" if not self.manager.is_alive() else "nothing within %d s" % PATIENCE

    def _next(self):
        try:
            return self.client.get_iopub_msg(timeout=0.2)
        except Exception:  # queue.Empty: nothing yet
            return None

    def interrupt(self):
        self.manager.interrupt_kernel()

    def kill(self, name):
        os.kill(self.pid, getattr(signal, name))

    def restart(self):
        self.client.stop_channels()
        self.manager.restart_kernel(now=True)
        self._connect()

    def exit_code(self):
        """Of the kernel, once it has ended; a signal as a negative number."""
        return self.manager.provisioner.process.wait(PATIENCE)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
