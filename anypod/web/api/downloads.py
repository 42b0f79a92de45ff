"""Downloads, read: a page of a feed's catalogue, one with its past, its log."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from attrs import frozen
from quart import request

from anypod.model.download import Download, Status
from anypod.store.pages import SortField, Wanted
from anypod.web.api.feeds import no_feed
from anypod.web.api.limits import Limits, Page, PerPage, Search
from anypod.web.api.operation import Reply, operation
from anypod.web.api.paging import links
from anypod.web.api.parts import ApiParts
from anypod.web.api.records import (
    DownloadLog,
    DownloadPageShape,
    DownloadWithHistory,
    Logged,
    download_shape,
    links_base,
    with_history,
)
from anypod.web.refusal import refuse

_SORT = "|".join(SortField)


@frozen(kw_only=True)
class DownloadsQuery:
    """Which downloads, and in which order."""

    page: Page = 1
    per_page: PerPage = 50
    status: Annotated[tuple[Status, ...], Limits(about="Statuses of which a download must have one.")] = ()
    since: Annotated[datetime | None, Limits(about="Published then or later: a time, or a day.")] = None
    until: Annotated[datetime | None, Limits(about="Published before: a time, or a day.")] = None
    search: Search = ""
    sort: Annotated[
        tuple[Annotated[str, Limits(pattern=f"-?(?:{_SORT})")], ...],
        Limits(longest=5, about="Fields with commas; - before one turns its order."),
    ] = ("-published",)


EXAMPLE = {
    "feed": "this_american_life",
    "id": "dQw4w9WgXcQ",
    "status": "downloaded",
    "reason": None,
    "failure": None,
    "retries": 0,
    "next_attempt_at": None,
    "last_error": None,
    "title": "Episode 812",
    "published": "2026-01-30T18:00:00.000Z",
    "duration": 3541.2,
    "filesize": 57_300_000,
    "pinned": False,
    "enclosure_url": "http://localhost:8000/media/this_american_life/dQw4w9WgXcQ.m4a",
    "source_url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "transcripts": [
        {
            "url": "http://localhost:8000/transcripts/this_american_life/dQw4w9WgXcQ.en.vtt",
            "type": "text/vtt",
            "language": "en",
            "source": "creator",
        }
    ],
}
WITHOUT_FILE: dict[str, object] = {"filesize": None, "enclosure_url": None, "transcripts": []}
CANCELLED = (
    EXAMPLE
    | WITHOUT_FILE
    | {
        "status": "queued",
        "reason": "cancelled by a person",
        "next_attempt_at": "2026-01-30T19:17:10.000Z",
    }
)
_NUMBERED = {"season": 31, "season_name": None, "episode": 4, "age_limit": 0}
_CHAPTERS = [{"start": 0.0, "title": "Prologue"}, {"start": 92.0, "title": "Act one"}]
_CHAPTERS_URL = "http://localhost:8000/chapters/this_american_life/dQw4w9WgXcQ.json"
_PAST = [
    {"at": "2026-01-30T19:00:00.000Z", "before": None, "after": "queued", "why": "found in the list"},
    {"at": "2026-01-30T19:02:10.000Z", "before": "queued", "after": "downloaded", "why": "downloaded"},
]


class DownloadReading:
    """Answers questions about downloads."""

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts

    @operation(
        "GET",
        "/api/feeds/{feed}/downloads",
        "List a feed's downloads, whatever their status",
        answers={200: DownloadPageShape},
        shown={"items": [EXAMPLE], "page": 1, "per_page": 50, "total": 1},
    )
    async def list_downloads(self, feed: str, query: DownloadsQuery) -> Reply:
        """Give a page of downloads."""
        settings = self._parts.settings()
        if feed not in settings.feeds:
            no_feed()
        found = await self._parts.queries.page(_wanted(feed, query))
        body = DownloadPageShape(
            items=tuple(download_shape(one, links_base(settings)) for one in found.downloads),
            page=query.page,
            per_page=query.per_page,
            total=found.total,
        )
        given = request.args.items(multi=True)
        return Reply(body=body, headers=links(given, query.page, query.per_page, found.total))

    @operation(
        "GET",
        "/api/feeds/{feed}/downloads/{id}",
        "Give one download, with why it is as it is",
        answers={200: DownloadWithHistory},
        shown=EXAMPLE | _NUMBERED | {"chapters": _CHAPTERS, "chapters_url": _CHAPTERS_URL, "history": _PAST},
    )
    async def get_download(self, feed: str, id: str) -> Reply:
        """Give a download with its history."""
        return Reply(body=await download_shown(self._parts, feed, id))

    @operation(
        "GET",
        "/api/feeds/{feed}/downloads/{id}/log",
        "Give what yt-dlp wrote at a download's last attempts",
        answers={200: DownloadLog},
        shown={"items": [{"at": "2026-01-30T19:02:10.000Z", "text": "[youtube] Extracting URL…"}]},
    )
    async def download_log(self, feed: str, id: str) -> Reply:
        """Give a download's log."""
        await found(self._parts, feed, id)
        entries = await self._parts.queries.logs(feed, id)
        return Reply(body=DownloadLog(items=tuple(Logged(at=one.at, text=one.text) for one in entries)))


async def found(parts: ApiParts, feed: str, id: str) -> Download:
    """Give a download of a feed in the config, or leave with 404."""
    if feed not in parts.settings().feeds:
        no_feed()
    download = await parts.queries.download(feed, id)
    if download is None:
        refuse(404, "the feed has no such download")
    return download


async def download_shown(parts: ApiParts, feed: str, id: str) -> DownloadWithHistory:
    """Give a download with its history, or leave with 404."""
    download = await found(parts, feed, id)
    past, settings = await parts.queries.history(feed, id), parts.settings()
    if feed not in settings.feeds:
        no_feed()
    return with_history(download, past, settings.feeds[feed], links_base(settings))


def _wanted(feed: str, query: DownloadsQuery) -> Wanted:
    return Wanted(
        feed=feed,
        statuses=query.status,
        since=query.since,
        until=query.until,
        search=query.search,
        sort=tuple((SortField(field.lstrip("-")), field.startswith("-")) for field in query.sort),
        offset=(query.page - 1) * query.per_page,
        limit=query.per_page,
    )
