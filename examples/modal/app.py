"""A training on Modal: `train` is supervised from outside, `supervised` by the sigwatch in its own container."""
import os
import subprocess
import sys
from pathlib import Path

import modal

HERE = Path(__file__).parent
OUTPUTS = "/outputs"

app = modal.App("sigwatch-example")
outputs = modal.Volume.from_name("sigwatch-example", create_if_missing=True)
# What sigwatch tells of the run and the attempt is handed on to the container.
told = modal.Secret.from_dict({name: value for name, value in os.environ.items() if name.startswith("SIGWATCH_")})
plain = modal.Image.debian_slim().add_local_file(HERE / "train.py", "/app/train.py")
# sigwatch runs on Node, and commits what it has recorded by Modal's Python client.
with_sigwatch = (
    modal.Image.from_registry("node:20-bookworm-slim", add_python="3.12")
    .pip_install("modal")
    .run_commands("npm install --global sigwatch")
    .add_local_file(HERE / "train.py", "/app/train.py")
    .add_local_file(HERE / "inside.yaml", "/app/sigwatch.yaml")
)


def command(steps: int, fail: str, checkpoint_dir: str, resume_from: str, seconds: float) -> list[str]:
    words = [sys.executable, "/app/train.py", "--steps", str(steps), "--seconds", str(seconds), "--checkpoint-dir", checkpoint_dir]
    words += ["--fail", fail] if fail else []
    return [*words, "--resume-from", resume_from] if resume_from else words


# On a GPU: gpu="H100". `retries` is left out: who tries again is sigwatch, which knows what it is good for.
@app.function(image=plain, secrets=[told], volumes={OUTPUTS: outputs}, timeout=3600)
def train(
    steps: int = 40, fail: str = "", checkpoint_dir: str = f"{OUTPUTS}/checkpoints", resume_from: str = "", seconds: float = 0.2
):
    try:
        subprocess.run(command(steps, fail, checkpoint_dir, resume_from, seconds), check=True)
    finally:
        outputs.commit()


@app.function(image=with_sigwatch, secrets=[told], volumes={OUTPUTS: outputs}, timeout=3600)
def supervised(steps: int = 40, fail: str = "", checkpoint_dir: str = f"{OUTPUTS}/checkpoints", seconds: float = 0.2):
    # A container is not told which app it is of.
    env = {**os.environ, "MODAL_APP_ID": app.app_id or ""}
    words = ["sigwatch", "run", "--name", "train", "--checkpoint-dir", checkpoint_dir, "--"]
    subprocess.run([*words, *command(steps, fail, checkpoint_dir, "", seconds)], env=env, cwd="/app", check=True)
