"""What Python's configparser makes of files: cases come in and results go out
as JSON. Files come in Latin-1, one character a byte."""

import configparser
import io
import json
import sys

DEFAULTS = {
    "port": "22244", "keepalive": "60.0", "reconnect_delay": "5.0",
    "timeout": "5.0", "machine": "None", "tags": "None",
    "min_ratio": "0.333", "max_dead_boards": "0", "max_dead_links": "None",
    "require_torus": "False", "ignore_version": "False"}

GETTERS = {
    "port": "getint", "keepalive": "getfloat", "reconnect_delay": "getfloat",
    "timeout": "getfloat", "min_ratio": "getfloat",
    "max_dead_boards": "getint", "max_dead_links": "getint",
    "require_torus": "getboolean", "ignore_version": "getboolean"}


def attempt(function, *arguments):
    try:
        value = function(*arguments)
    except Exception as error:
        return {"error": type(error).__name__}
    # JSON has neither infinities nor whole numbers of any size.
    return {"value": repr(value) if isinstance(value, (int, float)) else value}


def read(files):
    parser = configparser.ConfigParser()
    parser.add_section("spalloc")
    for name, value in DEFAULTS.items():
        parser.set("spalloc", name, value)
    for number, text in enumerate(files):
        file = io.TextIOWrapper(io.BytesIO(text.encode("latin-1")), encoding="utf-8")
        parser.read_file(file, str(number))
    # Not items(), which would mix in what [DEFAULT] has.
    sections = {name: own for name, own in parser._sections.items() if own}
    names = [name for section in parser for name in parser[section]]
    options = names + ["hostname", "owner"]
    values = {name: attempt(parser.get, "spalloc", name) for name in options}
    typed = {name: attempt(getattr(parser, getter), "spalloc", name)
             for name, getter in GETTERS.items()}
    return {"sections": sections, "defaults": dict(parser.defaults()),
            "values": values, "typed": typed}


json.dump([attempt(read, files) for files in json.load(sys.stdin)], sys.stdout)
