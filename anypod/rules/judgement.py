"""What an examined item becomes: queued, upcoming, or archived with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import evolve

from anypod.model.download import Download, Status
from anypod.model.mutation import RecordExamined
from anypod.model.settings import FeedSettings
from anypod.model.source import Details
from anypod.rules.discovery import NOT_YET
from anypod.rules.order import date_of, is_placed, rank
from anypod.rules.placement import KEPT
from anypod.rules.reasons import before_since, outside_keep_days, outside_keep_last
from anypod.rules.retry import look_again_at


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
    status, reason, due = _verdict(_with(row, details), details, catalogue, settings, now)
    return RecordExamined(
        feed=row.feed, id=row.id, details=details, status=status, reason=reason, next_attempt_at=due, at=now
    )


def _with(row: Download, details: Details) -> Download:
    return evolve(row, published=details.published or row.published)


def _verdict(
    row: Download, details: Details, catalogue: Iterable[Download], settings: FeedSettings, now: datetime
) -> tuple[Status, str | None, datetime | None]:
    if details.live in NOT_YET:
        return Status.UPCOMING, None, look_again_at(details.due, now)
    if (reason := too_old(row, settings, now)) is not None:
        return Status.ARCHIVED, reason, None
    if settings.keep_last and _newer(row, catalogue, settings) >= settings.keep_last:
        return Status.ARCHIVED, outside_keep_last(settings.keep_last), None
    return Status.QUEUED, None, _ready_at(row, settings, now)


def too_old(row: Download, settings: FeedSettings, now: datetime) -> str | None:
    """Give the reason why `since` or `keep_days` leaves a row out; None where they don't, or its date is unknown."""
    if row.published is None:
        return None
    if settings.since is not None and row.published < settings.since:
        return before_since(row.published, settings.since)
    date = date_of(row, settings.date)
    if settings.keep_days and date < now - timedelta(days=settings.keep_days):
        return outside_keep_days(date, settings.keep_days)
    return None


def _newer(row: Download, catalogue: Iterable[Download], settings: FeedSettings) -> int:
    """How many kept ones are newer. Those without a date of their own aren't counted: nothing is known of them yet."""
    own = rank(row, settings.date)
    return sum(
        other.status in KEPT and is_placed(other) and other.id != row.id and rank(other, settings.date) > own
        for other in catalogue
    )


def _ready_at(row: Download, settings: FeedSettings, now: datetime) -> datetime | None:
    """download_delay counts from publication; None when it is over."""
    if row.published is None or not settings.download_delay:
        return None
    ready = row.published + settings.download_delay
    return ready if ready > now else None
