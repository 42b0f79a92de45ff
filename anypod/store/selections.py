"""What is asked of the tables, as peewee queries. Each one runs on an index; the tests read the plans."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from peewee import SQL, ColumnBase, ModelSelect, Ordering, fn

from anypod.model.download import Status
from anypod.model.settings import Backfill, DateBasis
from anypod.store.tables import ChangeRow, DownloadRow, FeedRow

_DOWNLOADED = DownloadRow.status == SQL("'downloaded'")
# A literal, for SQLite cannot tell that a bound value fits an index that has a WHERE of its own.


def feeds() -> ModelSelect[FeedRow]:
    """All feeds, by name."""
    return FeedRow.select().order_by(FeedRow.name)


def downloads(feed: str) -> ModelSelect[DownloadRow]:
    """A feed's whole catalogue, by id."""
    return DownloadRow.select().where(DownloadRow.feed == feed).order_by(DownloadRow.id)


def published(feed: str, by: DateBasis) -> ModelSelect[DownloadRow]:
    """A feed's downloaded rows, newest first."""
    return DownloadRow.select().where(DownloadRow.feed == feed, _DOWNLOADED).order_by(*_newest_first(by))


def waiting(feed: str, status: Status, now: datetime, backfill: Backfill) -> ModelSelect[DownloadRow]:
    """Rows of a status whose next attempt has come, in the order in which a backlog is worked off."""
    due = DownloadRow.next_attempt_at.is_null() | (DownloadRow.next_attempt_at <= now)
    newest = backfill is Backfill.NEWEST
    order = _newest_first(DateBasis.PUBLISHED) if newest else _oldest_first()
    return DownloadRow.select().where(DownloadRow.feed == feed, DownloadRow.status == status, due).order_by(*order)


def failed(feed: str, after: datetime | None) -> ModelSelect[DownloadRow]:
    """A feed's rows in `error`. When one came to it is the last line of its history that says so."""
    rows = DownloadRow.select().where(DownloadRow.feed == feed, DownloadRow.status == Status.ERROR)
    if after is not None:
        of_row = (ChangeRow.feed == DownloadRow.feed) & (ChangeRow.id == DownloadRow.id)
        later = ChangeRow.select(SQL("1")).where(of_row, ChangeRow.after == Status.ERROR, ChangeRow.at > after)
        rows = rows.where(fn.EXISTS(later))
    return rows.order_by(DownloadRow.id)


def first_due(feed: str, status: Status, after: datetime | None) -> ModelSelect[DownloadRow]:
    """The earliest next attempt of a status, of those later than `after`."""
    later = DownloadRow.next_attempt_at.is_null(False) if after is None else DownloadRow.next_attempt_at > after
    return (
        DownloadRow.select(DownloadRow.next_attempt_at)
        .where(DownloadRow.feed == feed, DownloadRow.status == status, later)
        .order_by(DownloadRow.next_attempt_at)
        .limit(1)
    )


def last_change() -> ModelSelect[ChangeRow]:
    """The number of the last line of all histories."""
    return ChangeRow.select(fn.MAX(ChangeRow.seq))


def endings(feeds: Collection[str], after: int, limit: int) -> ModelSelect[ChangeRow]:
    """The last changes of some feeds' downloads into a file or an error, newest first, of the lines after that one."""
    return (
        ChangeRow.select(
            ChangeRow.feed,
            ChangeRow.id,
            DownloadRow.title,
            ChangeRow.at,
            ChangeRow.before,
            ChangeRow.after,
            ChangeRow.why,
        )
        .join(DownloadRow, on=((DownloadRow.feed == ChangeRow.feed) & (DownloadRow.id == ChangeRow.id)))
        .where(
            ChangeRow.seq > after,
            ChangeRow.after.in_((Status.DOWNLOADED, Status.ERROR)),
            # An expression, or SQLite would take the index by feed, read all of it and sort.
            ChangeRow.feed.concat("").in_(tuple(feeds)),
        )
        .order_by(ChangeRow.seq.desc())
        .limit(limit)
    )


def counts(feed: str) -> ModelSelect[DownloadRow]:
    """How many rows of each status a feed has."""
    return (
        DownloadRow.select(DownloadRow.status, fn.COUNT(SQL("*")))
        .where(DownloadRow.feed == feed)
        .group_by(DownloadRow.status)
    )


def size(feed: str) -> ModelSelect[DownloadRow]:
    """The bytes of a feed's files."""
    return DownloadRow.select(fn.SUM(DownloadRow.file_size)).where(DownloadRow.feed == feed, _DOWNLOADED)


def files() -> ModelSelect[DownloadRow]:
    """Whose files there should be."""
    return DownloadRow.select(DownloadRow.feed, DownloadRow.id, DownloadRow.file_ext).where(_DOWNLOADED)


def held() -> ModelSelect[DownloadRow]:
    """The downloaded rows of all feeds."""
    return DownloadRow.select().where(_DOWNLOADED)


def total_size() -> ModelSelect[DownloadRow]:
    """The bytes of the files of all feeds."""
    return DownloadRow.select(fn.SUM(DownloadRow.file_size)).where(_DOWNLOADED)


def _date(by: DateBasis) -> ColumnBase:
    # The same fallbacks as in rules.order, and letter for letter the expressions of the indexes.
    match by:
        case DateBasis.PUBLISHED:
            return fn.COALESCE(DownloadRow.published, DownloadRow.about, DownloadRow.first_seen)
        case DateBasis.ADDED:
            return fn.COALESCE(DownloadRow.added, DownloadRow.published, DownloadRow.about, DownloadRow.first_seen)
        case DateBasis.FIRST_SEEN:
            return DownloadRow.first_seen


def _newest_first(by: DateBasis) -> tuple[Ordering, ...]:
    return (_date(by).desc(), fn.COALESCE(DownloadRow.position, SQL("0")).asc(), DownloadRow.id.desc())


def _oldest_first() -> tuple[Ordering, ...]:
    date = _date(DateBasis.PUBLISHED)
    return (date.asc(), fn.COALESCE(DownloadRow.position, SQL("0")).desc(), DownloadRow.id.asc())
