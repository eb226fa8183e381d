"""python bench/overhead.py [--pairs 40] [--check-interval 10] [--step-ms 60] [--width 128] [--threads N] [--clock wall|cpu]

What `check_step` costs a training of torch: blocks of steps with and without it take turns, so that whatever else the machine
does meets both; the median of the pairs counts. Beside it stands what was spent inside of `check_step`, on the same clock. On a busy machine take
`--clock cpu --threads 1`: the time that this process was given.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import torch  # noqa: E402

from sigwatch_client import Monitor  # noqa: E402


class Training:
    """A small language model; its batch is made as large as a step of so many milliseconds needs."""

    def __init__(self, step_ms, width, clock):
        torch.manual_seed(0)
        layer = torch.nn.TransformerEncoderLayer(width, 4, 4 * width, batch_first=True)
        encoder = torch.nn.TransformerEncoder(layer, 4)
        self.model = torch.nn.Sequential(torch.nn.Embedding(2000, width), encoder, torch.nn.Linear(width, 2000))
        self.clock = clock
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-4)
        self.length = 8
        while True:
            self.data = torch.randint(0, 2000, (1, self.length))
            self.step()
            took = min(self.timed(self.step) for _ in range(3)) * 1000
            if took >= step_ms:
                self.step_ms = took
                return
            self.length = max(self.length + 1, int(self.length * min(1.5, step_ms / took)))

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        logits = self.model(self.data)
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), self.data.flatten())
        loss.backward()
        self.optimizer.step()
        return loss

    def timed(self, action):
        began = self.clock()
        action()
        return self.clock() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--check-interval", type=int, default=10)
    parser.add_argument("--step-ms", type=float, default=60)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    clock = time.perf_counter if chosen.clock == "wall" else time.process_time
    training = Training(chosen.step_ms, chosen.width, clock)
    parameters = sum(one.numel() for one in training.model.parameters())
    print("torch %s, %d threads, %.1f million parameters, steps of %.0f ms, a check each %d steps"
          % (torch.__version__, chosen.threads, parameters / 1e6, training.step_ms, chosen.check_interval))  # fmt: skip

    folder = tempfile.mkdtemp()
    monitor = Monitor(output=os.path.join(folder, "lines"), control_dir=folder, check_interval=chosen.check_interval)
    monitor.start_training("bench")
    state = {"step": 0, "inside": 0.0}

    def plain():
        for _ in range(chosen.check_interval):
            training.step()

    def checked():
        for _ in range(chosen.check_interval):
            state["step"] += 1
            loss = training.step()
            state["inside"] += training.timed(lambda: monitor.check_step(training.model, loss, training.optimizer, step=state["step"]))

    training.timed(plain), training.timed(checked)
    state["inside"], ratios, total = 0.0, [], 0.0
    for pair in range(chosen.pairs):
        first, second = (plain, checked) if pair % 2 == 0 else (checked, plain)
        times = {first: training.timed(first), second: training.timed(second)}
        ratios.append(times[checked] / times[plain] - 1)
        total += times[checked]
    low, _, high = statistics.quantiles(ratios, n=4)
    print("overhead: %.2f%% (median of %d interleaved pairs; middle half %.2f%% to %.2f%%)"
          % (100 * statistics.median(ratios), len(ratios), 100 * low, 100 * high))  # fmt: skip
    print("inside of check_step: %.3f%% (%.2f ms for %d steps)"
          % (100 * state["inside"] / total, 1000 * state["inside"] / chosen.pairs, chosen.check_interval))  # fmt: skip
    monitor.complete_training()


if __name__ == "__main__":
    main()
