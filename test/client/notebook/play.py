"""python play.py NOTEBOOK: runs the cells of a notebook by a kernel of Jupyter, and prints what they print as they do."""

import sys

import nbformat
from nbclient import NotebookClient


class Loud(NotebookClient):
    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream":
            sys.stdout.write(msg["content"]["text"])
            sys.stdout.flush()
        return super().process_message(msg, cell, cell_index)


notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(notebook)
Loud(notebook, timeout=None, kernel_name="python3").execute()
