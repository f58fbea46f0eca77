"""Runs the reference server with board controllers that need no hardware.

Prints "ready" when it accepts connections. SIGINT stops it cleanly, its state
saved beside the config file for the next start; SIGTERM, or the end of standard
input, ends it at once.

The keepalive log gets a line for each sign of life of a job, as the server
counts them: the time, the id of the job, when it was created, its keepalive,
and "created", "kept" (a client named the job) or "reset" (the server started
with jobs it had saved, and gave them all their time anew).
"""

import argparse
import logging
import os
import queue
import signal
import threading
import time

import spalloc_server.controller
import spalloc_server.server


class FakeBoardController:
    """Stands in for the controller of a frame: every request works out, later."""

    power_delay = 0.05

    def __init__(self, hostname, on_thread_start=None):
        self.hostname = hostname
        self._on_thread_start = on_thread_start
        self._requests = queue.SimpleQueue()
        self._stopping = threading.Event()
        # In a thread, as the real one: the server holds its lock when it calls
        # this, and takes the same lock when it is told that a request is done.
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def add_requests(self, requests):
        self._requests.put((time.monotonic() + self.power_delay, requests))

    def stop(self):
        # What is under way gets done, as with the real one, but without the
        # delay, which a test may have set to minutes.
        self._stopping.set()
        self._requests.put(None)

    def join(self):
        self._thread.join()

    def _run(self):
        if self._on_thread_start is not None:
            self._on_thread_start()
        while (item := self._requests.get()) is not None:
            due, requests = item
            self._stopping.wait(max(0.0, due - time.monotonic()))
            requests.on_done(True, None)


def record_keepalives(path):
    # A line at a time, so that a server that is killed leaves whole lines.
    log = open(path, "a", buffering=1)
    job_class = spalloc_server.controller._Job
    create, keep = job_class.__init__, job_class.update_keepalive

    def record(job, event):
        log.write(f"{time.time()} {job.id} {job.start_time} {job.keepalive} {event}\n")

    def recorded_create(self, *args, **kwargs):
        create(self, *args, **kwargs)
        record(self, "created")

    def recorded_keep(self, host):
        keep(self, host)
        record(self, "reset" if host is None else "kept")

    job_class.__init__ = recorded_create
    job_class.update_keepalive = recorded_keep


def end_with_parent():
    # Not through sys.stdin, whose lock would get in the way of a clean exit.
    while os.read(0, 1024):
        pass
    os._exit(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--config", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--power-delay", type=float, default=0.05)
    parser.add_argument("--cold-start", action="store_true")
    parser.add_argument("--keepalive-log")
    parser.add_argument("--quiet", action="store_true")
    args = parser.parse_args()

    logging.basicConfig(
        level=logging.WARNING if args.quiet else logging.INFO,
        format="%(asctime)s: %(name)s: %(levelname)s: %(message)s")
    FakeBoardController.power_delay = args.power_delay
    spalloc_server.controller.AsyncBMPController = FakeBoardController
    spalloc_server.server.__version__ = args.version
    if args.keepalive_log:
        record_keepalives(args.keepalive_log)

    # Set outright: whoever started the tests may have had both ignored.
    stop = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=end_with_parent, daemon=True).start()

    server = spalloc_server.server.SpallocServer(
        args.config, cold_start=args.cold_start, port=args.port)
    print("ready", flush=True)
    stop.wait()
    server.stop_and_join()


if __name__ == "__main__":
    main()
