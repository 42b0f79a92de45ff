"""Values that environment variables and options lay over the file.

`ANYPOD_SECTION_KEY` stands for any `[section] key` outside feeds, typed as the key is: whole numbers, true or false,
lists as JSON or with commas, tables as JSON or as `name=value` pairs. An empty variable counts as none, since
compose files can't leave one out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import get_origin, get_type_hints

from attrs import AttrsInstance, field, frozen, has

from anypod.config.keys import SECRET_FILES
from anypod.config.problems import Key, Origin, Wrong, nearest
from anypod.model.event import EventKind
from anypod.model.settings import FeedSettings, Settings

PREFIX = "ANYPOD_"
OTHERS = frozenset({"ANYPOD_CONFIG", "ANYPOD_LOG_LEVEL", "ANYPOD_LOG_FORMAT", "ANYPOD_SERVER_URL"})
"""Variables that stand for no key of the file."""

# Kubernetes and linked containers put these into every container beside a service that is called anypod.
_OF_A_SERVICE = re.compile(r"ANYPOD_(SERVICE_(HOST|PORT(_\w+)?)|PORT(_\d+_(TCP|UDP)(_\w+)?)?)|ANYPOD_(NAME|ENV_\w+)")
_YES_NO = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


class Shape(StrEnum):
    """How a text becomes what TOML would have given."""

    TEXT = "text"
    WHOLE = "whole"
    YES_NO = "yes_no"
    LIST = "list"
    TABLE = "table"
    ARGS = "args"


@frozen(kw_only=True)
class Given:
    """Values by key, each with its origin, and the variables that stand for nothing."""

    values: dict[Key, object] = field(factory=dict)
    origins: dict[Key, Origin] = field(factory=dict)
    unknown: tuple[Wrong, ...] = ()


@cache
def shapes() -> Mapping[Key, Shape]:
    """Give every key that a variable or an option can stand for."""
    found: dict[Key, Shape] = {("hooks", kind): Shape.LIST for kind in EventKind}
    for section, cls in get_type_hints(Settings).items():
        if has(cls):
            found |= {(section, name): shape for name, shape in _fields(cls)}
    found |= {("defaults", name): shape for name, shape in _fields(FeedSettings) if name not in ("name", "urls")}
    found |= dict.fromkeys(SECRET_FILES, Shape.TEXT)
    return found


def _fields(cls: type[AttrsInstance]) -> Iterator[tuple[str, Shape]]:
    for name, kind in get_type_hints(cls).items():
        if name in ("args", "yt_args"):
            yield name, Shape.ARGS
        elif not has(kind):
            yield name, _shape(kind)


def _shape(kind: object) -> Shape:
    if kind is bool:
        return Shape.YES_NO
    if kind is int:
        return Shape.WHOLE
    if get_origin(kind) is tuple:
        return Shape.LIST
    return Shape.TABLE if get_origin(kind) is Mapping else Shape.TEXT


def variable(key: Key) -> str:
    """Give the variable that stands for a key of two parts."""
    return PREFIX + "_".join(key).upper()


def from_environ(environ: Mapping[str, str]) -> Given:
    """Take the values that variables give, and note those that begin with `ANYPOD_` and stand for nothing."""
    known = {variable(key): (key, shape) for key, shape in shapes().items()}
    ours = {name for name in environ if name.startswith(PREFIX) and name not in OTHERS}
    given = {name: known[name] for name in ours & known.keys() if environ[name]}
    strange = sorted(name for name in ours - known.keys() if not _OF_A_SERVICE.fullmatch(name))
    return Given(
        values={key: value_of(environ[name], shape) for name, (key, shape) in given.items()},
        origins={key: Origin(name) for name, (key, _) in given.items()},
        unknown=tuple(_unknown(name, known) for name in strange),
    )


def from_flags(flags: Mapping[str, str]) -> Given:
    """Take the values that options give; `flags` maps a dotted key such as `server.port` to the option's text."""
    known = shapes()
    keys = {tuple(name.split(".")): text for name, text in flags.items()}
    return Given(
        values={key: value_of(text, known[key]) for key, text in keys.items()},
        origins={key: Origin(f"--{'-'.join(key).replace('_', '-')}") for key in keys},
    )


def value_of(text: str, shape: Shape) -> object:
    """Give what TOML would have given; a text that doesn't fit stays a text, for its kind to refuse."""
    match shape:
        case Shape.YES_NO:
            return _YES_NO.get(text.strip().lower(), text)
        case Shape.WHOLE:
            return int(text) if re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", text, re.ASCII) else text
        case Shape.LIST:
            return _json(text) if text.lstrip().startswith("[") else [part.strip() for part in text.split(",")]
        case Shape.ARGS:
            return _json(text) if text.lstrip().startswith("[") else text
        case Shape.TABLE:
            return _json(text) if text.lstrip().startswith("{") else _pairs(text)
        case _:
            return text


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _pairs(text: str) -> object:
    pairs = [part.partition("=") for part in re.split(r"[\s,]+", text.strip()) if part]
    if any(not separator for _, separator, _ in pairs):
        return text
    return {name: value for name, _, value in pairs}


def _unknown(name: str, known: Mapping[str, object]) -> Wrong:
    meant = nearest(name, [*known, *OTHERS])
    hint = f"; did you mean {meant}?" if meant else ", and was passed over"
    return Wrong((name,), message=f"stands for no key{hint}")


def lay_over(values: dict[str, object], given: Given) -> None:
    """Put given values into the tables of a document, in place of theirs."""
    for (section, name), value in given.values.items():
        table = values.setdefault(section, {})
        # Anything but a table is wrong, and is reported as what it is.
        if isinstance(table, dict):
            table.pop(_twin(section, name), None)
            table[name] = value


def _twin(section: str, name: str) -> str:
    """The other of a secret and the key that names its file: the one given last replaces both."""
    twins = {key: secret for (of, key), secret in SECRET_FILES.items() if of == section}
    twins |= {secret: key for key, secret in twins.items()}
    return twins.get(name, "")
