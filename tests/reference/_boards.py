"""Talks to boards by SpiNNMan, and says in JSON, a line a step, what came of it.

Arguments: `question SEQUENCE`, for the bytes of a question for the version;
`versions ADDRESS...`, for the answers of boards; or `boot ADDRESS`, to boot one.
"""
import json
import logging
import sys
import time

from spinnman.config_setup import unittest_setup
from spinnman.connections.udp_packet_connections import (
    BootConnection, SCAMPConnection)
from spinn_utilities.config_holder import set_config
from spinnman.exceptions import SpinnmanTimeoutException
from spinnman.messages.scp.impl import GetVersion
from spinnman.messages.spinnaker_boot import SpinnakerBootMessages


def say(step, **facts):
    """Prints what a step came to."""
    print(json.dumps({"step": step, **facts}, default=str), flush=True)


def question(sequence):
    """The bytes of a question, as they are sent."""
    with SCAMPConnection(0, 0, remote_host="127.0.0.1") as connection:
        request = GetVersion(255, 255, 0)
        request.scp_request_header.sequence = int(sequence)
        say("question", bytes=connection.get_scp_data(request).hex())


def version(address):
    """Asks a board for its version: the software, and the chip that answers."""
    with SCAMPConnection(remote_host=address) as connection:
        request = GetVersion(255, 255, 0)
        connection.send(connection.get_scp_data(request))
        try:
            _, _, data, offset = connection.receive_scp_response(timeout=0.5)
        except SpinnmanTimeoutException:
            return say("silent", address=address)
        response = request.get_scp_response()
        response.read_bytestring(data, offset)
        info = response.version_info
        return say("version", address=address, name=info.name,
                   version=list(info.version_number), chip=[info.x, info.y])


def versions(*addresses):
    """Asks all of some boards."""
    for address in addresses:
        version(address)


def boot(address):
    """Boots a board: the software is SpiNNMan's, and so are the pauses."""
    set_config("Machine", "version", "5")
    with BootConnection(remote_host=address) as connection:
        for message in SpinnakerBootMessages().messages:
            connection.send_boot_message(message)
    time.sleep(0.1)
    say("booted")


def main(step, *words):
    """Takes the step that is named."""
    unittest_setup()
    logging.disable(logging.CRITICAL)
    globals()[step](*words)


main(*sys.argv[1:])
