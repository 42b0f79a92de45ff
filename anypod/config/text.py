"""A config file's bytes, and TOML into plain values."""

from __future__ import annotations

import codecs
import hashlib
import re
import tomllib
from pathlib import Path

from attrs import frozen

from anypod.config.problems import Problem

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CAUSES = {
    "Invalid value": 'text stands in "quotes", true and false are in small letters',
    "Illegal character '\\n'": "the quote that begins this text isn't closed",
    "Cannot overwrite a value": "this key is there already",
    "Expected '=' after a key in a key/value pair": "it is KEY = VALUE",
}
"""What people mostly did where the parser says so."""
_TWICE = re.compile(r"Cannot declare \((.+?),?\) twice")


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
    except FileNotFoundError:
        hint = "--config FILE or ANYPOD_CONFIG names another"
        return Problem(str(path), None, "", message=f"can't be read: no such file{_where(path)}; {hint}")
    except IsADirectoryError:
        return Problem(str(path), None, "", message="can't be read: it is a folder; name the file in it")
    except OSError as error:
        return Problem(str(path), None, "", message=f"can't be read: {error.strerror or error}")
    except ValueError as error:
        return Problem(str(path), None, "", message=f"can't be read: {error}")


def _where(path: Path) -> str:
    """Say from which folder a relative path was looked up; that folder may be gone itself."""
    try:
        return "" if path.is_absolute() else f" in {Path.cwd()}"
    except OSError:
        return ""


def parse(content: bytes, file: str) -> Document | Problem:
    """Parse a content; `file` is how it is named in problems. A byte order mark is passed over."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = "UTF-16" if content.startswith(_UTF16) else f"byte {content[error.start]:#04x}"
        return Problem(file, line, "", message=f"not UTF-8: {what}; have the editor save it as UTF-8")
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
    words = _PLACE.sub("", message)
    return Problem(file, line, "", message=f"not TOML{column}: {_explained(words)}")


def _explained(words: str) -> str:
    if twice := _TWICE.fullmatch(words):
        table = ".".join(part.strip("' ") for part in twice[1].split(","))
        return f"the table [{table}] is there already"
    cause = _CAUSES.get(words)
    return f"{words} ({cause})" if cause else words
