"""Runs a program on a terminal of its own: signals_terminal.py PROGRAM ARGS...

What the terminal shows goes to standard output. Standard input is one order a
line, in JSON: {"type": TEXT}, {"resize": [COLUMNS, ROWS]} or {"hang_up": true}.
The last line on standard error tells how the program left the terminal.
"""

import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios


def resize(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def drain(terminal):
    """Passes on what is shown already; whether there may be more to come."""
    while select.select([terminal], [], [], 0)[0]:
        try:
            shown = os.read(terminal, 65536)
        except OSError:
            return False  # nobody has the terminal open any more
        os.write(1, shown)
    return True


def main():
    child, terminal = pty.fork()
    if child == 0:
        resize(0, 80, 24)
        os.execvp(sys.argv[1], sys.argv[1:])
    modes = termios.tcgetattr(terminal)[3]
    orders = b""
    is_open = shows = listens = True
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        sources = ([terminal] if shows else []) + ([0] if listens else [])
        ready = select.select(sources, [], [], 0.02)[0]
        if terminal in ready:
            shows = drain(terminal)
        if 0 not in ready:
            continue
        heard = os.read(0, 65536)
        listens = heard != b""
        orders += heard
        while b"\n" in orders:
            line, orders = orders.split(b"\n", 1)
            order = json.loads(line)
            if "type" in order:
                os.write(terminal, order["type"].encode())
            if "resize" in order:
                resize(terminal, *order["resize"])
            if "hang_up" in order:
                os.close(terminal)
                is_open = shows = listens = False
    restored = None
    if is_open:
        drain(terminal)
        restored = termios.tcgetattr(terminal)[3] == modes
    print(json.dumps({"restored": restored}), file=sys.stderr)
    code = os.waitstatus_to_exitcode(status)
    sys.exit(code if code >= 0 else 128 - code)


main()
