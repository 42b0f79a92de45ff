"""What an examined item becomes: queued, upcoming, or skipped or archived with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import evolve

from anypod.model.download import Download, Ruling, Status
from anypod.model.failure import FailureKind
from anypod.model.mutation import RecordExamined
from anypod.model.settings import FeedSettings
from anypod.model.source import Details, Examined
from anypod.rules.filters import NOT_YET, short_of, verdict
from anypod.rules.order import date_of, is_placed, rank
from anypod.rules.placement import takes_place
from anypod.rules.reasons import Grounds, before_since, outside_keep_days, outside_keep_last
from anypod.rules.retry import look_again_at


def answer_of(examined: Examined) -> Details | None:
    """Give the details that can be judged; None where a failure is the answer.

    To be told that an item has yet to begin is an answer, where its details say so too.
    """
    failure, details = examined.failure, examined.details
    if details is None or failure is None:
        return details
    return details if failure.kind is FailureKind.NOT_YET and details.live in NOT_YET else None


def judge(
    row: Download,
    details: Details,
    catalogue: Iterable[Download],
    settings: FeedSettings,
    now: datetime,
) -> RecordExamined:
    """Decide from an item's full metadata.

    Args:
        row: as the catalogue has it; queued and not examined, or upcoming.
        details: what examining it gave.
        catalogue: the feed's other rows, for keep_last.
        settings: the feed's.
        now: the time.
    """
    examined = _with(row, details, now)
    grounds = _grounds(examined, catalogue, settings, now)
    if grounds is not None:
        status, due = Status.SKIPPED if grounds.ruling is Ruling.FILTER else Status.ARCHIVED, None
    elif details.live in NOT_YET:
        status, due = Status.UPCOMING, look_again_at(details.due, now)
    else:
        status, due = Status.QUEUED, ready_at(examined, settings, now)
    return RecordExamined(
        feed=row.feed,
        id=row.id,
        details=details,
        status=status,
        reason=None if grounds is None else grounds.reason,
        ruling=None if grounds is None else grounds.ruling,
        next_attempt_at=due,
        at=now,
    )


def _with(row: Download, details: Details, now: datetime) -> Download:
    """The row as the store will have it: what the source left out stays as it was."""
    return evolve(
        row,
        title=details.title,
        description=details.description if details.description is not None else row.description,
        published=details.published or row.published,
        duration=details.duration if details.duration is not None else row.duration,
        live=details.live,
        short=short_of(row.source_url, details.short if details.short is not None else row.short),
        examined_at=now,
    )


def _grounds(row: Download, catalogue: Iterable[Download], settings: FeedSettings, now: datetime) -> Grounds | None:
    """Filters first, so that what they refuse takes no place of keep_last; a pinned item is past all of this."""
    if row.pinned:
        return None
    if (reason := verdict(settings.filters, row)) is not None:
        return Grounds(Ruling.FILTER, reason)
    if row.live in NOT_YET:
        return None
    if (old := too_old(row, settings, now)) is not None:
        return old
    if settings.keep_last and _newer(row, catalogue, settings, now) >= settings.keep_last:
        return outside_keep_last(settings.keep_last)
    return None


def too_old(row: Download, settings: FeedSettings, now: datetime) -> Grounds | None:
    """Give why `since` or `keep_days` leaves a row out; None where they don't, or its date is unknown.

    `since` is about publication, but for a manual feed: whoever submits an old item wants it none the less.
    """
    if row.published is None:
        return None
    date = date_of(row, settings.date)
    counted = date if settings.manual else row.published
    if settings.since is not None and counted < settings.since:
        return before_since(counted, settings.since)
    if settings.keep_days and date < now - timedelta(days=settings.keep_days):
        return outside_keep_days(date, settings.keep_days)
    return None


def competes(row: Download, settings: FeedSettings, now: datetime) -> bool:
    """Whether a row takes a place of keep_last that is known, and not one that it is about to lose by its age.

    Judging, letting go and taking back all count by this, or else they would undo each other's verdicts.
    """
    return takes_place(row) and is_placed(row) and too_old(row, settings, now) is None


def _newer(row: Download, catalogue: Iterable[Download], settings: FeedSettings, now: datetime) -> int:
    """How many kept ones are newer. Those without a date of their own aren't counted: nothing is known of them yet."""
    own = rank(row, settings.date)
    return sum(
        other.id != row.id and rank(other, settings.date) > own and competes(other, settings, now)
        for other in catalogue
    )


def ready_at(row: Download, settings: FeedSettings, now: datetime) -> datetime | None:
    """Give when an item may be fetched: download_delay counts from publication. None when it is over."""
    if row.published is None or not settings.download_delay:
        return None
    ready = row.published + settings.download_delay
    return ready if ready > now else None
