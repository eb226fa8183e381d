"""Modal's client as a test calls it: has warm.py start it, hands signals on, and ends as it ends."""

import array
import json
import os
import signal
import socket
import sys

line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
try:
    line.connect(os.path.join(os.path.dirname(os.path.abspath(__file__)), "client"))
except OSError as error:
    sys.exit(f"the stand-in for Modal is not there: {error}")
wanted = {"argv": sys.argv, "env": dict(os.environ), "cwd": os.getcwd()}
streams = array.array("i", [0, 1, 2])
line.sendmsg([json.dumps(wanted).encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, lambda got, _: line.send(bytes([got])))
told = line.recv(16)
if told == b"":
    sys.exit("the stand-in for Modal is gone")
code = int(told)
if code < 0:
    signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
sys.exit(code)
