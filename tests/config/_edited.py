"""What Python's configparser makes of edited files: a JSON list of [before, after, wanted] comes
in, and a list of verdicts goes out. `after` is null where the edit was refused, a wanted value where the option
is to be taken away."""

import configparser
import json
import re
import sys


def parse(text):
    parser = configparser.ConfigParser()
    # As a text file gives its lines.
    parser.read_string(text.replace("\r\n", "\n").replace("\r", "\n"))
    return parser


def comments(text):
    lines = (line.strip() for line in re.split("\r\n|\r|\n", text))
    return [line for line in lines if line.startswith(("#", ";"))]


def values(parser):
    """Every value as written, [DEFAULT]'s among itself only."""
    own = {(section, name): value for section, options in parser._sections.items()
           for name, value in options.items()}
    return own | {("DEFAULT", name): value for name, value in parser.defaults().items()}


def judge(before, after, wanted):
    # Python stumbles over the mark that some editors write; the editor takes it away.
    text = before[1:] if before.startswith("\ufeff") else before
    try:
        old = parse(text)
    except configparser.Error as error:
        return "not a file" if after is None else f"edited though {error}"
    if after is None:
        return "referred to" if any(
            value is None and f"%({name})s" in text.lower() for name, value in wanted.items()
        ) else "refused"
    try:
        new = parse(after)
        for name, value in wanted.items():
            if value is None:
                if name in new._sections.get("spalloc", {}):
                    return f"{name} is still there"
                continue
            if new._sections["spalloc"].get(name) is None:
                return f"{name} is not in its section"
            if new.get("spalloc", name) != value:
                return f"{name} is {new.get('spalloc', name)!r}"
    except (configparser.Error, KeyError) as error:
        return f"unreadable: {error!r}"
    others = [{key: value for key, value in values(parser).items()
               if not (key[0] == "spalloc" and key[1] in wanted)} for parser in (old, new)]
    if others[0] != others[1]:
        return f"others: {others[0]!r} became {others[1]!r}"
    if [s for s in new.sections() if s in old.sections()] != old.sections():
        return "sections"
    if comments(text) != comments(after):
        return "comments"
    endings = set(re.findall("\r\n|\r|\n", text))
    if text.strip() and endings and not set(re.findall("\r\n|\r|\n", after)) <= endings:
        return "line endings"
    return "done"


json.dump([judge(*case) for case in json.load(sys.stdin)], sys.stdout)
