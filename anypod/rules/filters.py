"""A feed's filters: whether they refuse an item, as far as it is known. Knows no dates; those are retention's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from anypod.model.download import Download, LiveStatus
from anypod.model.settings import Filters, Rule

NOT_YET = frozenset({LiveStatus.UPCOMING, LiveStatus.LIVE, LiveStatus.POST_LIVE})
"""States in which there is nothing whole to fetch: not begun, not ended, or not yet a recording."""


def verdict(filters: Filters, row: Download) -> str | None:
    """Give the reason why the filters refuse an item; None where they let it pass, or can't tell yet.

    A list knows only part of an item: what it leaves out refuses nothing until the item has been examined, and its
    descriptions may be cut short, so that one which doesn't match yet may still do. A duration that stays unknown
    passes: better an item too many than one lost.
    """
    return next(_reasons(filters, row), None)


def short_of(url: str, said: bool | None) -> bool | None:
    """Tell whether an item is a short: by what the source said, else by its address; None when neither tells."""
    if said is not None:
        return said
    return True if "/shorts/" in urlsplit(url).path else None


def _reasons(filters: Filters, row: Download) -> Iterator[str]:
    yield from _text("title", row.title, filters.title, filters.not_title, whole=True)
    whole = row.examined_at is not None
    yield from _text("description", row.description or "", filters.description, filters.not_description, whole=whole)
    if row.duration is not None:
        yield from _duration(timedelta(seconds=row.duration), filters)
    settled = whole and row.live not in NOT_YET
    is_short, is_recording = row.short or False, row.live is LiveStatus.WAS_LIVE
    yield from _kind("a short", filters.shorts, is_short, settled=settled or row.short is not None)
    yield from _kind("a recording of a live stream", filters.live, is_recording, settled=settled or is_recording)


def _text(name: str, text: str, wanted: str, unwanted: str, *, whole: bool) -> Iterator[str]:
    if wanted and whole and not re.search(wanted, text):
        yield f"{name}: doesn't match /{wanted}/"
    if unwanted and re.search(unwanted, text):
        yield f"{name}: matches not_{name} /{unwanted}/"


def _duration(duration: timedelta, filters: Filters) -> Iterator[str]:
    if duration < filters.min_duration:
        yield f"duration {_spoken(duration)} < min_duration {_spoken(filters.min_duration)}"
    if filters.max_duration is not None and duration > filters.max_duration:
        yield f"duration {_spoken(duration)} > max_duration {_spoken(filters.max_duration)}"


def _kind(name: str, rule: Rule, is_one: bool, *, settled: bool) -> Iterator[str]:
    if not settled:
        return
    if rule is Rule.EXCLUDE and is_one:
        yield f"is {name}"
    if rule is Rule.ONLY and not is_one:
        yield f"is not {name}"


def _spoken(duration: timedelta) -> str:
    """Below two minutes in seconds, above in hours, minutes and what is left of seconds."""
    total = round(duration.total_seconds(), 1)
    if total < 120:
        return f"{total:g} s"
    parts = ((int(total // 3600), "h"), (int(total % 3600 // 60), "min"), (round(total % 60, 1), "s"))
    return " ".join(f"{value:g} {unit}" for value, unit in parts if value)
