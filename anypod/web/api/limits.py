"""What a value of a record may be, beyond its type: written in `Annotated`, read by validation and by the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from attrs import AttrsInstance, frozen

MOST = 1_000_000
"""Whole numbers in the API end here where nothing else does; SQLite's and dates' bounds are further out."""


@frozen(kw_only=True)
class Limits:
    """Constraints of one value; None where there is none. Of a list they hold for the list, not for its items.

    Attributes:
        pattern: a regular expression, of Python and of JSON Schema alike, that the text as a whole must match.
        about: what the value means, for the document.
        form: JSON Schema's `format`.
    """

    least: float | None = None
    most: float | None = None
    shortest: int | None = None
    longest: int | None = None
    pattern: str | None = None
    about: str = ""
    form: str | None = None


@frozen
class Shown:
    """Stands at a plain object: the document shows the fields of `record`; somebody else judges what is in it."""

    record: type[AttrsInstance]


def breaches(value: object, limits: Limits) -> Iterator[str]:
    """Say which limits a value of the right type does not keep."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if limits.least is not None and value < limits.least:
            yield f"must be at least {limits.least:g}"
        if limits.most is not None and value > limits.most:
            yield f"must be at most {limits.most:.15g}"
    if isinstance(value, str | tuple):
        unit = "characters" if isinstance(value, str) else "items"
        if limits.shortest is not None and len(value) < limits.shortest:
            yield f"must have at least {limits.shortest} {unit}"
        if limits.longest is not None and len(value) > limits.longest:
            yield f"must have at most {limits.longest} {unit}"
    if isinstance(value, str) and limits.pattern is not None and not re.fullmatch(limits.pattern, value):
        yield f"must match {limits.pattern}"


Page = Annotated[int, Limits(least=1, most=MOST, about="Which page, from 1.")]
PerPage = Annotated[int, Limits(least=1, most=200, about="Items on a page.")]
Search = Annotated[str, Limits(longest=200, about="Words that must be in it, whatever their case.")]
WebUrl = Annotated[
    str, Limits(pattern=r"[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]+[^\s]*", longest=4096, about="An http or https URL.")
]
