#!/usr/bin/env python3
"""Follows a log with sigwatch and reads what it tells, with Python's standard library alone.

    python3 follow.py LOG [OPTION…]      options are those of `sigwatch watch`

Prints a line for each step and for each failure, and exits as sigwatch does. SIGWATCH says how it is called, where it is
not in PATH: SIGWATCH="npx sigwatch".
"""

import json
import os
import shlex
import signal
import subprocess
import sys


def told(event):
    """What a person is told of an event, or None."""
    kind, data = event["event_type"], event["data"]
    if kind == "progress":
        return f"step {data['step']}, loss {data.get('loss', 'unknown')}"
    if kind == "incident_closed" and not data["ignored"]:
        root = data["root"]
        return f"{root['error_type']} at {root['source']}:{root['line']}: {data['remedy']}"
    return None


def main():
    argv = [*shlex.split(os.environ.get("SIGWATCH", "sigwatch")), "watch", "--format", "jsonl", *sys.argv[1:]]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, encoding="utf-8") as sigwatch:
        # It ends when we are asked to, and we with it. At Ctrl-C a terminal asks both.
        signal.signal(signal.SIGTERM, lambda *_: sigwatch.terminate())
        signal.signal(signal.SIGINT, lambda *_: None)
        for line in sigwatch.stdout:
            text = told(json.loads(line))
            if text is not None:
                print(text, flush=True)
    # Ended by a signal, it has a negative one.
    return sigwatch.returncode if sigwatch.returncode >= 0 else 128 - sigwatch.returncode


if __name__ == "__main__":
    sys.exit(main())
