"""Which downloads are old enough to be read anew: once, `refresh_after` their download."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from anypod.model.download import Download, Status
from anypod.model.settings import FeedSettings

TRIES_FOR = timedelta(days=3)
"""For how long an item whose source doesn't answer is asked again at each sync; then it stays as it is."""


def aged(catalogue: Iterable[Download], settings: FeedSettings, now: datetime) -> tuple[Download, ...]:
    """Give the downloaded rows whose titles, descriptions and chapters may have been mended at the source by now.

    A row that was read after its time had come, for whatever reason, is done with.
    """
    after = settings.refresh_after
    if after is None:
        return ()
    return tuple(row for row in catalogue if row.status is Status.DOWNLOADED and _is_due(row, after, now))


def _is_due(row: Download, after: timedelta, now: datetime) -> bool:
    if row.downloaded_at is None:
        return False
    due = row.downloaded_at + after
    return due <= now < due + TRIES_FOR and (row.examined_at is None or row.examined_at < due)
