"""A URL's query into a record: texts become what the fields' types want, then the same rules hold as for JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import UnionType
from typing import Annotated, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import evolve

from anypod.web.api.reading import Invalid, read
from anypod.web.refusal import Fault

T = TypeVar("T")

_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_YES_NO = {"true": True, "false": False}


def read_query(given: Iterable[tuple[str, str]], kind: type[T]) -> T:
    """Make a record of a query's pairs. A list is one text with commas.

    Raises:
        Invalid: with every fault and its parameter.
    """
    hints = get_type_hints(kind, include_extras=True)
    values: dict[str, object] = {}
    twice = set()
    for name, text in given:
        if name in values:
            twice.add(name)
        values[name] = _value(text, hints[name]) if name in hints else text
    faults = tuple(Fault(detail="is given more than once", parameter=name) for name in sorted(twice))
    try:
        record = read(values, kind)
    except Invalid as invalid:
        raise Invalid((*faults, *map(_as_parameter, invalid.faults))) from None
    if faults:
        raise Invalid(faults)
    return record


def _as_parameter(fault: Fault) -> Fault:
    name = (fault.pointer or "").split("/")[1].replace("~1", "/").replace("~0", "~")
    return evolve(fault, pointer=None, parameter=name)


def _value(text: str, kind: object) -> object:
    origin = get_origin(kind)
    if origin is Annotated:
        return _value(text, get_args(kind)[0])
    if origin in {Union, UnionType}:
        return _value(text, next(one for one in get_args(kind) if one is not type(None)))
    if origin is tuple:
        item = get_args(kind)[0]
        return [_value(part, item) for part in text.split(",") if part]
    if kind is int and _WHOLE.fullmatch(text):
        return int(text)
    return _YES_NO.get(text, text) if kind is bool else text
