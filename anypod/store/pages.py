"""A feed's catalogue as people look at it: filtered, searched, sorted, a page at a time; and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from attrs import frozen
from peewee import JOIN, SQL, Expression, ModelSelect, Ordering, fn

from anypod.model.download import Download, Status
from anypod.store.tables import DownloadRow, FeedRow
from anypod.store.values import to_sql

_date = fn.COALESCE(DownloadRow.published, DownloadRow.about, DownloadRow.first_seen)
# Letter for letter the expression of the index, as in `selections`.
_place = fn.COALESCE(DownloadRow.position, SQL("0"))


class SortField(StrEnum):
    """By what a catalogue can be sorted."""

    PUBLISHED = "published"
    FIRST_SEEN = "first_seen"
    UPDATED_AT = "updated_at"
    NEXT_ATTEMPT_AT = "next_attempt_at"
    TITLE = "title"
    STATUS = "status"
    DURATION = "duration"
    FILESIZE = "filesize"
    RETRIES = "retries"
    ID = "id"


@frozen(kw_only=True)
class Wanted:
    """Which downloads of a feed are asked for.

    Attributes:
        statuses: none means any.
        since, until: by publication; `until` itself is outside.
        search: in title, description and id, whatever the case of ASCII's letters.
        sort: fields, each with whether the greatest comes first. What they leave equal is in the feed's own order.
    """

    feed: str
    statuses: tuple[Status, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    search: str = ""
    sort: tuple[tuple[SortField, bool], ...] = ()
    offset: int = 0
    limit: int = 50


@frozen(kw_only=True)
class DownloadPage:
    """One page, and how many there are on all of them."""

    downloads: tuple[Download, ...]
    total: int


@frozen(kw_only=True)
class Totals:
    """What a feed's catalogue comes to: rows by status (every status has a number), and bytes of its files."""

    counts: Mapping[Status, int]
    size: int


@frozen(kw_only=True)
class FileTotals:
    """What a feed's files come to.

    Attributes:
        duration: seconds, all together.
        largest: bytes.
        oldest, newest: by publication.
    """

    count: int
    size: int
    duration: float
    largest: int | None
    oldest: datetime | None
    newest: datetime | None
    last_downloaded_at: datetime | None


def page(wanted: Wanted) -> ModelSelect[DownloadRow]:
    """The rows of a page."""
    rows = DownloadRow.select().where(*_conditions(wanted)).order_by(*_order(wanted))
    return rows.limit(wanted.limit).offset(wanted.offset)


def total(wanted: Wanted) -> ModelSelect[DownloadRow]:
    """How many rows there are on all pages."""
    return DownloadRow.select(fn.COUNT(SQL("*"))).where(*_conditions(wanted))


def totals() -> ModelSelect[FeedRow]:
    """Rows and bytes of every feed by status. Feed by feed from an index that holds all of it, and never from rows."""
    return (
        FeedRow.select(FeedRow.name, DownloadRow.status, fn.COUNT(SQL("*")), fn.SUM(DownloadRow.file_size))
        .join(DownloadRow, JOIN.CROSS)
        .where(DownloadRow.feed == FeedRow.name)
        .group_by(FeedRow.name, DownloadRow.status)
    )


def file_totals(feed: str) -> ModelSelect[DownloadRow]:
    """What a feed's downloaded rows come to."""
    columns = (
        fn.COUNT(SQL("*")),
        fn.SUM(DownloadRow.file_size),
        fn.SUM(DownloadRow.file_duration),
        fn.MAX(DownloadRow.file_size),
        fn.MIN(_date),
        fn.MAX(_date),
        fn.MAX(DownloadRow.downloaded_at),
    )
    return DownloadRow.select(*columns).where(DownloadRow.feed == feed, DownloadRow.status == Status.DOWNLOADED)


def failures(feed: str) -> ModelSelect[DownloadRow]:
    """The class of each failure of a feed's rows in `error`."""
    failed = (DownloadRow.feed == feed) & (DownloadRow.status == Status.ERROR)
    return DownloadRow.select(DownloadRow.failure).where(failed)


def _conditions(wanted: Wanted) -> list[Expression]:
    # A function's result has no column that would convert what it is compared with.
    conditions: list[Expression] = [DownloadRow.feed == wanted.feed]
    if len(wanted.statuses) == 1:
        conditions.append(DownloadRow.status == wanted.statuses[0])
    elif wanted.statuses:
        conditions.append(DownloadRow.status.in_(wanted.statuses))
    if wanted.since is not None:
        conditions.append(_date >= to_sql(wanted.since))
    if wanted.until is not None:
        conditions.append(_date < to_sql(wanted.until))
    if wanted.search:
        found = [
            column.contains(wanted.search) for column in (DownloadRow.title, DownloadRow.description, DownloadRow.id)
        ]
        conditions.append(found[0] | found[1] | found[2])
    return conditions


def _order(wanted: Wanted) -> tuple[Ordering, ...]:
    own = (_date.desc(), _place.asc(), DownloadRow.id.desc())
    if not wanted.sort or wanted.sort == ((SortField.PUBLISHED, True),):
        return own
    columns = {
        SortField.PUBLISHED: _date,
        SortField.FILESIZE: DownloadRow.file_size,
        SortField.DURATION: fn.COALESCE(DownloadRow.file_duration, DownloadRow.duration),
        SortField.TITLE: fn.LOWER(DownloadRow.title),
    }
    chosen = [(columns.get(name, getattr(DownloadRow, name.value, None)), last) for name, last in wanted.sort]
    return (*(column.desc() if last else column.asc() for column, last in chosen if column is not None), *own)
