"""What a source would give a feed: its first items, each with what the feed's rules say of it. Stores nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from attrs import evolve, frozen

from anypod.config.edit import AddFeed, FeedExists, ReplaceFeed
from anypod.model.download import Download, Status
from anypod.model.feed import SourceType
from anypod.model.mutation import AddDownload
from anypod.model.settings import FeedSettings
from anypod.model.source import Listing
from anypod.rules.discovery import decide
from anypod.rules.pages import page_of
from anypod.web.api.download_orders import ListFailure
from anypod.web.api.feed_config import EXAMPLE, PreviewBody
from anypod.web.api.feed_edits import name_in, refuse_empty_tables, refuse_unless_done
from anypod.web.api.operation import Reply, operation
from anypod.web.api.parts import ApiParts
from anypod.web.api.reach import refuse_private, trusts
from anypod.web.refusal import Fault, refuse

_ASKED = frozenset({"url", "urls"})
"""Keys whose URLs a preview asks something of."""

FIRST = 25
"""Items that are shown of what may be thousands."""


@frozen(kw_only=True)
class PreviewVerdict:
    """What a feed would do with an item, as far as the list alone tells; examining it may still change that."""

    status: Status
    reason: str | None


@frozen(kw_only=True)
class PreviewItem:
    """One item of the source; `duration` in seconds."""

    id: str
    title: str
    source_url: str
    published: datetime | None
    duration: float | None
    verdict: PreviewVerdict


@frozen(kw_only=True)
class Preview:
    """What a source would give; `total` counts all that it lists, `items` are the first of them."""

    title: str | None
    author: str | None
    description: str | None
    source_type: SourceType
    items: tuple[PreviewItem, ...]
    total: int
    failure: ListFailure | None


_SHOWN = {
    "title": "This American Life",
    "author": "Ira Glass",
    "description": "Stories, each week.",
    "source_type": "channel",
    "items": [
        {
            "id": "dQw4w9WgXcQ",
            "title": "Episode 812",
            "source_url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "published": None,
            "duration": 3541.0,
            "verdict": {"status": "queued", "reason": None},
        }
    ],
    "total": 812,
    "failure": None,
}


class Previews:
    """Looks at sources for feeds that are not there yet."""

    def __init__(self, parts: ApiParts) -> None:
        self._parts = parts

    @operation(
        "POST",
        "/api/feeds/preview",
        "Tell what a source would give a feed; nothing is stored",
        answers={200: Preview},
        problems=(409,),
        example=EXAMPLE,
        shown=_SHOWN,
    )
    async def preview_feed(self, body: PreviewBody) -> Reply:
        """List the source. What yt-dlp is asked there takes as long as the source takes."""
        settings = await self._settings(body)
        if not settings.urls:
            refuse(422, "the feed is not valid", [Fault(detail="is missing: there is nothing to list", pointer="/url")])
        known = (await self._parts.edits.tables()).get(settings.name, {})
        if not self._parts.settings().access.allow_private_urls:
            await refuse_private({key: value for key, value in body.items() if key in _ASKED}, known)
        listings = [await self._list(settings, url, known) for url in settings.urls]
        return Reply(body=_preview(listings, settings))

    async def _list(self, settings: FeedSettings, url: str, known: Mapping[str, object]) -> Listing:
        """A URL that only the API names is looked at as one that is submitted to a manual feed."""
        return await self._parts.list_source(
            settings if trusts(known, url) else evolve(settings, schedule="manual"), url
        )

    async def _settings(self, body: PreviewBody) -> FeedSettings:
        name = name_in(body) if body.get("name") is not None else _free(self._parts)
        table = {key: value for key, value in body.items() if key != "name"}
        refuse_empty_tables(AddFeed(name, table))
        outcome = await self._parts.edits.judge(AddFeed(name, table))
        if isinstance(outcome, FeedExists):
            outcome = await self._parts.edits.judge(ReplaceFeed(name, table))
        refuse_unless_done(outcome, name)
        if not isinstance(outcome, FeedSettings):
            refuse(409, "the config file was just changed; ask again")
        return outcome


def _free(parts: ApiParts) -> str:
    taken = parts.settings().feeds
    return next(name for number in range(len(taken) + 1) if (name := f"unnamed{number or ''}") not in taken)


def _preview(listings: Sequence[Listing], settings: FeedSettings) -> Preview:
    mutations = decide(listings, {}, settings, datetime.now(UTC))
    rows = [one.download for one in mutations if isinstance(one, AddDownload)]
    first = next((one for one in listings if one.metadata.title), listings[0])
    failure = next((one.failure for one in listings if one.failure is not None), None)
    return Preview(
        title=first.metadata.title,
        author=first.metadata.author,
        description=first.metadata.description,
        source_type=first.source_type,
        items=tuple(map(_item, rows[:FIRST])),
        total=len(rows),
        failure=None if failure is None else ListFailure(kind=failure.kind, message=failure.message),
    )


def _item(row: Download) -> PreviewItem:
    return PreviewItem(
        id=row.id,
        title=row.title,
        source_url=page_of(row.source_url),
        published=row.published,
        duration=row.duration,
        verdict=PreviewVerdict(status=row.status, reason=row.reason or row.last_error),
    )
