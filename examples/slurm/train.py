"""Linear regression by gradient descent, with the Python that every node has. Logs and saves as Megatron-LM does."""
import argparse
import json
import os
import random
import sys
import time
import zipfile

options = argparse.ArgumentParser()
options.add_argument("--checkpoint-dir", required=True)
options.add_argument("--steps", type=int, default=40)
options.add_argument("--seconds", type=float, default=0.2, help="how long a step takes")
options = options.parse_args()


def save(step, weight):
    folder = os.path.join(options.checkpoint_dir, f"iter_{step:07d}", "mp_rank_00")
    os.makedirs(folder, exist_ok=True)
    with zipfile.ZipFile(os.path.join(folder, "model_optim_rng.pt"), "w") as archive:
        archive.writestr("archive/data.json", json.dumps({"step": step, "weight": weight}))
    # Named only when it is whole.
    with open(os.path.join(options.checkpoint_dir, "latest_checkpointed_iteration.txt"), "w") as tracker:
        tracker.write(str(step))
    print(f"  successfully saved checkpoint at iteration {step} to {options.checkpoint_dir}", flush=True)


def load(folder):
    with zipfile.ZipFile(os.path.join(folder, "mp_rank_00", "model_optim_rng.pt")) as archive:
        return json.loads(archive.read("archive/data.json"))


resume_from = os.environ.get("SIGWATCH_RESUME_FROM")
state = load(resume_from) if resume_from else {"step": 0, "weight": 0.0}
first_time = os.environ.get("SIGWATCH_ATTEMPT", "1") == "1"
weight = state["weight"]
print(f"starts at step {state['step']}", flush=True)
for step in range(state["step"] + 1, options.steps + 1):
    x = random.uniform(-1, 1)
    error = weight * x - 3 * x
    weight -= 0.3 * error * x
    time.sleep(options.seconds)
    print(f" iteration {step:8d}/{options.steps:8d} | lm loss: {(weight - 3) ** 2:.6E} |", flush=True)
    if step % 10 == 0:
        save(step, weight)
    if first_time and step == options.steps * 3 // 4:
        print("torch.distributed.DistBackendError: NCCL error in: ../ProcessGroupNCCL.cpp:1275, "
              "unhandled system error, NCCL version 2.18.1", file=sys.stderr, flush=True)
        sys.exit(1)
