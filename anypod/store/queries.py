"""What the rest of anypod may ask the catalogue. Reads only what is committed, never on the event loop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from peewee import ModelSelect, SqliteDatabase

from anypod.model.download import Download, Status
from anypod.model.failure import FailureKind
from anypod.model.feed import Feed
from anypod.model.history import Change, Ending, LogEntry
from anypod.model.pause import SitePause
from anypod.model.settings import Backfill, DateBasis
from anypod.store import pages, selections
from anypod.store.pages import DownloadPage, FileTotals, Totals, Wanted
from anypod.store.readers import Readers
from anypod.store.rows import to_downloads, to_feed
from anypod.store.tables import ChangeRow, DownloadRow, FeedRow, LogRow, SiteRow
from anypod.store.values import from_micros

LATELY = 10_000
"""Lines of history: a new feed brings thousands, one for each item that is listed, and few that end in a file."""


class Queries:
    """Each method is one read of the committed state.

    Cancellation, of any of them: while all readers are busy nothing is run; a query that has begun is finished first.
    """

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def feed(self, name: str) -> Feed | None:
        """Give one feed, enabled or not."""
        rows = await self._dicts(FeedRow.select().where(FeedRow.name == name))
        return to_feed(rows[0]) if rows else None

    async def feeds(self) -> tuple[Feed, ...]:
        """Give all feeds by name, those that are disabled too."""
        return tuple(to_feed(row) for row in await self._dicts(selections.feeds()))

    async def revision(self, name: str) -> tuple[int, datetime] | None:
        """Give a feed's revision and when it last grew, by which a rendered feed is cached."""
        columns = FeedRow.select(FeedRow.revision, FeedRow.changed_at)
        rows = await self._tuples(columns.where(FeedRow.name == name))
        return (rows[0][0], rows[0][1]) if rows else None

    async def known(self, feed: str) -> tuple[Download, ...]:
        """Give the whole catalogue of a feed, by id."""
        return await self._downloads(selections.downloads(feed))

    async def download(self, feed: str, id: str) -> Download | None:
        """Give one download."""
        rows = await self._downloads(DownloadRow.select().where(DownloadRow.feed == feed, DownloadRow.id == id))
        return rows[0] if rows else None

    async def published(self, feed: str, by: DateBasis = DateBasis.PUBLISHED) -> tuple[Download, ...]:
        """Give what is downloaded, newest first, in the order of `rules.order`."""
        return await self._downloads(selections.published(feed, by))

    async def ready(self, feed: str, now: datetime, backfill: Backfill, limit: int | None) -> tuple[Download, ...]:
        """Give what can be fetched: queued and examined, and not waiting for its next attempt. No limit gives all."""
        due = selections.waiting(feed, Status.QUEUED, now, backfill)
        return await self._downloads(due.where(DownloadRow.examined_at.is_null(False)).limit(limit))

    async def unexamined(self, feed: str, now: datetime, backfill: Backfill, limit: int | None) -> tuple[Download, ...]:
        """Give what should be looked at: upcoming ones that are due, then queued ones never looked at. No limit: all.

        One without a next attempt is due: better looked at once too often than forgotten.
        """
        upcoming = selections.waiting(feed, Status.UPCOMING, now, backfill).limit(limit)
        queued = selections.waiting(feed, Status.QUEUED, now, backfill).where(DownloadRow.examined_at.is_null())

        def read(database: SqliteDatabase) -> tuple[Download, ...]:
            first = _read(database, upcoming)
            rest = queued.limit(None if limit is None else limit - len(first))
            return first + _read(database, rest)

        return await self._readers.read(read)

    async def failed(self, feed: str, after: datetime | None) -> tuple[Download, ...]:
        """Give what is in `error`, by id; with `after` only what came to it later than that."""
        return await self._downloads(selections.failed(feed, after))

    async def next_due(self, feed: str, after: datetime | None = None) -> datetime | None:
        """Give the earliest next attempt among queued and upcoming, later than `after`; else it may have passed."""
        found = [
            moment
            for status in (Status.QUEUED, Status.UPCOMING)
            for (moment,) in await self._tuples(selections.first_due(feed, status, after))
        ]
        return min(found, default=None)

    async def counts(self, feed: str) -> Mapping[Status, int]:
        """Count a feed's downloads by status; every status has a number."""
        return dict.fromkeys(Status, 0) | dict(await self._tuples(selections.counts(feed)))

    async def size(self, feed: str) -> int:
        """Give the bytes of a feed's files."""
        return int((await self._tuples(selections.size(feed)))[0][0] or 0)

    async def logs(self, feed: str, id: str) -> tuple[LogEntry, ...]:
        """Give what yt-dlp wrote in the last attempts, oldest first."""
        query = LogRow.select(LogRow.at, LogRow.text).where(LogRow.feed == feed, LogRow.id == id).order_by(LogRow.seq)
        return tuple(LogEntry(**row) for row in await self._dicts(query))

    async def page(self, wanted: Wanted) -> DownloadPage:
        """Give a page of a feed's downloads, and how many there are; one may change between the two readings."""

        def read(database: SqliteDatabase) -> DownloadPage:
            rows = _read(database, pages.page(wanted))
            (count,) = next(iter(pages.total(wanted).tuples().execute(database)))
            return DownloadPage(downloads=rows, total=count)

        return await self._readers.read(read)

    async def totals(self) -> Mapping[str, Totals]:
        """Give what every feed that has rows comes to, in one reading."""
        counts: dict[str, dict[Status, int]] = {}
        sizes: dict[str, int] = {}
        for feed, status, count, size in await self._tuples(pages.totals()):
            counts.setdefault(feed, dict.fromkeys(Status, 0))[Status(status)] = count
            sizes[feed] = sizes.get(feed, 0) + int(size or 0)
        return {feed: Totals(counts=found, size=sizes[feed]) for feed, found in counts.items()}

    async def file_totals(self, feed: str) -> FileTotals:
        """Give what a feed's files come to."""
        ((count, size, duration, largest, *moments),) = await self._tuples(pages.file_totals(feed))
        oldest, newest, last = (_moment(one) for one in moments)
        return FileTotals(
            count=count,
            size=int(size or 0),
            duration=float(duration or 0.0),
            largest=largest,
            oldest=oldest,
            newest=newest,
            last_downloaded_at=last,
        )

    async def failures(self, feed: str) -> Mapping[FailureKind, int]:
        """Count a feed's failed downloads by the class of their failure; one without a class counts as transient."""
        kinds = await self._tuples(pages.failures(feed))
        return Counter(FailureKind.TRANSIENT if kind is None else FailureKind(kind) for (kind,) in kinds)

    async def history(self, feed: str, id: str) -> tuple[Change, ...]:
        """Give a download's changes of status, oldest first."""
        columns = ChangeRow.select(ChangeRow.at, ChangeRow.before, ChangeRow.after, ChangeRow.why)
        query = columns.where(ChangeRow.feed == feed, ChangeRow.id == id).order_by(ChangeRow.seq)
        return tuple(Change(**row) for row in await self._dicts(query))

    async def endings(self, feeds: Collection[str], limit: int) -> tuple[Ending, ...]:
        """Give what became of downloads last, newest first: a file or an error, of the last `LATELY` changes at all."""
        ((last,),) = await self._tuples(selections.last_change())
        rows = await self._tuples(selections.endings(feeds, (last or 0) - LATELY, limit))
        return tuple(
            Ending(feed=feed, id=id, title=title, change=Change(at=at, before=before, after=after, why=why))
            for feed, id, title, at, before, after, why in rows
        )

    async def files(self) -> frozenset[tuple[str, str, str]]:
        """Give (feed, id, ext) of every file that there should be."""
        return frozenset(await self._tuples(selections.files()))

    async def held(self) -> tuple[Download, ...]:
        """Give every downloaded row of every feed."""
        return await self._downloads(selections.held())

    async def total_size(self) -> int:
        """Give the bytes of the files of all feeds."""
        return int((await self._tuples(selections.total_size()))[0][0] or 0)

    async def pauses(self) -> tuple[SitePause, ...]:
        """Give what is known of sites that refused us, by name."""
        return tuple(SitePause(**row) for row in await self._dicts(SiteRow.select().order_by(SiteRow.site)))

    async def _downloads(self, query: ModelSelect[DownloadRow]) -> tuple[Download, ...]:
        return await self._readers.read(lambda database: _read(database, query))

    async def _dicts(self, query: ModelSelect[Any]) -> list[dict[str, Any]]:
        return await self._readers.read(lambda database: list(query.dicts().execute(database)))

    async def _tuples(self, query: ModelSelect[Any]) -> list[Any]:
        return await self._readers.read(lambda database: list(query.tuples().execute(database)))


def _read(database: SqliteDatabase, query: ModelSelect[DownloadRow]) -> tuple[Download, ...]:
    rows = database.execute(query)  # type: ignore[no-untyped-call] # peewee has no annotation for this one
    return to_downloads(rows)


def _moment(found: object) -> datetime | None:
    """An aggregate of a column: peewee converts some and not others."""
    return from_micros(found) if isinstance(found, int) else found if isinstance(found, datetime) else None
