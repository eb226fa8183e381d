"""Jobs of the contract of adapters, one for each way of ending."""

import sys
import time

import modal

app = modal.App("contract")


@app.function()
def work(lines: str = ""):
    for line in lines.split("|"):
        print(line, flush=True)


@app.function()
def sleeps():
    print("sleeping", flush=True)
    time.sleep(600)


@app.local_entrypoint()
def fails():
    work.remote("about to fail")
    sys.exit(3)
