"""Brings a whole catalogue to what the present settings say of filters and of what was archived before.

Knows neither the former settings nor what changed: the rows and the settings suffice, so that it may run at any time,
again, and after it was broken off.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from anypod.model.download import Download, Ruling, Status
from anypod.model.mutation import RequeueDownload, SkipDownload
from anypod.model.settings import FeedSettings
from anypod.rules.filters import NOT_YET, verdict
from anypod.rules.judgement import ready_at, too_old
from anypod.rules.order import Rank, is_placed, rank
from anypod.rules.placement import takes_place

_TAKEN_BACK = frozenset({Ruling.SINCE, Ruling.KEEP_DAYS, Ruling.KEEP_LAST, Ruling.REMOVED})
"""Never what a person said, which only a person undoes; nor what the quota let go, which it would let go again."""
_WAITING = frozenset({Status.QUEUED, Status.UPCOMING})


def reconsider(
    catalogue: Iterable[Download], settings: FeedSettings, now: datetime
) -> tuple[SkipDownload | RequeueDownload, ...]:
    """Give what is to be skipped, and what is wanted again, newest first.

    Args:
        catalogue: all rows of the feed.
        settings: the feed's, as they are now.
        now: the time.

    What waits and is refused by a filter is skipped. What a filter skipped, or what was archived by settings or with
    the whole feed, is wanted again where it fits: in the end the feed is what it would be, had the settings never been
    different. Nothing is wanted again that `let_go` would archive at once.
    """
    rows = tuple(catalogue)
    skips = tuple(_skips(rows, settings, now))
    skipped = {skip.id for skip in skips}
    taken = [row for row in rows if row.id not in skipped and takes_place(row) and too_old(row, settings, now) is None]
    fitting = _fitting([row for row in rows if _may_return(row, settings, now)], taken, settings)
    newest_first = sorted(fitting, key=lambda row: _place(row, settings), reverse=True)
    return (*skips, *(_wanted_again(row, settings, now) for row in newest_first))


def _skips(rows: Iterable[Download], settings: FeedSettings, now: datetime) -> Iterable[SkipDownload]:
    for row in rows:
        if row.status in _WAITING and not row.pinned and (reason := verdict(settings.filters, row)) is not None:
            yield SkipDownload(feed=row.feed, id=row.id, reason=reason, ruling=Ruling.FILTER, at=now)


def _may_return(row: Download, settings: FeedSettings, now: datetime) -> bool:
    archived = row.status is Status.ARCHIVED and row.ruling in _TAKEN_BACK
    filtered = row.status is Status.SKIPPED and row.ruling is Ruling.FILTER
    if not archived and not filtered:
        return False
    return row.pinned or (verdict(settings.filters, row) is None and too_old(row, settings, now) is None)


def _fitting(returning: list[Download], taken: list[Download], settings: FeedSettings) -> list[Download]:
    """Those that take no place of keep_last, and of the others those among the first `keep_last` of all.

    What is to be examined first returns in any case, and from then on takes a place as all that is queued does.
    """
    seeking = [row for row in returning if settings.keep_last and _needs_place(row)]
    examined_first = [
        row for row in returning if _is_examined_first(row) and not row.pinned and not _is_yet_to_come(row)
    ]
    ordered = sorted(taken + examined_first + seeking, key=lambda row: _place(row, settings), reverse=True)
    first = {row.id for row in ordered[: settings.keep_last]}
    outside = {row.id for row in seeking} - first
    return [row for row in returning if row.id not in outside]


def _needs_place(row: Download) -> bool:
    return not row.pinned and not _is_yet_to_come(row) and not _is_examined_first(row)


def _is_examined_first(row: Download) -> bool:
    """An item that was wanted when its feed was removed, and of which no date is known, is to be examined first."""
    return row.ruling is Ruling.REMOVED and not _has_date(row)


def _is_yet_to_come(row: Download) -> bool:
    """Whether it was no recording when it was set aside. What keep_last let go had a place, and needs one again."""
    return row.live in NOT_YET and row.ruling is not Ruling.KEEP_LAST


def _place(row: Download, settings: FeedSettings) -> tuple[bool, Rank]:
    """Dated rows by their date, then the others by when they were listed first, and where."""
    return _has_date(row), rank(row, settings.date)


def _has_date(row: Download) -> bool:
    return is_placed(row) or row.about is not None


def _wanted_again(row: Download, settings: FeedSettings, now: datetime) -> RequeueDownload:
    """What was no recording yet is looked at again; fetching it would only fail."""
    upcoming = _is_yet_to_come(row)
    return RequeueDownload(
        feed=row.feed,
        id=row.id,
        why="fits the present settings",
        from_statuses=frozenset({row.status}),
        into=Status.UPCOMING if upcoming else Status.QUEUED,
        next_attempt_at=now if upcoming else ready_at(row, settings, now),
        at=now,
    )
