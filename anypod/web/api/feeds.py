"""Feeds, read: a page of them, one of them, what its files come to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, NoReturn

from attrs import asdict, frozen
from quart import request

from anypod.model.download import Status
from anypod.model.failure import FailureKind
from anypod.web.api.limits import Limits, Page, PerPage, Search
from anypod.web.api.operation import Reply, operation
from anypod.web.api.paging import links
from anypod.web.api.parts import ApiParts
from anypod.web.api.records import FeedPage, FeedWithConfig
from anypod.web.refusal import refuse
from anypod.web.shapes import FeedShape

_SORTS = (
    "name",
    "title",
    "state",
    "next_sync_at",
    "last_successful_sync",
    "consecutive_failures",
    "size",
    "downloaded",
)
_SORT = "|".join(_SORTS)


class FeedState(StrEnum):
    """What a feed does now."""

    DISABLED = "disabled"
    DOWNLOADING = "downloading"
    SYNCING = "syncing"
    FAILING = "failing"
    IDLE = "idle"


@frozen(kw_only=True)
class FeedsQuery:
    """Which feeds, and in which order."""

    page: Page = 1
    per_page: PerPage = 50
    sort: Annotated[
        tuple[Annotated[str, Limits(pattern=f"-?(?:{_SORT})")], ...],
        Limits(longest=5, about="Fields with commas; - before one turns its order."),
    ] = ("name",)
    status: Annotated[tuple[FeedState, ...], Limits(about="States of which a feed must have one.")] = ()
    search: Search = ""


@frozen(kw_only=True)
class FeedStats:
    """What a feed's catalogue and files come to; `duration` is of all files together."""

    feed: str
    counts: Mapping[Status, int]
    failures: Mapping[FailureKind, int]
    files: int
    size: int
    duration: float
    largest: int | None
    oldest: datetime | None
    newest: datetime | None
    last_downloaded_at: datetime | None


EXAMPLE = {
    "name": "this_american_life",
    "enabled": True,
    "state": "idle",
    "title": "This American Life",
    "source_type": "channel",
    "urls": ["https://www.youtube.com/@example"],
    "schedule": "0 3 * * *",
    "next_sync_at": "2026-02-01T03:00:00.000Z",
    "last_successful_sync": "2026-01-31T03:00:12.250Z",
    "last_error": None,
    "consecutive_failures": 0,
    "counts": {"upcoming": 0, "queued": 1, "downloaded": 50, "error": 0, "skipped": 3, "archived": 712},
    "size": 2_400_000_000,
}


_STATS = {
    "feed": "this_american_life",
    "counts": EXAMPLE["counts"],
    "failures": {"gone": 1},
    "files": 50,
    "size": 2_400_000_000,
    "duration": 177_060.0,
    "largest": 57_300_000,
    "oldest": "2024-12-02T18:00:00.000Z",
    "newest": "2026-01-30T18:00:00.000Z",
    "last_downloaded_at": "2026-01-30T19:02:10.000Z",
}


class FeedReading:
    """Answers questions about feeds."""

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts

    @operation(
        "GET",
        "/api/feeds",
        "List the feeds of the config",
        answers={200: FeedPage},
        shown={"items": [EXAMPLE], "page": 1, "per_page": 50, "total": 1},
    )
    async def list_feeds(self, query: FeedsQuery) -> Reply:
        """Give a page of feeds."""
        feeds = _sorted(await shapes(self._parts), query)
        start = (query.page - 1) * query.per_page
        body = FeedPage(
            items=tuple(feeds[start : start + query.per_page]),
            page=query.page,
            per_page=query.per_page,
            total=len(feeds),
        )
        given = request.args.items(multi=True)
        return Reply(body=body, headers=links(given, query.page, query.per_page, len(feeds)))

    @operation(
        "GET",
        "/api/feeds/{feed}",
        "Give one feed, with its keys as the config file has them",
        answers={200: FeedWithConfig},
        shown=EXAMPLE | {"config": {"url": "https://www.youtube.com/@example", "schedule": "0 3 * * *"}},
    )
    async def get_feed(self, feed: str) -> Reply:
        """Give a feed."""
        return Reply(body=await feed_shown(self._parts, feed))

    @operation(
        "GET", "/api/feeds/{feed}/stats", "Tell what a feed's files come to", answers={200: FeedStats}, shown=_STATS
    )
    async def feed_stats(self, feed: str) -> Reply:
        """Give a feed's figures."""
        if feed not in self._parts.settings().feeds:
            no_feed()
        files = await self._parts.queries.file_totals(feed)
        body = FeedStats(
            feed=feed,
            counts=await self._parts.queries.counts(feed),
            failures=await self._parts.queries.failures(feed),
            files=files.count,
            size=files.size,
            duration=files.duration,
            largest=files.largest,
            oldest=files.oldest,
            newest=files.newest,
            last_downloaded_at=files.last_downloaded_at,
        )
        return Reply(body=body)


async def shapes(parts: ApiParts) -> list[FeedShape]:
    """Give all feeds as they are now, and not as the last listener was told."""
    return list((await parts.snapshots.read()).feeds)


async def feed_shown(parts: ApiParts, name: str) -> FeedWithConfig:
    """Give one feed, or leave with 404."""
    if name not in parts.settings().feeds:
        no_feed()
    shape = next((one for one in await shapes(parts) if one.name == name), None)
    if shape is None:
        no_feed()
    tables = await parts.edits.tables()
    return FeedWithConfig(**asdict(shape, recurse=False), config=tables.get(name, {}))


def no_feed() -> NoReturn:
    """Leave with 404."""
    refuse(404, "there is no such feed")


def _sorted(feeds: list[FeedShape], query: FeedsQuery) -> list[FeedShape]:
    words = query.search.casefold()
    wanted = [
        feed
        for feed in feeds
        if (not query.status or feed.state in query.status)
        and (not words or any(words in text.casefold() for text in (feed.name, feed.title, *feed.urls)))
    ]
    for name in reversed(query.sort):
        wanted.sort(key=partial(_key, name.lstrip("-")), reverse=name.startswith("-"))
    return wanted


def _key(name: str, feed: FeedShape) -> tuple[bool, object]:
    value = feed.counts[Status.DOWNLOADED] if name == "downloaded" else getattr(feed, name)
    return (value is not None, value.casefold() if isinstance(value, str) else value)
