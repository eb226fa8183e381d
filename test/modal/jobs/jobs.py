"""What the stand-in is tried with: functions that end in every way there is."""

import os
import signal
import subprocess
import time
from pathlib import Path

import modal

app = modal.App("jobs")
outputs = modal.Volume.from_name("outputs", create_if_missing=True)
secret = modal.Secret.from_dict({"SIGWATCH_RUN": os.environ.get("SIGWATCH_RUN", "")})
image = modal.Image.debian_slim().env({"FROM_IMAGE": "yes"}).add_local_file(__file__, "/opt/here/copy.py")


@app.function(image=image, secrets=[secret], volumes={"/outputs": outputs})
def train(steps: int = 3):
    print("run", os.environ["SIGWATCH_RUN"], os.environ["FROM_IMAGE"], Path("/opt/here/copy.py").exists())
    for step in range(steps):
        print(f"step {step} loss {1 / (step + 1):.3f}", flush=True)
    Path("/outputs/model.txt").write_text("weights\n")
    outputs.commit()
    Path("/outputs/later.txt").write_text("not committed\n")
    return steps


@app.function(volumes={"/outputs": outputs})
def child():
    """A child of it writes and commits, as a supervisor inside of the container does."""
    Path("/outputs/by-child.txt").write_text("committed\n")
    commit = "import modal; modal.Volume.from_name('outputs').commit()"
    subprocess.run(["python3", "-c", commit], check=True)
    Path("/outputs/lost.txt").write_text("not committed\n")
    print("committed", flush=True)
    time.sleep(600)


@app.function()
def fail():
    raise ValueError("the loss is no number")


@app.function(retries=2)
def flaky():
    raise RuntimeError("once more")


@app.function(timeout=1)
def slow():
    print("it takes long", flush=True)
    time.sleep(60)


@app.function(volumes={"/outputs": outputs})
def lives(name: str, last: int = 0, stubborn: bool = False):
    """Lives until it is ended; the attempt of the number `last` comes to its end by itself. `stubborn`: an interrupt is not heard."""
    began = Path("/outputs", name)
    attempt = len(began.read_text().split()) + 1 if began.exists() else 1
    with began.open("a") as file:
        file.write("once\n")
    outputs.commit()
    if stubborn:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Ends with its container.
    subprocess.Popen(["sleep", "600"])
    print(f"attempt {attempt} begins", flush=True)
    while attempt != last:
        time.sleep(0.05)
    print(f"attempt {attempt} is done", flush=True)


@app.function()
def counts(lines: int, enough: str = ""):
    """Prints so many lines, and more until there is a file of that name; at last how many they were."""
    line = 0
    while line < lines or (enough and not Path(enough).exists()):
        print(f"line {line}", flush=True)
        line += 1
        time.sleep(0.01)
    print(f"{line} lines", flush=True)
