"""Intervals as Go and people write them → cron, whose steps must divide a day; and into our durations."""

from __future__ import annotations

import re
from datetime import timedelta

_PART = re.compile(r"(\d+(?:\.\d+)?)(h|ms|us|µs|ns|m|s)")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_MINUTES = (5, 10, 15, 20, 30)
_HOURS = (1, 2, 3, 4, 6, 8, 12)


def go_duration(text: str) -> timedelta | None:
    """Read Go's form, such as `2h45m`; None where it is none."""
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text.strip():
        return None
    return lasting(sum(float(number) * _SECONDS[unit] for number, unit in parts))


def lasting(seconds: float) -> timedelta | None:
    """Give a duration; None for one that is longer than any can be."""
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        return None


def every(period: timedelta) -> tuple[str, bool]:
    """Give the schedule with the longest interval that is no longer, and whether it is exact."""
    minutes = period.total_seconds() / 60
    if minutes >= 7 * 24 * 60:
        return "@weekly", minutes == 7 * 24 * 60
    if minutes >= 24 * 60:
        return "@daily", minutes == 24 * 60
    if minutes >= 60:
        hours = max(step for step in _HOURS if step * 60 <= minutes)
        return f"0 */{hours} * * *" if hours > 1 else "@hourly", minutes == hours * 60
    step = max((step for step in _MINUTES if step <= minutes), default=_MINUTES[0])
    return f"*/{step} * * * *", minutes == step


def written(period: timedelta) -> str:
    """Write a duration as our config has it; parts of a second are left out."""
    seconds = int(period.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
