"""yt-dlp as the moment has it: an edit of [ytdlp] or [downloads], or another release, acts from the next call on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from anypod.model.download import Download
from anypod.model.failure import Failure
from anypod.model.settings import DownloadsSettings, FeedSettings, Settings, YtdlpSettings
from anypod.model.source import Examined, Listing, Progress
from anypod.model.transcript import Subtitles
from anypod.ytdlp.client import Client, FetchResult
from anypod.ytdlp.protocol import Refused
from anypod.ytdlp.releases import Releases


class CurrentSource:
    """Hands each call to a client of the present settings and release. A call that runs goes on as it began."""

    def __init__(self, settings: Callable[[], Settings], releases: Releases, *, work: Path, ffmpeg: Path) -> None:
        self._settings = settings
        self._releases = releases
        self._work = work
        self._ffmpeg = ffmpeg
        self._made: tuple[YtdlpSettings, DownloadsSettings, Path | None, Client] | None = None

    def _client(self, packages: Path | None) -> Client:
        """One client serves until something differs: it holds the lock of the cookie jar."""
        now = self._settings()
        if self._made is None or self._made[:3] != (now.ytdlp, now.downloads, packages):
            client = Client(
                now.ytdlp,
                now.downloads,
                work=self._work,
                ffmpeg=self._ffmpeg,
                packages=packages,
                fenced=self._fenced,
            )
            self._made = (now.ytdlp, now.downloads, packages, client)
        return self._made[3]

    def _fenced(self, feed: FeedSettings) -> bool:
        """What is in a manual feed came through the API; what the config names is its writer's to judge."""
        return feed.manual and not self._settings().access.allow_private_urls

    async def list(self, feed: FeedSettings, url: str) -> Listing:
        """See `Client.list`."""
        with self._releases.lent() as lent:
            listing = await self._client(lent.packages).list(feed, url)
        self._releases.note(lent, feed.name, [listing.failure])
        return listing

    async def examine(
        self, feed: FeedSettings, urls: Sequence[str], on_item: Callable[[Examined], Awaitable[None]]
    ) -> Failure | None:
        """See `Client.examine`."""
        outcomes: list[Failure | None] = []

        async def hand_on(examined: Examined) -> None:
            outcomes.append(examined.failure)
            await on_item(examined)

        with self._releases.lent() as lent:
            broken_off = await self._client(lent.packages).examine(feed, urls, hand_on)
        self._releases.note(lent, feed.name, outcomes if broken_off is None else [*outcomes, broken_off])
        return broken_off

    async def fetch(
        self, feed: FeedSettings, download: Download, folder: Path, on_progress: Callable[[Progress], None]
    ) -> FetchResult:
        """See `Client.fetch`."""
        with self._releases.lent() as lent:
            result = await self._client(lent.packages).fetch(feed, download, folder, on_progress)
        self._releases.note(lent, feed.name, [result.outcome if isinstance(result.outcome, Failure) else None])
        return result

    async def caption(self, feed: FeedSettings, download: Download) -> Subtitles | Failure | None:
        """See `Client.caption`. What it fails of says nothing of a release: sites refuse subtitles to anybody."""
        with self._releases.lent() as lent:
            return await self._client(lent.packages).caption(feed, download)

    async def cookies(self) -> str:
        """See `Client.cookies`."""
        with self._releases.lent() as lent:
            return await self._client(lent.packages).cookies()

    async def judge(self, args: Sequence[str], allowed: frozenset[str]) -> tuple[Refused, ...] | Failure:
        """See `Client.judge`."""
        with self._releases.lent() as lent:
            return await self._client(lent.packages).judge(args, allowed)
