"""What every feed's actor is given to act with; one record, made by the service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Protocol

from attrs import frozen

from anypod.actors.board import Board
from anypod.actors.circumstances import Circumstances
from anypod.actors.disk import Disk
from anypod.actors.pauses import Pauses
from anypod.actors.turns import Turns
from anypod.kernel.clock import Clock
from anypod.media.library import Library
from anypod.media.tools import Tools
from anypod.model.download import Download
from anypod.model.failure import Failure
from anypod.model.feed import Feed
from anypod.model.settings import Backfill, FeedSettings
from anypod.model.source import Examined, Listing, Progress
from anypod.model.transcript import Subtitles
from anypod.ytdlp.client import FetchResult
from anypod.ytdlp.protocol import Refused


class Source(Protocol):
    """The calls to a source. `anypod.ytdlp.client.Client` answers them by yt-dlp."""

    async def list(self, feed: FeedSettings, url: str) -> Listing:
        """List a URL, flat."""
        ...

    async def examine(
        self, feed: FeedSettings, urls: Sequence[str], on_item: Callable[[Examined], Awaitable[None]]
    ) -> Failure | None:
        """Read the full metadata of some items; the failure is the call's, each item carries its own."""
        ...

    async def fetch(
        self, feed: FeedSettings, download: Download, folder: Path, on_progress: Callable[[Progress], None]
    ) -> FetchResult:
        """Fetch one item's media into `folder`."""
        ...

    async def caption(self, feed: FeedSettings, download: Download) -> Subtitles | Failure | None:
        """Fetch the subtitles that the feed wants of an item; None where its source has none of those."""
        ...

    async def judge(self, args: Sequence[str], allowed: frozenset[str]) -> tuple[Refused, ...] | Failure:
        """Have options judged by yt-dlp's own parser; none is carried out."""
        ...


class Catalogue(Protocol):
    """What actors read of the catalogue. `anypod.store.queries.Queries` answers from the database."""

    async def feed(self, name: str) -> Feed | None:
        """Give a feed's row."""
        ...

    async def known(self, feed: str) -> tuple[Download, ...]:
        """Give the whole catalogue of a feed."""
        ...

    async def unexamined(self, feed: str, now: datetime, backfill: Backfill, limit: int | None) -> tuple[Download, ...]:
        """Give rows to examine: queued ones that never were, and upcoming ones that are due; with None all."""
        ...

    async def ready(self, feed: str, now: datetime, backfill: Backfill, limit: int | None) -> tuple[Download, ...]:
        """Give rows to fetch: queued, examined and due; with None all."""
        ...

    async def download(self, feed: str, id: str) -> Download | None:
        """Give one row."""
        ...

    async def files(self) -> frozenset[tuple[str, str, str]]:
        """Give (feed, id, ext) of every downloaded row of every feed."""
        ...

    async def failed(self, feed: str, after: datetime | None) -> tuple[Download, ...]:
        """Give the rows in `error`; with `after` those that came to it later than that."""
        ...

    async def held(self) -> tuple[Download, ...]:
        """Give every downloaded row of every feed."""
        ...

    async def total_size(self) -> int:
        """Give the bytes of the files of all feeds."""
        ...

    async def next_due(self, feed: str, after: datetime | None = None) -> datetime | None:
        """Give the earliest moment that a row of the feed waits for; with `after` the earliest later one."""
        ...


@frozen(kw_only=True)
class Parts:
    """The actors' surroundings.

    Attributes:
        jitter: gives a random number in [0, 1); tests give a fixed one.
        zone: in which cron expressions are read.
        base_url: of the public port, for ids that are made from a feed's address.
        allow_private: whether pictures may come from addresses of this network.
    """

    clock: Clock
    board: Board
    catalogue: Catalogue
    source: Source
    library: Library
    tools: Tools
    turns: Turns
    pauses: Pauses
    disk: Disk
    circumstances: Circumstances
    zone: tzinfo
    jitter: Callable[[], float]
    base_url: Callable[[], str]
    allow_private: Callable[[], bool]
