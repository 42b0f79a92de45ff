"""Which downloads go when the files of all feeds together take more than the quota: the oldest first.

Knows nothing of since, keep_days and keep_last, which have had their say before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from anypod.model.download import Download
from anypod.model.mutation import ArchiveDownload
from anypod.model.settings import FeedSettings
from anypod.rules.order import rank
from anypod.rules.reasons import over_the_quota


def over_quota(
    rows: Iterable[Download], settings: Mapping[str, FeedSettings], quota: int | None, now: datetime
) -> tuple[ArchiveDownload, ...]:
    """Give the downloads to let go until all files fit, or until nothing more may go.

    Args:
        rows: of all feeds; only those with a file count.
        settings: of each feed, by name. A feed without any keeps what it has, as nothing is known of its wishes.
        quota: bytes; None for no limit.
        now: the time.

    Each feed keeps at least `min_last` downloads, pinned ones included, and all that are pinned.
    """
    held = [row for row in rows if row.file is not None]
    used = sum(map(_size, held))
    if quota is None or used <= quota:
        return ()
    grounds, left = over_the_quota(used, quota), used
    gone: list[ArchiveDownload] = []
    for row in _oldest_first(held, settings):
        if left <= quota:
            break
        left -= _size(row)
        gone.append(ArchiveDownload(feed=row.feed, id=row.id, reason=grounds.reason, ruling=grounds.ruling, at=now))
    return tuple(gone)


def _oldest_first(held: Iterable[Download], settings: Mapping[str, FeedSettings]) -> list[Download]:
    """All that may go, each placed by the date that its own feed goes by."""
    by_feed: dict[str, list[Download]] = defaultdict(list)
    for row in held:
        by_feed[row.feed].append(row)
    expendable = [
        row for feed, rows in by_feed.items() if feed in settings for row in _expendable(rows, settings[feed])
    ]
    return sorted(expendable, key=lambda row: (rank(row, settings[row.feed].date), row.feed))


def _expendable(rows: list[Download], settings: FeedSettings) -> Iterator[Download]:
    oldest_first = sorted(rows, key=lambda row: rank(row, settings.date))
    spare = max(len(rows) - settings.min_last, 0)
    yield from [row for row in oldest_first if not row.pinned][:spare]


def _size(row: Download) -> int:
    return 0 if row.file is None else row.file.size
