"""Dates as RSS writes them (RFC 2822), in English whatever the locale."""

from __future__ import annotations

from datetime import UTC, datetime

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TWO = tuple(f"{number:02}" for number in range(60))


def rfc2822(when: datetime) -> str:
    """Give an aware datetime in UTC. The standard library's writer is several times slower, which a long feed feels."""
    utc = when.astimezone(UTC)
    day = f"{_DAYS[utc.weekday()]}, {_TWO[utc.day]} {_MONTHS[utc.month - 1]} {utc.year:04}"
    return f"{day} {_TWO[utc.hour]}:{_TWO[utc.minute]}:{_TWO[utc.second]} +0000"
