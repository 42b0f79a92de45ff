"""The sentences that tell why an item is not in the feed; one place, so that they always read alike."""

from __future__ import annotations

from datetime import datetime


def outside_keep_last(keep_last: int) -> str:
    """It is older than the newest `keep_last` items."""
    return f"outside keep_last = {keep_last}"


def before_since(published: datetime, since: datetime) -> str:
    """It was published before `since`; both days are given in the zone of `since`."""
    return f"published {published.astimezone(since.tzinfo):%Y-%m-%d}, before since = {since:%Y-%m-%d}"


def outside_keep_days(published: datetime, keep_days: int) -> str:
    """It is older than `keep_days` days."""
    return f"published {published:%Y-%m-%d}, outside keep_days = {keep_days}"
