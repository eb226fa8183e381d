"""`held.py STEPS FILE PROGRAM …` runs a program of Python that sleeps once in each step, and holds it behind so many until there is FILE."""

import itertools
import os
import runpy
import sys
import time

steps, file = int(sys.argv[1]), sys.argv[2]
sys.argv = sys.argv[3:]
slept, sleep = itertools.count(1), time.sleep


def held(seconds: float) -> None:
    sleep(seconds)
    if next(slept) > steps:
        while not os.path.exists(file):
            sleep(0.05)


time.sleep = held
runpy.run_path(sys.argv[0], run_name="__main__")
