"""A config file's bytes, and TOML into plain values."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

from attrs import frozen

from anypod.config.problems import Problem

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@frozen
class Document:
    """A text that is TOML, and its tables as dicts."""

    text: str
    values: dict[str, object]


def digest(content: bytes) -> str:
    """Give what a content is told from another by."""
    return hashlib.sha256(content).hexdigest()


def read(path: Path) -> bytes | Problem:
    """Give a file's content, or why there is none."""
    try:
        return path.read_bytes()
    except OSError as error:
        return Problem(str(path), None, "", message=f"can't be read: {error.strerror or error}")
    except ValueError as error:
        return Problem(str(path), None, "", message=f"can't be read: {error}")


def parse(content: bytes, file: str) -> Document | Problem:
    """Parse a content; `file` is how it is named in problems. A byte order mark is passed over."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(file, line, "", message=f"not UTF-8: byte {content[error.start]:#04x}")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _not_toml(str(error), text, file)
    except RecursionError:
        return Problem(file, None, "", message="not a config: its lists are nested too deeply")
    return Document(text, values)


def _not_toml(message: str, text: str, file: str) -> Problem:
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
    column = f", column {place[2]}" if place and place[2] else ""
    return Problem(file, line, "", message=f"not TOML{column}: {_PLACE.sub('', message)}")
