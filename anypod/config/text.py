"""A config file's bytes, and TOML into plain values with the lines of its keys."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from anypod.config.positions import positions
from anypod.config.problems import Key, Origin, Problem

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@frozen(kw_only=True)
class Document:
    """A parsed text: its tables as dicts, and where each key stands."""

    values: dict[str, object] = field(factory=dict)
    origins: Mapping[Key, Origin] = field(factory=dict)


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
    return Document(values=values, origins={key: Origin(file, line) for key, line in positions(text).items()})


def _not_toml(message: str, text: str, file: str) -> Problem:
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
    column = f", column {place[2]}" if place and place[2] else ""
    return Problem(file, line, "", message=f"not TOML{column}: {_PLACE.sub('', message)}")
