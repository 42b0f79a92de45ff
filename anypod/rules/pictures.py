"""When the source's picture of a feed or of a download is to be looked at again. Knows no pictures and no HTTP.

A source may show another picture under another address, or under the same: the first is seen in its list, the second
only by asking. Asking costs a short answer as long as nothing changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from anypod.model.download import Download, Status
from anypod.model.feed import Feed

DRAWN = ""
"""The source of a picture that we drew."""
FEED_WAIT = timedelta(hours=1)
"""How long a feed's picture is good without a look."""
SHORTEST, LONGEST = timedelta(hours=6), timedelta(days=30)
"""The same of a download's: half its age, within these. New episodes get another picture more often than old ones."""
AT_ONCE = 20
"""Downloads of a feed that one sync looks at."""


class _Pictured(Protocol):
    @property
    def image(self) -> str | None: ...
    @property
    def image_source(self) -> str | None: ...
    @property
    def image_checked_at(self) -> datetime | None: ...


def feed_due(feed: Feed, wanted: str, now: datetime, *, asked: bool) -> bool:
    """Whether the picture at `wanted` is to be fetched, or asked after; `asked` is for a person who wants it now.

    One that can't be had is tried again at each sync: a feed has but one.
    """
    return asked or feed.image_source != wanted or _is_old(feed, FEED_WAIT, now)


def title_due(feed: Feed, title: str) -> bool:
    """Whether a feed needs a picture with its title drawn: it has none of ours, or one with another title."""
    return feed.image is None or feed.image_source != DRAWN or feed.image_etag != title


def downloads_due(
    rows: Iterable[Download], present: frozenset[str | None], now: datetime, *, asked: bool
) -> tuple[Download, ...]:
    """Give the downloads whose pictures are to be looked at, those first that were looked at longest ago.

    Args:
        rows: of one feed.
        present: the ids of those whose picture is on the disk.
        now: the time.
        asked: whether a person wants it now.
    """
    due = [row for row in rows if row.status is Status.DOWNLOADED and _is_due(row, present, now, asked=asked)]
    return tuple(sorted(due, key=lambda row: (row.image_checked_at or row.first_seen, row.id))[:AT_ONCE])


def _is_due(row: Download, present: frozenset[str | None], now: datetime, *, asked: bool) -> bool:
    if row.thumbnail_url is None:
        return False
    if row.thumbnail_url == row.image_failed:
        # Not at each sync: a site may have lost the pictures of a thousand old episodes.
        return asked or _is_old(row, SHORTEST, now)
    if row.thumbnail_url != row.image_source or row.id not in present:
        return True
    age = now - max(row.published or row.first_seen, row.first_seen)
    return asked or _is_old(row, min(max(age / 2, SHORTEST), LONGEST), now)


def _is_old(row: _Pictured, wait: timedelta, now: datetime) -> bool:
    return row.image_checked_at is None or now - row.image_checked_at >= wait
