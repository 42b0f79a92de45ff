"""Durations and sizes as people write them. A number without a unit is refused: nobody can tell what it meant."""

from __future__ import annotations

import re
from datetime import timedelta

_DURATION = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?\s*[wdhms]\s*)+", re.IGNORECASE)
_PART = re.compile(r"([0-9.]+)\s*([wdhms])", re.IGNORECASE)
_UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_LONGEST = timedelta(days=36_500)

_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(?:([kmgtp])(i?))?b", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}


def duration(text: str) -> timedelta:
    """Read `90s`, `5m`, `24h`, `1d12h`, `2w` or `0`; raises ValueError."""
    text = text.strip()
    if text == "0":
        return timedelta(0)
    if not _DURATION.fullmatch(text):
        raise ValueError("a number needs its unit" if text.isdecimal() else "")
    seconds = sum(float(number) * _UNITS[unit.lower()] for number, unit in _PART.findall(text))
    if seconds > _LONGEST.total_seconds():
        raise ValueError("longer than 100 years")
    return timedelta(seconds=seconds)


def size(text: str) -> int:
    """Read `500 GB` (powers of 1000), `1 GiB` (of 1024) or `0` as bytes; raises ValueError."""
    text = text.strip()
    if text == "0":
        return 0
    match = _SIZE.fullmatch(text)
    if match is None:
        raise ValueError("a number needs its unit" if text.isdecimal() else "")
    number, prefix, binary = match.groups(default="")
    value = float(number) * (1024 if binary else 1000) ** _POWERS[prefix.lower()]
    if value >= 2**63:
        raise ValueError("more than any disk holds")
    return int(value)
