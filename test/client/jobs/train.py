"""A training on chance alone, which fails once at step 25: `train.py FOLDER [whole]`. Each loss is written down exactly."""

import os
import sys

import torch

from sigwatch_client import Monitor

folder, whole = sys.argv[1], sys.argv[2:] == ["whole"]
torch.manual_seed(4)
model = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.Dropout(0.3), torch.nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
monitor = Monitor(os.path.join(folder, "ckpt"), check_interval=5)
resumed = monitor.auto_resume(model, optimizer)

with monitor.track_training("train.py", total_steps=40):
    for step in range(resumed["step"] + 1 if resumed else 1, 41):
        optimizer.zero_grad()
        loss = (model(torch.randn(8, 4)) - 1).pow(2).mean()
        loss.backward()
        optimizer.step()
        with open(os.path.join(folder, "losses"), "a") as file:
            file.write("%d %r\n" % (step, loss.item()))
        monitor.check_step(model, loss, optimizer, step=step)
        if step % 10 == 0:
            monitor.save_checkpoint()
        if step == 25 and not whole and os.environ.get("SIGWATCH_ATTEMPT") == "1":
            raise RuntimeError("NCCL error in: ProcessGroupNCCL.cpp:1970, unhandled system error, NCCL version 2.19.3")
