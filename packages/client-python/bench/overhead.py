"""python bench/overhead.py [--pairs 200] [--check-interval 10] [--step-ms 50] [--width 128] [--cpu N] [--clock wall|cpu]

What `check_step` costs a training of torch. Steps with and without it take turns, one by one, so that whatever else the machine
does meets both; as many of each as there are from check to check are a pair, and the median of the pairs counts, with the
bounds between which it lies in 95 of 100 such measurements. The process stays on one CPU. Beside it stands what was spent
inside of `check_step`. On a busy machine take `--clock cpu`: the time that this process was given.
"""

import argparse
import math
import os
import shutil
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


class Checked:
    """Steps with and without the client, of one training."""

    def __init__(self, training, monitor):
        self.training, self.monitor = training, monitor
        self.made, self.inside = 0, 0.0

    def plain(self):
        return self.training.timed(self.training.step)

    def checked(self):
        training, monitor = self.training, self.monitor
        self.made += 1
        began = training.clock()
        loss = training.step()
        stepped = training.clock()
        monitor.check_step(training.model, loss, training.optimizer, step=self.made)
        ended = training.clock()
        self.inside += ended - stepped
        return ended - began

    def pair(self, steps):
        """Seconds of so many steps without the client, and of as many with it."""
        plain = checked = 0.0
        for step in range(steps):
            # Who comes first changes with each: what the one leaves in the caches is no advantage of the other.
            if step % 2:
                checked += self.checked()
                plain += self.plain()
            else:
                plain += self.plain()
                checked += self.checked()
        return plain, checked


def median_within(values, sigmas=1.96):
    """The median, and its bounds by the ranks of the values alone, whatever their distribution is."""
    ordered, half = sorted(values), sigmas * math.sqrt(len(values)) / 2
    low, high = int(len(values) / 2 - half), math.ceil(len(values) / 2 + half)
    return statistics.median(ordered), ordered[max(0, low)], ordered[min(len(values) - 1, high)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--check-interval", type=int, default=10)
    parser.add_argument("--step-ms", type=float, default=50)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall")
    parser.add_argument("--cpu", type=int, default=max(os.sched_getaffinity(0)), help="the CPU that it stays on")
    chosen = parser.parse_args()
    os.sched_setaffinity(0, {chosen.cpu})
    torch.set_num_threads(1)
    clock = time.perf_counter if chosen.clock == "wall" else time.process_time
    training = Training(chosen.step_ms, chosen.width, clock)
    parameters = sum(one.numel() for one in training.model.parameters())
    print("torch %s, one CPU, %.1f million parameters, steps of %.0f ms, a check each %d steps, %s clock"
          % (torch.__version__, parameters / 1e6, training.step_ms, chosen.check_interval, chosen.clock))  # fmt: skip

    folder = tempfile.mkdtemp()
    monitor = Monitor(output=os.path.join(folder, "lines"), control_dir=folder, check_interval=chosen.check_interval)
    monitor.start_training("bench")
    both = Checked(training, monitor)
    both.pair(chosen.check_interval)
    both.inside = 0.0
    pairs = [both.pair(chosen.check_interval) for _ in range(chosen.pairs)]
    middle, low, high = median_within([checked / plain - 1 for plain, checked in pairs])
    print("overhead: %.2f%%, and in 95 of 100 from %.2f%% to %.2f%% (median of %d interleaved pairs)"
          % (100 * middle, 100 * low, 100 * high, len(pairs)))  # fmt: skip
    total = sum(checked for _, checked in pairs)
    print("inside of check_step: %.3f%% (%.2f ms for %d steps)"
          % (100 * both.inside / total, 1000 * both.inside / chosen.pairs, chosen.check_interval))  # fmt: skip
    monitor.complete_training()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
