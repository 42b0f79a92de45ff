"""What "newest" means in a feed: one order for discovery, retention and the queue."""

from __future__ import annotations

from datetime import UTC, datetime

from anypod.model.download import Download
from anypod.model.settings import DateBasis

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Rank = tuple[datetime, int, str]
"""Compare ranks to order downloads; the greatest is the newest. Ties end with the id, so that order is total."""


def date_of(download: Download, basis: DateBasis) -> datetime:
    """Give the date that the feed goes by. What the source left out falls back to the next best known date."""
    if basis is DateBasis.FIRST_SEEN:
        return download.first_seen
    if basis is DateBasis.ADDED and download.added is not None:
        return download.added
    return download.published or download.about or download.first_seen


def rank(download: Download, basis: DateBasis) -> Rank:
    """Give the place of a download among its feed's; of equal dates the one nearer to the list's top is newer."""
    position = download.position if download.position is not None else 0
    return (date_of(download, basis), -position, download.id)


def is_placed(download: Download) -> bool:
    """Whether its place is known: it has a date, or it was examined and the source gives it none."""
    return download.published is not None or download.examined_at is not None
