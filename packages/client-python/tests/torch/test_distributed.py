import os
import subprocess
import sys

from support import PACKAGE, Case

RANK = """
import sys, torch, torch.distributed as dist
from sigwatch_client import Monitor
rank, folder = int(sys.argv[1]), sys.argv[2]
dist.init_process_group("gloo", init_method="file://%s/meet" % folder, rank=rank, world_size=2)
monitor = Monitor(rank=rank, world_size=2, control_dir=folder + "/control", output=folder + "/out-%d" % rank)
monitor.start_training()
for step in range(1, 50):
    dist.barrier()
    monitor.check_step(loss=1.0, step=step)
    if monitor.should_stop(all_ranks=True):
        break
monitor.complete_training("stopped")
print(step)
"""


class TwoProcesses(Case):
    def test_a_request_to_the_first_stops_both_at_the_same_step(self):
        self.write("control/request-a.json", {"sigwatch": 1, "id": "a", "action": "stop"})
        code = RANK.replace("sys.argv[2]", repr(self.folder))
        first = subprocess.Popen(**self.command(code.replace("sys.argv[1]", "0")))
        second = subprocess.Popen(**self.command(code.replace("sys.argv[1]", "1")))
        told = [process.communicate(timeout=240)[0].strip() for process in (first, second)]
        self.assertEqual(told, [b"1", b"1"])
        with open(self.path("out-0")) as file:
            self.assertIn('"request":"a","action":"stop","status":"done"', file.read())

    def command(self, code):
        env = {**os.environ, "PYTHONPATH": PACKAGE, "GLOO_SOCKET_IFNAME": "lo", "OMP_NUM_THREADS": "1"}
        return {"args": [sys.executable, "-c", code], "env": env, "stdout": subprocess.PIPE}
