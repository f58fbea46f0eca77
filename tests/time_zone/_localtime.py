"""What the C library makes of moments: JSON with [TZ, moments] comes in, their local times go out.
A TZ of null is one that is not set."""

import json
import os
import sys
import time


def local(zone, moments):
    os.environ.pop("TZ", None)
    if zone is not None:
        os.environ["TZ"] = zone
    time.tzset()
    return [time.strftime("%d/%m/%Y %H:%M:%S", time.localtime(moment)) for moment in moments]


json.dump([local(*question) for question in json.load(sys.stdin)], sys.stdout)
