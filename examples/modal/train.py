"""Linear regression by gradient descent, with the Python that every image has. It logs steps, saves safetensors, and fails on demand."""
import argparse
import json
import os
import random
import struct
import sys
import time

options = argparse.ArgumentParser()
options.add_argument("--checkpoint-dir", required=True)
options.add_argument("--resume-from", default=os.environ.get("SIGWATCH_RESUME_FROM", ""), help="a folder that this script has saved")
options.add_argument("--steps", type=int, default=40)
options.add_argument("--seconds", type=float, default=0.2, help="how long a step takes")
options.add_argument("--save-every", type=int, default=10)
options.add_argument("--fail", choices=["nccl", "oom", "hang"], help="how it ends before its time")
options.add_argument("--fail-at", type=int, default=0, help="after which step (default: three quarters of the way)")
options.add_argument("--times", type=int, default=1, help="in how many of sigwatch's attempts it fails, the first ones")
options = options.parse_args()

FAILURES = {
    "nccl": "torch.distributed.DistBackendError: NCCL error in: ../ProcessGroupNCCL.cpp:1275, "
            "unhandled system error, NCCL version 2.18.1",
    "oom": "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of "
           "79.15 GiB of which 1.20 GiB is free.",
}
MARKER = os.path.join(options.checkpoint_dir, "latest_checkpointed_iteration.txt")


def save(step, weight):
    folder = os.path.join(options.checkpoint_dir, f"global_step_{step}")
    os.makedirs(folder, exist_ok=True)
    data = struct.pack("<f", weight)
    header = json.dumps({"weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, len(data)]}}).encode()
    path = os.path.join(folder, "model.safetensors")
    with open(path + ".tmp", "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header + data)
    os.replace(path + ".tmp", path)
    # Named only when it is whole.
    with open(MARKER + ".tmp", "w") as file:
        file.write(str(step))
    os.replace(MARKER + ".tmp", MARKER)
    print(f"saved checkpoint to {folder}", flush=True)


def newest():
    """What Modal begins again by itself is told of no checkpoint: the newest is looked for here."""
    try:
        with open(MARKER) as file:
            return os.path.join(options.checkpoint_dir, f"global_step_{int(file.read())}")
    except FileNotFoundError:
        return ""


def load(folder):
    with open(os.path.join(folder, "model.safetensors"), "rb") as file:
        length, = struct.unpack("<Q", file.read(8))
        file.seek(8 + length)
        weight, = struct.unpack("<f", file.read(4))
    return int(folder.rstrip("/").rsplit("_", 1)[1]), weight


attempt = int(os.environ.get("SIGWATCH_ATTEMPT", "1"))
found = options.resume_from or newest()
step, weight = load(found) if found else (0, 0.0)
print(f"attempt {attempt} starts after step {step}", flush=True)
fail_at = options.fail_at or options.steps * 3 // 4
while step < options.steps:
    step += 1
    x = random.uniform(-1, 1)
    error = weight * x - 3 * x
    weight -= 0.3 * error * x
    time.sleep(options.seconds)
    print(f"iteration {step}/{options.steps} | loss: {(weight - 3) ** 2:.6E} | {1 / max(options.seconds, 1e-3):.1f} it/s", flush=True)
    if step % options.save_every == 0:
        save(step, weight)
    if options.fail is not None and attempt <= options.times and step == fail_at:
        if options.fail == "hang":
            time.sleep(10_000)
        print(FAILURES[options.fail], file=sys.stderr, flush=True)
        sys.exit(1)
print("training is done", flush=True)
