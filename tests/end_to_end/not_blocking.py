"""Runs a program whose inputs or outputs do not block, as another program may have left a shared pipe or terminal.

usage: not_blocking.py output SECONDS PROGRAM...   prints all that comes once the reader has waited so long
       not_blocking.py blocking-output SECONDS PROGRAM...   the same with a pipe as usual
       not_blocking.py terminal-output SECONDS PROGRAM...   the same with a terminal that does not block
       not_blocking.py input PROGRAM...   passes on what is typed through a pipe that does not block
"""

import fcntl
import os
import pty
import subprocess
import sys
import threading
import time


def do_not_block(end):
    fcntl.fcntl(end, fcntl.F_SETFL, fcntl.fcntl(end, fcntl.F_GETFL) | os.O_NONBLOCK)


def read(reader):
    try:
        return os.read(reader, 65536)
    except OSError:  # so a terminal ends
        return b""


def read_late(kind, seconds, program):
    reader, writer = pty.openpty() if kind == "terminal-output" else os.pipe()
    if kind != "blocking-output":
        do_not_block(writer)
    process = subprocess.Popen(program, stdin=subprocess.DEVNULL, stdout=writer)
    os.close(writer)
    time.sleep(seconds)
    while part := read(reader):
        sys.stdout.buffer.write(part)
    return process.wait()


def pass_on(program):
    reader, writer = os.pipe()
    do_not_block(reader)
    process = subprocess.Popen(program, stdin=reader)
    os.close(reader)

    def type_all():
        while part := os.read(0, 65536):
            os.write(writer, part)
        os.close(writer)

    threading.Thread(target=type_all, daemon=True).start()
    return process.wait()


kind, *rest = sys.argv[1:]
if kind == "input":
    sys.exit(pass_on(rest))
sys.exit(read_late(kind, float(rest[0]), rest[1:]))
