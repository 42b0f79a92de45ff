"""Why an item is not in the feed, as a ruling and as a sentence; one place, so that they always read alike."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from anypod.model.download import Ruling


@frozen
class Grounds:
    """Why an item is set aside: the rule for the program, the reason for people."""

    ruling: Ruling
    reason: str


def outside_keep_last(keep_last: int) -> Grounds:
    """It is older than the newest `keep_last` items."""
    return Grounds(Ruling.KEEP_LAST, f"outside keep_last = {keep_last}")


def before_since(date: datetime, since: datetime) -> Grounds:
    """Its date is before `since`; both days are given in the zone of `since`."""
    day = date.astimezone(since.tzinfo)
    return Grounds(Ruling.SINCE, f"dated {day:%Y-%m-%d}, before since = {since:%Y-%m-%d}")


def outside_keep_days(date: datetime, keep_days: int) -> Grounds:
    """Its date is more than `keep_days` days ago."""
    return Grounds(Ruling.KEEP_DAYS, f"dated {date:%Y-%m-%d}, outside keep_days = {keep_days}")


def over_the_quota(used: int, quota: int) -> Grounds:
    """It is among the oldest of all feeds, whose files have `used` bytes where `quota` are allowed."""
    return Grounds(
        Ruling.QUOTA, f"among the oldest: all files have {size_in_words(used)}, over quota = {size_in_words(quota)}"
    )


def size_in_words(size: int) -> str:
    """Decimal units, as the config's examples have them; four digits tell two sizes apart well enough."""
    for unit, factor in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.4g} {unit}"
    return f"{size} B"
