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
told = modal.Secret.from_dict({**handed_on, "TRAIN": TRAIN, "HELD": os.environ.get("HELD", "")})


def work(words: str, hold: str = "") -> None:
    """`hold`: `STEPS:FILE`, as jobs/held.py has them."""
    steps, _, file = hold.partition(":")
    held = [os.environ["HELD"], steps, file] if hold else []
    subprocess.run([sys.executable, *held, TRAIN, *words.split()], check=True)


@app.function(secrets=[told])
def train(words: str, resume_from: str = "", hold: str = ""):
    work(f"{words} --resume-from {resume_from}" if resume_from else words, hold)


@app.function(secrets=[told], retries=modal.Retries(max_retries=3, initial_delay=60.0, backoff_coefficient=1.0))
def retried(words: str):
    work(words)


@app.function(retries=2)
def unlucky(mark: str):
    """Fails once, and goes on where it was. `mark`: a file that says that it has failed."""
    again = os.path.exists(mark)
    for step in range(4 if again else 1, 16 if again else 6):
        print(f"iteration {step}/15 | loss: 2.5 |", flush=True)
        time.sleep(0.1)
    if not again:
        open(mark, "w").close()
        raise ConnectionResetError(104, "Connection reset by peer")


@app.function()
def counts(name: str, enough: str):
    """Until there is a file `enough`. `name`: a file that is given the same lines."""
    with open(name, "a") as file:

        def tell(text: str) -> None:
            print(text, flush=True)
            print(text, file=file, flush=True)

        for line in range(1, 100_001):
            tell(f"iteration {line}/100000 | loss: {1 + 1 / line:.6f} |")
            # Lines that are alike, within one second.
            tell("tick")
            if os.path.exists(enough):
                break
            time.sleep(0.15)
        # Where the client is gone, nothing else says that it has ended well.
        tell("Training completed.")
