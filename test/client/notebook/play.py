"""python play.py NOTEBOOK: runs the cells of a notebook by a kernel of Jupyter, and prints what they print as they do.

With `KILL_KERNEL_AT` the kernel is killed once a cell has printed that text, and the cells are run again by a new one.
"""

import os
import signal
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError


class Player(NotebookClient):
    printed = ""
    kill_at = ""

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream":
            self.show(msg["content"]["text"])
        return super().process_message(msg, cell, cell_index)

    def show(self, text):
        sys.stdout.write(text)
        sys.stdout.flush()
        self.printed += text
        if self.kill_at and self.kill_at in self.printed:
            self.kill_at = ""
            os.kill(self.km.provisioner.pid, signal.SIGKILL)


def play(kill_at=""):
    notebook = nbformat.read(sys.argv[1], as_version=4)
    nbformat.validate(notebook)
    player = Player(notebook, timeout=None, kernel_name="python3")
    player.kill_at = kill_at
    player.execute()


try:
    play(os.environ.get("KILL_KERNEL_AT", ""))
except DeadKernelError:
    print("the kernel has died: a new one runs all cells again", flush=True)
    play()
