"""Runs a command in a terminal of its own, COLUMNS wide, and prints what it wrote there: in-pty.py COLUMNS COMMAND..."""
import fcntl
import os
import pty
import struct
import sys
import termios

columns, command = int(sys.argv[1]), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    # Its size has to be known before the command asks for it.
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    os.execvp(command[0], command)
while True:
    try:
        told = os.read(terminal, 65536)
    except OSError:  # Linux says so of a terminal that nobody has open any more.
        break
    if not told:
        break
    os.write(1, told)
_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)
