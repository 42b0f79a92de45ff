"""A feed's desk on the real parts: yt-dlp, ffmpeg, a database and a data folder, for a site on loopback."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import trio
from attrs import define, field

from anypod.actors.board import Board
from anypod.actors.circumstances import Circumstances
from anypod.actors.desk import Desk
from anypod.actors.disk import Disk
from anypod.actors.fetch import fetch
from anypod.actors.parts import Parts
from anypod.actors.pauses import Pauses
from anypod.actors.quota import Limits
from anypod.actors.turns import Turns
from anypod.actors.writer import Pen, Writer
from anypod.demo.site import PLUGIN_DIR
from anypod.kernel.clock import Clock
from anypod.kernel.hub import Hub, HubClosed
from anypod.media.library import Library
from anypod.media.tools import Tools, find_tools
from anypod.model.download import Download, Status
from anypod.model.event import Event
from anypod.model.feed import Feed
from anypod.model.mutation import AddDownload, EnsureFeed
from anypod.model.settings import DownloadsSettings, FeedSettings, YtdlpSettings
from anypod.rules.retry import FIRST_SITE_WAIT
from anypod.store.store import Store, open_store
from anypod.ytdlp.client import Client
from tests.site.site import Site

FEED = "cats"
PATIENCE = 30.0


@define
class Told:
    """Every event in order, progress included, and a way to wait for one."""

    events: list[Event] = field(factory=list)
    _more: trio.Event = field(factory=trio.Event)

    async def listen(self, hub: Hub[Event], task_status: trio.TaskStatus[None]) -> None:
        with hub.subscribe(limit=10_000) as subscription:
            task_status.started()
            while True:
                try:
                    batch = await subscription.next_batch()
                except HubClosed:
                    return
                self.events += [numbered.item for numbered in batch]
                self._more.set()
                self._more = trio.Event()

    async def until(self, wanted: Callable[[Event], bool]) -> Event:
        """Give the first event that is wanted, whether it came already or has yet to."""
        with trio.fail_after(PATIENCE):
            while True:
                for event in self.events:
                    if wanted(event):
                        return event
                await self._more.wait()


@define
class Storage:
    """What the config says of the disk; to be changed by a test as an edit would."""

    min_free: int = 0
    quota: int | None = None
    feeds: dict[str, FeedSettings] = field(factory=dict)

    def limits(self) -> Limits:
        return Limits(min_free=lambda: self.min_free, quota=lambda: self.quota, feeds=lambda: self.feeds)


@define
class Workshop:
    """Everything that a test may look at."""

    site: Site
    folder: Path
    store: Store
    hub: Hub[Event]
    told: Told
    pen: Pen
    parts: Parts
    private: list[bool]
    """Whether pictures may come from loopback: the last value counts."""
    storage: Storage

    async def desk(self, *urls: str, **rest: Any) -> Desk:
        """Give the desk of a feed, with its row made as its actor makes it."""
        settings = FeedSettings(name=rest.pop("name", FEED), urls=urls, **rest)
        await self.pen.write(
            EnsureFeed(feed=settings.name, enabled=True, urls=urls, podcast_guid="guid", presentation="", at=self.now())
        )
        return Desk(settings, self.parts, self.pen)

    def now(self) -> datetime:
        return self.parts.clock.now()

    async def queued(self, desk: Desk, name: str, **rest: Any) -> Download:
        """Give the row of an item of the site, as it is once it was listed and examined."""
        row = Download(
            feed=desk.feed,
            id=name,
            extractor="anypodsite",
            source_id=name,
            source_url=rest.pop("source_url", self.site.watch(name)),
            title=f"Title of {name}",
            first_seen=self.now(),
            status=rest.pop("status", Status.QUEUED),
            examined_at=rest.pop("examined_at", self.now()),
            **rest,
        )
        await self.pen.write(AddDownload(download=row, at=self.now()))
        return row

    async def fetched(self, desk: Desk, name: str) -> Download:
        """Fetch a row as it stands, and give what became of it. Nothing may be left on the board."""
        await fetch(desk, await self.row(name, desk.feed))
        assert self.parts.board.active() == ()
        return await self.row(name, desk.feed)

    async def row(self, name: str, feed: str = FEED) -> Download:
        row = await self.store.queries.download(feed, name)
        assert row is not None
        return row

    async def rows(self, feed: str = FEED) -> dict[str, Download]:
        return {row.id: row for row in await self.store.queries.known(feed)}

    async def statuses(self, feed: str = FEED) -> dict[str, Status]:
        return {id_: row.status for id_, row in (await self.rows(feed)).items()}

    async def feed(self, name: str = FEED) -> Feed:
        feed = await self.store.queries.feed(name)
        assert feed is not None
        return feed

    def media(self) -> set[str]:
        """Give the published files, as FEED/NAME."""
        return _files_below(self.parts.library.layout.media)

    def scratch(self) -> set[str]:
        """Give what lies in the downloads' own folders, and the folders themselves."""
        top = self.parts.library.layout.tmp
        return {str(path.relative_to(top)) for path in top.glob("*/*")} | _files_below(top)

    def processes(self) -> set[int]:
        """Give the processes that work in a folder of ours: yt-dlp, and whatever it started."""
        return {pid for pid in _pids() if _folder_of(pid).startswith(str(self.folder))}


@asynccontextmanager
async def open_workshop(
    site: Site, folder: Path, *, first_pause: timedelta = FIRST_SITE_WAIT, cookies: Path | None = None
) -> AsyncIterator[Workshop]:
    """Run a writer on a database, with a listener to all that is told, and keep pauses and disk."""
    tools = await find_tools(os.environ)
    assert isinstance(tools, Tools)
    library, hub, told, private = Library(folder), Hub[Event](), Told(), [True]
    await library.prepare()
    async with open_store(folder / "db" / "anypod.db") as store, trio.open_nursery() as nursery:
        board = Board(hub)
        writer = Writer(store.commit, board.publish)
        clock, config = Clock(), Storage()
        pauses = Pauses(clock, lambda: 0.0, await store.queries.pauses(), first=first_pause)
        client = Client(
            YtdlpSettings(plugin_dirs=(PLUGIN_DIR,), cookies_file=cookies),
            DownloadsSettings(),
            work=folder / "ytdlp",
            ffmpeg=tools.ffmpeg.parent,
        )
        circumstances = Circumstances(client.cookies, "2026.01.01")
        await circumstances.look()
        parts = Parts(
            clock=clock,
            board=board,
            catalogue=store.queries,
            source=client,
            library=library,
            tools=tools,
            turns=Turns(2, 1, pauses),
            pauses=pauses,
            disk=Disk(library, config.limits(), clock, board.publish),
            circumstances=circumstances,
            zone=UTC,
            jitter=lambda: 0.0,
            base_url=lambda: "http://pods.example",
            allow_private=lambda: private[-1],
        )
        await nursery.start(told.listen, hub)
        nursery.start_soon(writer.run, name="writer")
        with writer.first_pen() as pen:
            nursery.start_soon(pauses.keep, pen.another(), name="pauses")
            nursery.start_soon(parts.disk.keep, pen.another(), store.queries, name="disk")
            yield Workshop(site, folder, store, hub, told, pen, parts, private, config)
            nursery.cancel_scope.cancel()
        hub.close("the test is over")


def _files_below(top: Path) -> set[str]:
    return {str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()}


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def _folder_of(pid: int) -> str:
    try:
        return str(Path(f"/proc/{pid}/cwd").readlink())
    except OSError:
        return ""
