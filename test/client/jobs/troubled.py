"""A training on chance alone that meets the troubles of `FAULTS` ({attempt: [kind, step]}), or that is never troubled.

`troubled.py FOLDER`: as sigwatch starts it. Each step is written down exactly, with the settings that it was made with.
`troubled.py FOLDER [[step, {setting: factor}], …]`: without sigwatch, without trouble and without a break; each factor holds
from behind its step on.
"""

import glob
import json
import os
import sys
import time

import torch

from sigwatch_client import Monitor

LAST, EACH = 700, 20
OOM = (
    "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 79.15 GiB total capacity; 77.21 GiB already allocated; "
    "1.13 GiB free; 77.60 GiB reserved in total by PyTorch)"
)
NCCL = "NCCL error in: ProcessGroupNCCL.cpp:1970, unhandled system error, NCCL version 2.19.3"

folder, schedule = sys.argv[1], json.loads(sys.argv[2]) if len(sys.argv) > 2 else None
attempt = os.environ.get("SIGWATCH_ATTEMPT", "1")
kind, at = (None, None) if schedule is not None else json.loads(os.environ["FAULTS"]).get(attempt, [None, None])
checkpoints = os.path.join(folder, "ckpt")

torch.manual_seed(4)
torch.set_num_threads(1)
model = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.Dropout(0.2), torch.nn.Linear(16, 1))
model.epsilon = 0.1
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
settings = {"batch_size": 64, "gradient_accumulation": 1}


def micro_batch(step):
    """Its loss, of which noise is the larger part, so that it stays about 1 for all of the training."""
    inputs = torch.randn(settings["batch_size"], 4)
    loss = (model(inputs).squeeze(1) - inputs.sum(1) - torch.randn(len(inputs))).pow(2).mean()
    loss = loss + 1e-3 * model.epsilon * model[0].weight.pow(2).sum()
    return loss + 10 if kind == "divergence" and step >= at else loss


def train(step):
    if kind == "nan" and step == at:
        model[0].weight.data[0, 0] = float("nan")
    optimizer.zero_grad()
    total = 0.0
    for _ in range(settings["gradient_accumulation"]):
        loss = micro_batch(step) / settings["gradient_accumulation"]
        loss.backward()
        total += loss.item()
    if kind == "explosion" and step >= at:
        for one in model.parameters():
            one.grad *= 1000
    if kind == "oom" and step == at:
        raise torch.cuda.OutOfMemoryError(OOM)
    optimizer.step()
    made_with = [optimizer.param_groups[0]["lr"], model.epsilon, settings["batch_size"], settings["gradient_accumulation"]]
    with open(os.path.join(folder, "steps-%s" % attempt), "a") as file:
        file.write(json.dumps([step, repr(total)] + made_with) + "\n")
    return total


def corrupt_newest():
    newest = max(glob.glob(os.path.join(checkpoints, "step_*.pt")), key=lambda path: int(path[:-3].rsplit("_", 1)[1]))
    with open(newest, "r+b") as file:
        file.seek(os.path.getsize(newest) // 2)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 0xFF]))


if schedule is not None:
    for step in range(1, LAST + 1):
        for factors in [factors for after, factors in schedule if after + 1 == step]:
            optimizer.param_groups[0]["lr"] *= factors.get("lr", 1)
            model.epsilon *= factors.get("epsilon", 1)
            for name in settings:
                settings[name] = int(settings[name] * factors.get(name, 1))
        train(step)
    sys.exit()

monitor = Monitor(checkpoints, check_interval=1)
resumed = monitor.auto_resume(model, optimizer)
settings = {name: monitor.override(name, own) for name, own in settings.items()}

with monitor.track_training("troubled.py", total_steps=LAST):
    for step in range(resumed["step"] + 1 if resumed else 1, LAST + 1):
        # What goes on in spite of its trouble does so for ten steps, and then takes its time until it is ended.
        while kind not in (None, "corrupt") and step > at + 10 and not monitor.should_stop():
            time.sleep(0.02)
        loss = train(step)
        monitor.check_step(model, loss, optimizer, step=step)
        if step % EACH == 0:
            monitor.save_checkpoint()
        if kind == "corrupt" and step == at:
            corrupt_newest()
            raise RuntimeError(NCCL)
        if monitor.should_stop():
            break
