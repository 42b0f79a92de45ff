"""The kinds of values: each turns what TOML gave into what the records hold, or says what is allowed.

Nothing is bent into shape: "60" is no number, and true is not 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from attrs import frozen

from anypod.config.problems import Refused, Wrong, below, dotted, shown

T = TypeVar("T")
Read = Callable[[object], T]

LEFT_OUT = "left out of the backup"
"""Stands for a secret in a backup. No key that holds one takes it, or a service could start with its feeds open."""


@frozen
class Kind(Generic[T]):
    """One kind of value.

    Attributes:
        allowed: what is allowed, in words.
        read: gives the value; raises ValueError with the reason, or with "" where `allowed` says enough.
        secret: never show what was found.
    """

    allowed: str
    read: Read[T]
    secret: bool = False

    def __call__(self, value: object) -> T:
        """Read a value; raises Refused."""
        try:
            return self.read(value)
        except Refused:
            raise
        except ValueError as error:
            hidden = self.secret and value != LEFT_OUT
            found = "something else (not shown)" if hidden else shown(value)
            raise Refused([Wrong((), found, self.allowed, str(error) or None)]) from None


def text_of(value: object) -> str:
    """Give a string without NUL, which neither paths nor arguments can hold."""
    if not isinstance(value, str):
        raise ValueError("")  # noqa: TRY004 - all wrong values are one thing to the caller
    if "\0" in value:
        raise ValueError("it holds a NUL character")
    return value


def whole(low: int, high: int = 1_000_000) -> Kind[int]:
    """Whole numbers from `low` to `high`, which keeps SQLite and dates in their bounds."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < low:
            raise ValueError("")
        if value > high:
            raise ValueError(f"at most {high}")
        return value

    return Kind(f"a whole number from {low}", read)


def matching(pattern: str, allowed: str, *, secret: bool = False) -> Kind[str]:
    """Strings that match as a whole."""
    compiled = re.compile(pattern, re.ASCII)

    def read(value: object) -> str:
        text = text_of(value)
        if not compiled.fullmatch(text):
            raise ValueError("")
        return text

    return Kind(allowed, read, secret)


E = TypeVar("E", bound=StrEnum)


def one_of(enum: type[E]) -> Kind[E]:
    """The members of an enum, by their values."""

    def read(value: object) -> E:
        if text_of(value) not in set(enum):
            raise ValueError("")
        return enum(text_of(value))

    return Kind(", ".join(enum), read)


def optional(kind: Kind[T]) -> Kind[T | None]:
    """A kind in which "" means none."""
    return Kind(f'{kind.allowed}, or "" for none', lambda value: None if value == "" else kind.read(value), kind.secret)


def or_empty(kind: Kind[str]) -> Kind[str]:
    """A kind in which "" stays as it is."""
    return Kind(f'{kind.allowed}, or ""', lambda value: "" if value == "" else kind.read(value), kind.secret)


def list_of(kind: Kind[T], *, distinct: bool = True) -> Kind[tuple[T, ...]]:
    """Lists; every wrong element is reported."""

    def read(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise ValueError("")  # noqa: TRY004 - as above
        items = each({f"[{index}]": item for index, item in enumerate(value)}, kind)
        if distinct and len(set(items)) < len(items):
            raise ValueError("one is there twice")
        return tuple(items)

    return Kind(f"a list: {kind.allowed}", read)


def each(values: Mapping[str, object], kind: Read[T]) -> list[T]:
    """Read all; raises one Refused that tells of all the wrong ones, by their names."""
    found: list[T] = []
    wrongs: list[Wrong] = []
    for name, value in values.items():
        try:
            found.append(kind(value))
        except Refused as refused:
            wrongs += [below(name, wrong) for wrong in refused.wrongs]
    if wrongs:
        raise Refused(wrongs)
    return found


def named(names: Read[object], values: Kind[T]) -> Kind[Mapping[str, T]]:
    """Tables whose keys people choose."""

    def read(value: object) -> Mapping[str, T]:
        if not isinstance(value, Mapping):
            raise ValueError("")  # noqa: TRY004 - as above
        wrongs: list[Wrong] = []
        for name in value:
            try:
                names(name)
            except Refused as refused:
                wrongs += [Wrong((name,), dotted((name,)), wrong.allowed, wrong.message) for wrong in refused.wrongs]
        items: list[T] = []
        try:
            items = each(value, values)
        except Refused as refused:
            wrongs += refused.wrongs
        if wrongs:
            raise Refused(wrongs)
        return dict(zip(value, items, strict=True))

    return Kind(f"a table: {values.allowed}", read, values.secret)
