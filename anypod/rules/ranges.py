"""Reads a Range header (RFC 9110 §14) for something of a known size. Honours one range; knows no conditions."""

from __future__ import annotations

import re

from attrs import frozen

_ONE = re.compile(r"bytes[ \t]*=[ \t,]*([0-9]*)-([0-9]*)[ \t,]*", re.IGNORECASE)
_DIGITS = 19
"""More than any file has; Python itself refuses to read numbers of thousands of digits."""


@frozen
class Span:
    """`count` bytes from `offset`. None at all means that no byte of the range exists."""

    offset: int
    count: int


_NOTHING = Span(0, 0)


def asked_span(header: str, size: int) -> Span | None:
    """Give the bytes asked for, cut to what there is; None when the header is to be ignored.

    Ignored are other units, what is malformed, and several ranges: a multipart answer is something that players
    do not ask for, while a whole one is always allowed.
    """
    found = _ONE.fullmatch(header.strip())
    if found is None:
        return None
    first, last = found[1], found[2]
    if not first and not last:
        return None
    if not first:
        return _suffix(_number(last), size)
    start = _number(first)
    if last and _number(last) < start:
        return None
    if start >= size:
        return _NOTHING
    end = min(_number(last), size - 1) if last else size - 1
    return Span(start, end - start + 1)


def _suffix(length: int, size: int) -> Span:
    count = min(length, size)
    return Span(size - count, count) if count else _NOTHING


def _number(digits: str) -> int:
    significant = digits.lstrip("0")
    return int(significant or "0") if len(significant) <= _DIGITS else 10**_DIGITS
