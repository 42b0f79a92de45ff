"""`key=value` as it is typed at a prompt → a feed's keys as the API takes them. Judges nothing: the service does."""

from __future__ import annotations

from collections.abc import Iterable
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

from attrs import has

from anypod.config.environment import Shape, value_of
from anypod.model.settings import FeedSettings


class NoAssignment(ValueError):
    """A text is no assignment; it says why."""


def assigned(texts: Iterable[str]) -> dict[str, object]:
    """Give a table of keys; a dotted one (`filters.title=…`) goes into a table of its own.

    Values are read as in environment variables: a list as JSON or with commas, true or false, a whole number, all by
    what the key wants; anything else, and the value of an unknown key, is text.

    Raises:
        NoAssignment: one has no `=`, or gives a key that another has given.
    """
    table: dict[str, object] = {}
    for text in texts:
        key, separator, value = text.partition("=")
        path = tuple(part.strip() for part in key.split("."))
        if not separator or not all(path):
            raise NoAssignment(f'"{text}" is not of the form key=value')
        _put(table, path, value_of(value, _shape(path)))
    return table


def _put(table: dict[str, object], path: tuple[str, ...], value: object) -> None:
    inner = table
    for part in path[:-1]:
        below = inner.setdefault(part, {})
        if not isinstance(below, dict):
            raise NoAssignment(f"{part} is given twice")
        inner = below
    if path[-1] in inner:
        raise NoAssignment(f"{'.'.join(path)} is given twice")
    inner[path[-1]] = value


def _shape(path: tuple[str, ...]) -> Shape:
    if path == ("yt_args",):
        return Shape.ARGS
    kind: object = FeedSettings
    for part in path:
        kind = _plain(get_type_hints(kind).get(part, str)) if isinstance(kind, type) and has(kind) else str
    if kind in (bool, int):
        return Shape.YES_NO if kind is bool else Shape.WHOLE
    return Shape.LIST if get_origin(kind) is tuple else Shape.TEXT


def _plain(kind: object) -> object:
    """Take None off an optional kind."""
    if get_origin(kind) in (Union, UnionType):
        return next(inner for inner in get_args(kind) if inner is not type(None))
    return kind
