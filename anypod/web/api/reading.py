"""JSON's values into records, bent by nothing: every fault is found at once, each with its place. Knows no HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar, get_args, get_origin

from attrs import has
from cattrs import Converter
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn

from anypod.web.api.limits import Limits, breaches
from anypod.web.refusal import Fault, pointer

T = TypeVar("T")
Path = tuple[str | int, ...]
Hook = Callable[[object, object], object]

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d))?", re.ASCII)


class Wrong(ValueError):
    """Raised by the reader of one value."""


class WrongItems(Exception):
    """Raised by the reader of a list, with the error of each item that is wrong, by its index."""

    def __init__(self, errors: Mapping[int, Exception]) -> None:
        super().__init__(errors)
        self.errors = errors


class Invalid(Exception):
    """A value is no such record; `faults` are all the reasons."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


def read(value: object, kind: type[T]) -> T:
    """Make a record of JSON's value.

    Raises:
        Invalid: with every fault and its pointer.
    """
    try:
        record: T = _CONVERTER.structure(value, kind)
    except (ClassValidationError, WrongItems, Wrong) as error:
        raise Invalid(tuple(Fault(detail=text, pointer=pointer(path)) for path, text in _faults(error, ()))) from None
    return record


def _faults(error: BaseException, path: Path) -> Iterator[tuple[Path, str]]:
    match error:
        case ClassValidationError():
            fields, others = error.group_exceptions()
            for inner, note in fields:
                yield from _faults(inner, (*path, note.name))
            for other in others:
                yield from _faults(other, path)
        case WrongItems():
            for index, inner in error.errors.items():
                yield from _faults(inner, (*path, index))
        case ForbiddenExtraKeysError():
            yield from (((*path, name), "is not known here") for name in sorted(error.extra_fields))
        case KeyError():
            yield path, "is missing"
        case Wrong():
            yield path, str(error)
        case _:
            raise error


def instant(text: str) -> datetime:
    """Read RFC 3339, or a day, which begins at midnight UTC; raises Wrong."""
    if not _INSTANT.fullmatch(text):
        raise Wrong('must be a time such as "2026-01-31T12:00:00Z", or a day')
    try:
        if len(text) == len("2026-01-31"):
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Wrong("is no time that there is") from None


def _text(value: object, _: object) -> str:
    if not isinstance(value, str):
        raise Wrong("must be text")
    return value


def _yes_no(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        raise Wrong("must be true or false")
    return value


def _whole(value: object, _: object) -> int:
    # JSON knows one kind of number: 3.0 is as whole as 3.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong("must be a whole number")
    return value


def _number(value: object, _: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Wrong("must be a number")
    return float(value)


def _instant(value: object, _: object) -> datetime:
    return instant(_text(value, str))


def _member(value: object, kind: type[StrEnum]) -> StrEnum:
    if not isinstance(value, str) or value not in set(kind):
        raise Wrong(f"must be one of {', '.join(kind)}")
    return kind(value)


def _limited(kind: object) -> Hook:
    inner, *notes = get_args(kind)

    def hook(value: object, _: object) -> object:
        made = _CONVERTER.structure(value, inner)
        found = [text for note in notes if isinstance(note, Limits) for text in breaches(made, note)]
        if found:
            raise Wrong("; ".join(found))
        return made

    return hook


def _list(kind: object) -> Hook:
    item = get_args(kind)[0]

    def hook(value: object, _: object) -> tuple[object, ...]:
        if not isinstance(value, list):
            raise Wrong("must be a list")
        made: list[object] = []
        wrong: dict[int, Exception] = {}
        for index, one in enumerate(value):
            try:
                made.append(_CONVERTER.structure(one, item))
            except (ClassValidationError, WrongItems, Wrong) as error:
                wrong[index] = error
        if wrong:
            raise WrongItems(wrong)
        return tuple(made)

    return hook


def _record(kind: type[object]) -> Hook:
    whole = make_dict_structure_fn(kind, _CONVERTER)

    def hook(value: object, _: object) -> object:
        return whole(_object(value, kind), kind)

    return hook


def _object(value: object, _: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise Wrong("must be an object")
    return value


def _is_a(origin: object) -> Callable[[Any], bool]:
    return lambda kind: get_origin(kind) is origin


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    plain: dict[type, Hook] = {str: _text, bool: _yes_no, int: _whole, float: _number, datetime: _instant}
    for kind, hook in plain.items():
        converter.register_structure_hook(kind, hook)
    # As a class too: an enum is a str, and what is known of its class goes before any predicate.
    converter.register_structure_hook(StrEnum, _member)
    converter.register_structure_hook_factory(lambda kind: isinstance(kind, type) and has(kind), _record)
    converter.register_structure_hook_factory(_is_a(tuple), _list)
    converter.register_structure_hook_func(_is_a(Mapping), _object)
    converter.register_structure_hook_factory(_is_a(Annotated), _limited)
    return converter


_CONVERTER = _converter()
