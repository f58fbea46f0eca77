"""Asks boards for their version by SpiNNMan's own connections, as on a desk.

Arguments: the address of the first board, and a CSV file of all of them. Says
in JSON, a line a board, which chip answered.
"""
import csv
import json
import sys

from spinnman.config_setup import unittest_setup
from spinnman.connections.udp_packet_connections import SCAMPConnection
from spinnman.messages.scp.impl import GetVersion

unittest_setup()
first, addresses = sys.argv[1:]
with open(addresses, encoding="utf-8") as file:
    boards = [(int(row["x"]), int(row["y"]), row["hostname"]) for row in csv.DictReader(file)]
assert boards[0][2] == first
for x, y, host in boards:
    connection = SCAMPConnection(x, y, remote_host=host)
    request = GetVersion(x, y, 0)
    connection.send(connection.get_scp_data(request))
    _, _, data, offset = connection.receive_scp_response(timeout=5)
    response = request.get_scp_response()
    response.read_bytestring(data, offset)
    version = response.version_info
    print(json.dumps({"name": version.name, "chip": [version.x, version.y]}), flush=True)
    connection.close()
