"""A scripted source: what each list, examine and fetch gives, without yt-dlp. For tests of order and time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import trio
from attrs import define, field

from anypod.model.download import Download
from anypod.model.failure import Failure
from anypod.model.settings import FeedSettings
from anypod.model.source import Details, Examined, Listing, Progress
from anypod.model.transcript import Subtitles
from anypod.ytdlp.client import FetchResult
from anypod.ytdlp.protocol import Refused
from tests.support.make import days_ago, listing


@define
class FakeSource:
    """Gives `listing`, finds every item in order, and fails every fetch with `fetch_failure`.

    Attributes:
        calls: what was asked, as words, in order.
        hold_list: set to a new event to make the next list wait for it.
        crash: raised by the next list, once.
    """

    listing: Listing = field(factory=listing)
    fetch_failure: Failure | None = None
    calls: list[str] = field(factory=list)
    hold_list: trio.Event | None = None
    hold_fetch: trio.Event | None = None
    crash: Exception | None = None
    examined: dict[str, Examined] = field(factory=dict)
    refused: tuple[Refused, ...] = ()
    before_examine: Callable[[str], Awaitable[None]] | None = None
    subtitles: Subtitles | Failure | None = None

    async def list(self, feed: FeedSettings, url: str) -> Listing:
        self.calls.append("list")
        if self.hold_list is not None:
            await self.hold_list.wait()
        if (crash := self.crash) is not None:
            self.crash = None
            raise crash
        return self.listing

    async def examine(
        self, feed: FeedSettings, urls: Sequence[str], on_item: Callable[[Examined], Awaitable[None]]
    ) -> Failure | None:
        for url in urls:
            if self.before_examine is not None:
                await self.before_examine(url)
            self.calls.append(f"examine {url.rpartition('/')[2]}")
            found = Examined(url=url, details=Details(title="Found", published=days_ago(1)))
            given = self.examined.get(url, found)
            await on_item(given)
            if given.failure is not None and given.failure.whole_site:
                break
        return None

    async def caption(self, feed: FeedSettings, download: Download) -> Subtitles | Failure | None:
        self.calls.append(f"caption {download.id}")
        return self.subtitles

    async def judge(self, args: Sequence[str], allowed: frozenset[str]) -> tuple[Refused, ...] | Failure:
        return self.refused

    async def fetch(
        self, feed: FeedSettings, download: Download, folder: Path, on_progress: Callable[[Progress], None]
    ) -> FetchResult:
        self.calls.append(f"fetch {download.id}")
        if self.hold_fetch is not None:
            await self.hold_fetch.wait()
        if self.fetch_failure is None:
            raise AssertionError("this fake has no file to give: set fetch_failure, or use the real client")
        return FetchResult(outcome=self.fetch_failure, log="")
