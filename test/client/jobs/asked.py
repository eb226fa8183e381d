"""A training without torch whose gradients explode until its learning rate is lowered, and which then goes on until somebody
has had it save a checkpoint and it has been told how its steps are judged: `asked.py FOLDER`.
"""

import json
import os
import sys
import time

from sigwatch_client import Monitor

folder = sys.argv[1]


class Optimizer:
    def __init__(self):
        self.param_groups = [{"lr": 0.5}]

    def state_dict(self):
        return {"lr": self.param_groups[0]["lr"]}


optimizer = Optimizer()
weights = {"w": 1.0}
monitor = Monitor("ckpt", check_interval=1, gradient_window=50)
told, calm = None, 0
with monitor.track_training("asked.py", total_steps=100_000):
    for step in range(1, 100_000):
        exploding = step > 20 and optimizer.param_groups[0]["lr"] > 0.1
        health = monitor.check_step(weights, 1.0, optimizer, step=step)
        monitor.log_metrics(step=step, loss=1.0, grad_norm=50.0 if exploding else 2.0)
        calm = 0 if exploding or step <= 20 else calm + 1
        if health.source == "engine" and health.overall_health == "healthy" and calm > 3:
            told = {"health": health.overall_health, "score": health.score}
        saved = [name for name in os.listdir("ckpt") if name.endswith(".json")] if os.path.isdir("ckpt") else []
        if told is not None and any(name.startswith("step_") for name in saved):
            break
        time.sleep(0.05)

with open(os.path.join(folder, "told.json"), "w") as file:
    json.dump({**told, "lr": optimizer.param_groups[0]["lr"]}, file)
