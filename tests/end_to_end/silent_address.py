"""Runs a program where the name dual.test has two addresses: ::1, where nobody answers, and 127.0.0.1.

usage: silent_address.py PORT PROGRAM...   PORT is where a server listens on 127.0.0.1
       silent_address.py --try             exits with 0 if that is possible here
"""

import os
import socket
import subprocess
import sys
import tempfile

HOSTS = "127.0.0.1 localhost\n::1 dual.test\n127.0.0.1 dual.test\n"
# A mount namespace of its own has a file of hosts of its own.
LINE = 'mount --bind "$0" /etc/hosts && exec "$@"'


def silent(port):
    """A queue of connections that is full: the system drops what else comes."""
    listener = socket.socket(socket.AF_INET6)
    listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind(("::1", port))
    listener.listen(0)
    waiting = [socket.socket(socket.AF_INET6) for _ in range(4)]
    for each in waiting:
        each.setblocking(False)
        each.connect_ex(listener.getsockname())
    return listener, waiting


def run(program):
    with tempfile.NamedTemporaryFile("w") as hosts:
        hosts.write(HOSTS)
        hosts.flush()
        return subprocess.run(["unshare", "-rm", "sh", "-c", LINE, hosts.name, *program]).returncode


if sys.argv[1] == "--try":
    kept = silent(0)
    sys.exit(run(["true"]))
kept = silent(int(sys.argv[1]))
sys.exit(run(sys.argv[2:]))
