"""Times the Python client's library on a server: prints calls a second, and ms for the jobs.

Arguments: the host, the port, how many calls, and how often to list the jobs.
"""

import json
import statistics
import sys
import time

from spalloc_client import ProtocolClient


def main():
    host, port, calls, lists = sys.argv[1], *map(int, sys.argv[2:])
    with ProtocolClient(host, port) as client:
        client.version()
        began = time.perf_counter()
        for _ in range(calls):
            client.version()
        rate = calls / (time.perf_counter() - began)
        times = []
        for _ in range(lists):
            began = time.perf_counter()
            client.list_jobs()
            times.append(1000 * (time.perf_counter() - began))
    print(json.dumps({"rate": rate, "list": statistics.median(times) if times else None}))


main()
