"""Trainings that end in every way there is: the example's program, in functions with other settings."""

import os
import subprocess
import sys
import time

import modal

app = modal.App("training")
TRAIN = os.environ.get("TRAIN", "")
# As the documents advise: what sigwatch tells of the run and the attempt is handed on.
handed_on = {name: value for name, value in os.environ.items() if name.startswith("SIGWATCH_")}
told = modal.Secret.from_dict({**handed_on, "TRAIN": TRAIN})


def work(words: str) -> None:
    subprocess.run([sys.executable, TRAIN, *words.split()], check=True)


@app.function(secrets=[told])
def train(words: str, resume_from: str = ""):
    work(f"{words} --resume-from {resume_from}" if resume_from else words)


@app.function(secrets=[told], retries=modal.Retries(max_retries=3, initial_delay=20.0, backoff_coefficient=1.0))
def retried(words: str):
    work(words)


@app.function(secrets=[told], timeout=10)
def limited(words: str, resume_from: str = ""):
    work(f"{words} --resume-from {resume_from}" if resume_from else words)


@app.function()
def counts(lines: int, seconds: float, name: str):
    """`name`: a file that is given the same lines."""
    with open(name, "a") as file:
        for line in range(1, lines + 1):
            text = f"iteration {line}/{lines} | loss: {1 + 1 / line:.6f} |"
            print(text, flush=True)
            print(text, file=file, flush=True)
            # Lines that are alike, within one second.
            print("tick", flush=True)
            print("tick", file=file, flush=True)
            time.sleep(seconds)
