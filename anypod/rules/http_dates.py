"""Dates as HTTP writes them: whole seconds, GMT, in English; read in each of the three forms that RFC 9110 names.

RSS has the first of them, with any offset.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime


def http_date(when: datetime) -> str:
    """Give an aware datetime as IMF-fixdate; a part of a second is dropped, never rounded up into the future."""
    return format_datetime(when.astimezone(UTC).replace(microsecond=0), usegmt=True)


def read_http_date(text: str) -> datetime | None:
    """Give the instant, UTC where nothing else is said; None for what is no date.

    RFC 9110 lets a condition with such a date not count.
    """
    try:
        when = parsedate_to_datetime(text)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
