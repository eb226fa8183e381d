"""A training under `sigwatch run` as the program of a container, with its records on a Volume."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import modal

app = modal.App("records")
outputs = modal.Volume.from_name("outputs", create_if_missing=True)
variables = modal.Secret.from_dict({"NODE": os.environ.get("NODE", ""), "SIGWATCH": os.environ.get("SIGWATCH", "")})
image = modal.Image.debian_slim()

TRAINING = """
import sys, time
for step in range(1, 41):
    print(f"step {step} | loss: {3 - step / 40:.3f} | lr 0.001", flush=True)
    memory = f"allocated {20000 + 400 * step} MB, reserved 40000 MB, total 40960 MB"
    print(f"GPU memory: {memory}", flush=True)
    time.sleep(0.1)
if sys.argv[1] == "hang":
    time.sleep(600)
if sys.argv[1] == "oom":
    raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
"""


SETTINGS = """
records:
  directory: FOLDER
  volume: outputs:/logs/monitor
  commit_interval: 2s
"""


@app.function(image=image, secrets=[variables], volumes={"/outputs": outputs})
def train(how: str = "good", folder: str = "/outputs/logs/monitor"):
    here = Path(tempfile.mkdtemp())
    (here / "training.py").write_text(TRAINING)
    (here / "sigwatch.yaml").write_text(SETTINGS.replace("FOLDER", folder))
    sigwatch = [os.environ["NODE"], os.environ["SIGWATCH"], "run", "--name", "train", "--state-dir", str(here / "state")]
    # The program is told which app it is of; and what commits finds Modal's client by this PATH.
    path = f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "MODAL_APP_ID": app.app_id}
    child = subprocess.run([*sigwatch, "--", sys.executable, "-u", "training.py", how], env=env, cwd=here)
    print("sigwatch ended with", child.returncode, flush=True)
