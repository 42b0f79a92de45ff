"""What a person's wish for one download changes, or why it can't be had. Knows no files and no running fetch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import evolve

from anypod.model.download import Download, Ruling, Status
from anypod.model.mutation import ArchiveDownload, Mutation, PinDownload, RequeueDownload, SkipDownload
from anypod.model.order import Delete, OfDownload, Pin, Refused, Retry, Skip, Unpin, Unskip
from anypod.model.settings import FeedSettings
from anypod.rules.filters import NOT_YET, verdict
from anypod.rules.order import is_placed
from anypod.rules.retention import let_go

Changes = tuple[Mutation, ...]

_BY_A_RULE = frozenset({Ruling.SINCE, Ruling.KEEP_DAYS, Ruling.KEEP_LAST, Ruling.QUOTA, Ruling.FILTER})


def granted(
    order: OfDownload, row: Download, catalogue: Iterable[Download], settings: FeedSettings, now: datetime
) -> Changes | Refused:
    """Give what is to be changed; nothing where all is as asked for already."""
    match order:
        case Retry():
            return _retry(row, catalogue, settings, now)
        case Unskip():
            return _unskip(row, catalogue, settings, now)
        case Skip():
            return _skip(row, now)
        case Delete():
            return _delete(row, now)
        case Pin():
            return _pin(row, pinned=True, now=now)
        case Unpin():
            return _pin(row, pinned=False, now=now)


def wanted_again(
    row: Download, catalogue: Iterable[Download], settings: FeedSettings, now: datetime, again: RequeueDownload
) -> Changes:
    """Give what brings a row back that ended, so that it stays.

    Args:
        row: failed, archived or skipped.
        catalogue: all rows of the feed.
        settings: the feed's.
        now: the time.
        again: how it is queued.

    A rule that set it aside would do so again with the next retention, so that it is pinned where one would.
    """
    back = evolve(row, status=again.into, reason=None, ruling=None, added=again.added or row.added)
    if not back.pinned and _set_aside(row, back, catalogue, settings, now):
        return (PinDownload(feed=row.feed, id=row.id, pinned=True, at=now), again)
    return (again,)


def requeued(row: Download, why: str, now: datetime) -> RequeueDownload:
    """Give what queues a row again by a person's wish; what was no recording yet is looked at first."""
    upcoming = row.live in NOT_YET
    return RequeueDownload(
        feed=row.feed,
        id=row.id,
        why=why,
        from_statuses=frozenset({row.status}),
        into=Status.UPCOMING if upcoming else Status.QUEUED,
        next_attempt_at=now if upcoming else None,
        by_person=True,
        at=now,
    )


def _set_aside(
    row: Download, back: Download, catalogue: Iterable[Download], settings: FeedSettings, now: datetime
) -> bool:
    """Whether a rule would set it aside. The quota sees all feeds, and a place without a date can't be foreseen."""
    if row.ruling is Ruling.QUOTA or verdict(settings.filters, back) is not None:
        return True
    if not is_placed(back):
        return row.ruling in _BY_A_RULE
    others = [other for other in catalogue if other.id != row.id]
    return any(gone.id == row.id for gone in let_go([*others, back], settings, now))


def _retry(row: Download, catalogue: Iterable[Download], settings: FeedSettings, now: datetime) -> Changes | Refused:
    match row.status:
        case Status.ERROR | Status.ARCHIVED:
            again = requeued(row, "a person asked for another try", now)
            return wanted_again(row, catalogue, settings, now, again)
        case Status.QUEUED:
            return () if row.next_attempt_at is None else (requeued(row, "a person asked for another try", now),)
        case Status.UPCOMING:
            return Refused(row.status, "it has yet to become a recording; a refresh looks at it again")
        case Status.DOWNLOADED:
            return Refused(row.status, "it is downloaded")
        case Status.SKIPPED:
            return Refused(row.status, "it is skipped; unskip it")


def _unskip(row: Download, catalogue: Iterable[Download], settings: FeedSettings, now: datetime) -> Changes | Refused:
    match row.status:
        case Status.SKIPPED:
            return wanted_again(row, catalogue, settings, now, requeued(row, "unskipped by a person", now))
        case Status.QUEUED | Status.UPCOMING | Status.DOWNLOADED:
            return ()
        case Status.ERROR | Status.ARCHIVED:
            return Refused(row.status, "it isn't skipped; retry it")


def _skip(row: Download, now: datetime) -> Changes | Refused:
    skip = SkipDownload(feed=row.feed, id=row.id, reason="skipped by a person", ruling=Ruling.PERSON, at=now)
    match row.status:
        case Status.QUEUED | Status.UPCOMING:
            return (skip,)
        case Status.SKIPPED:
            return _overruled(row, skip, now)
        case Status.DOWNLOADED:
            return Refused(row.status, "it is downloaded; delete it")
        case Status.ERROR | Status.ARCHIVED:
            return Refused(row.status, "it isn't waited for; delete it so that nothing brings it back")


def _delete(row: Download, now: datetime) -> Changes | Refused:
    gone = ArchiveDownload(feed=row.feed, id=row.id, reason="deleted by a person", ruling=Ruling.PERSON, at=now)
    if row.pinned:
        return Refused(row.status, "it is pinned; unpin it first")
    return _overruled(row, gone, now) if row.status in {Status.ARCHIVED, Status.SKIPPED} else (gone,)


def _overruled(row: Download, own: SkipDownload | ArchiveDownload, now: datetime) -> Changes:
    """A person's word takes the place of a rule's, which the next edit of the config might undo."""
    if row.ruling is Ruling.PERSON:
        return ()
    return (requeued(row, own.reason, now), own)


def _pin(row: Download, *, pinned: bool, now: datetime) -> Changes:
    return () if row.pinned is pinned else (PinDownload(feed=row.feed, id=row.id, pinned=pinned, at=now),)
