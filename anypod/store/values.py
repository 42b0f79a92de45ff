"""Python values ↔ what SQLite holds. The one place where an instant, an enum or a list changes its form."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

import attrs

T = TypeVar("T")
SqlValue = str | int | float | None

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_AS_THEY_ARE = frozenset({bool, int, float})


def to_micros(moment: datetime) -> int:
    """Give whole microseconds since 1970, exactly: integers sort and compare as the instants do.

    Raises:
        ValueError: for a datetime without an offset, which is no instant.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no UTC offset")
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Give the instant back, aware and in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def to_text(text: str) -> str:
    """Replace lone surrogates, which JSON may carry and which neither SQLite nor XML can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def to_json(items: Sequence[str | attrs.AttrsInstance]) -> str:
    """Give a list of strings or of records (chapters, segments, spans) as JSON."""
    if not items:
        return "[]"
    plain = [item if isinstance(item, str) else attrs.asdict(item) for item in items]
    return json.dumps(plain, separators=(",", ":"))


def to_records(kind: Callable[..., T]) -> Callable[[str], tuple[T, ...]]:
    """Give the reader of what `to_json` made of records of one kind."""

    def read(text: str) -> tuple[T, ...]:
        return () if text == "[]" else tuple(kind(**item) for item in json.loads(text))

    return read


def to_strings(text: str) -> tuple[str, ...]:
    """Give back what `to_json` made of strings."""
    return tuple(json.loads(text))


def to_sql(value: object) -> SqlValue:
    """Give any field of a record as SQLite holds it.

    Raises:
        TypeError: for a type that no column has.
    """
    # Most values are one of these; a writer converts some hundred thousand of them a second.
    if value is None or type(value) in _AS_THEY_ARE:
        return value  # type: ignore[return-value] # the set above says what it is, which mypy cannot follow
    match value:
        case StrEnum():
            return value.value
        case str():
            return to_text(value)
        case datetime():
            return to_micros(value)
        case tuple():
            return to_json(value)
        case _:
            raise TypeError(f"no column holds a {type(value).__name__}")
