"""Uses a server by SpiNNMan, and says in JSON, a line a step, what came of it.

Arguments: the server's URL, the name of a scenario, and settings of SpiNNMan's
section [Machine], as NAME=VALUE.
"""
import json
import logging
import os
import sys
import threading

from spinn_utilities.config_holder import set_config
from spinnman.config_setup import unittest_setup
from spinnman.data.spinnman_data_writer import SpiNNManDataWriter
from spinnman.exceptions import SpinnmanTimeoutException
from spinnman.messages.scp.impl import GetVersion
from spinnman.spalloc import SpallocClient, SpallocState
from spinnman.spalloc.spalloc_client import _ProxyReceiver
from websocket import WebSocket


def say(step, **facts):
    """Prints what a step came to."""
    print(json.dumps({"step": step, **facts}, default=str), flush=True)


def close_when_read(websocket):
    """Closes a websocket, once the thread that reads it has ended.

    SpiNNMan 7.4.1 does not wait for that thread. Its answer to the server's
    close frame may then go to the next connection, which gets the descriptor of
    the closed one: the server hears nonsense, and ends it.
    """
    websocket.send_close()
    for thread in threading.enumerate():
        if isinstance(thread, _ProxyReceiver):
            thread.join(timeout=5)
    websocket.shutdown()


WebSocket.close = close_when_read


def ask_version(connection):
    """Asks a board for its version: the software, and the chip that answers."""
    request = GetVersion(255, 255, 0)
    connection.send(connection.get_scp_data(request))
    _, _, data, offset = connection.receive_scp_response(timeout=5)
    response = request.get_scp_response()
    response.read_bytestring(data, offset)
    version = response.version_info
    return version.name, [version.x, version.y]


def is_silent(connection):
    """Whether nothing comes within a moment."""
    try:
        connection.receive(timeout=0.1)
        return False
    except SpinnmanTimeoutException:
        return True


def allocate(client):
    """Gets boards, talks to all of them, and lets go."""
    say("machines", names=sorted(client.list_machines()))
    job = client.create_job()
    job.wait_until_ready()
    boards = job.get_connections()
    say("boards", boards=sorted([*xy, ip] for xy, ip in boards.items()),
        root=job.get_root_host(), place=job.where_is_machine(0, 0),
        outside=job.where_is_machine(200, 200))
    for x, y in sorted(boards):
        connection = job.connect_to_board(x, y)
        name, chip = ask_version(connection)
        connection.close()
        say("version", name=name, chip=chip)
    boot = job.connect_for_booting()
    boot.send(bytes(18))
    say("boot", silent=is_silent(boot))
    job.write_data(0, 0, 0x60000000, b"spin")
    say("memory", read=job.read_data(0, 0, 0x60000000, 6).decode())
    job.reset_routing({})
    say("jobs", jobs=len(list(client.list_jobs())))
    job.destroy("had enough")
    say("end", state=job.get_state().name, jobs=len(list(client.list_jobs())))


def board(client):
    """Gets whatever the settings ask for."""
    with client.create_job() as job:
        job.wait_until_ready()
        say("boards", boards=sorted(job.get_connections().values()))


def listen(client):
    """Sends to a board on a channel that is not connected to one, and hears of it."""
    with client.create_job() as job:
        job.wait_until_ready()
        listener = job.open_eieio_listener_connection()
        sender = job.connect_to_board(0, 0)
        data = sender.get_scp_data(GetVersion(255, 255, 0))
        listener.send_to_chip(data, 0, 0)
        say("heard", size=len(listener.receive(timeout=5)),
            address=listener.local_ip_address, silent=is_silent(sender))


def share(client):
    """Has another program join the session, as those do that find it in a database."""
    with client.create_job() as job:
        job.wait_until_ready()
        found = job.get_session_credentials_for_db()
        other = SpallocClient.open_job_from_database(
            found["SPALLOC", "service uri"], found["SPALLOC", "job uri"],
            {key: value for (kind, key), value in found.items() if kind == "COOKIE"},
            {key: value for (kind, key), value in found.items() if kind == "HEADER"})
        say("other", state=other.get_state().name, boards=len(other.get_connections()))


def forgotten(client):
    """Goes on when the server knows its session no more."""
    with client.create_job() as job:
        job.wait_until_ready()
        say("ready")
        job.get_state()


def follow(client):
    """Waits for what becomes of a job."""
    with client.create_job() as job:
        job.wait_until_ready()
        say("ready")
        say("state", state=job.wait_for_state_change(SpallocState.READY).name)


def main(url, scenario, *settings):
    """Logs in, and runs a scenario."""
    unittest_setup()
    logging.disable(logging.CRITICAL)
    for setting in settings:
        set_config("Machine", *setting.split("=", 1))
    SpiNNManDataWriter.mock().set_n_required(3, None)
    try:
        client = SpallocClient(url, bearer_token=os.getenv("OIDC_BEARER_TOKEN"))
        say("login", version=str(client.version))
        globals()[scenario](client)
        client.close()
    except Exception as error:  # whatever it is, the test looks at it
        say("error", kind=type(error).__name__, text=str(error))


main(*sys.argv[1:])
