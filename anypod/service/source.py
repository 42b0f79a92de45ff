"""yt-dlp as the settings of the moment have it: an edit of [ytdlp] or [downloads] acts from the next call on."""

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


class CurrentSource:
    """Hands each call to a client of the present settings. A call that runs goes on as it began."""

    def __init__(self, settings: Callable[[], Settings], *, work: Path, ffmpeg: Path) -> None:
        self._settings = settings
        self._work = work
        self._ffmpeg = ffmpeg
        self._made: tuple[YtdlpSettings, DownloadsSettings, Client] | None = None

    def _client(self) -> Client:
        """One client serves until the settings differ: it holds the lock of the cookie jar."""
        now = self._settings()
        if self._made is None or self._made[:2] != (now.ytdlp, now.downloads):
            client = Client(now.ytdlp, now.downloads, work=self._work, ffmpeg=self._ffmpeg)
            self._made = (now.ytdlp, now.downloads, client)
        return self._made[2]

    async def list(self, feed: FeedSettings, url: str) -> Listing:
        """See `Client.list`."""
        return await self._client().list(feed, url)

    async def examine(
        self, feed: FeedSettings, urls: Sequence[str], on_item: Callable[[Examined], Awaitable[None]]
    ) -> Failure | None:
        """See `Client.examine`."""
        return await self._client().examine(feed, urls, on_item)

    async def fetch(
        self, feed: FeedSettings, download: Download, folder: Path, on_progress: Callable[[Progress], None]
    ) -> FetchResult:
        """See `Client.fetch`."""
        return await self._client().fetch(feed, download, folder, on_progress)

    async def caption(self, feed: FeedSettings, download: Download) -> Subtitles | Failure | None:
        """See `Client.caption`."""
        return await self._client().caption(feed, download)

    async def cookies(self) -> str:
        """See `Client.cookies`."""
        return await self._client().cookies()

    async def judge(self, args: Sequence[str], allowed: frozenset[str]) -> tuple[Refused, ...] | Failure:
        """See `Client.judge`."""
        return await self._client().judge(args, allowed)
