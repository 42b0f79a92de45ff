"""Opens what a service is made of, in the order in which one needs the other, and closes it in reverse."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import tzinfo
from importlib.metadata import version
from pathlib import Path

import trio
from attrs import define, field

from anypod.actors.board import Board
from anypod.actors.circumstances import Circumstances
from anypod.actors.disk import Disk
from anypod.actors.parts import Parts
from anypod.actors.pauses import Pauses
from anypod.actors.quota import Limits
from anypod.actors.roster import Roster
from anypod.actors.turns import Turns
from anypod.actors.writer import Pen, Writer
from anypod.kernel.clock import Clock
from anypod.kernel.hub import Hub
from anypod.media.library import Library
from anypod.media.tools import Tools
from anypod.model.event import Event
from anypod.model.settings import Settings
from anypod.service.admin_token import admin_token
from anypod.service.source import CurrentSource
from anypod.service.state import State
from anypod.store.store import Store, open_store
from anypod.ytdlp.releases import Releases, open_releases


@define(kw_only=True)
class Opened:
    """A service that is put together and does nothing yet.

    Attributes:
        pen: the first; whoever starts a task that writes gives it one of its own.
        token: what the admin app asks of everybody; None for nothing.
    """

    store: Store
    hub: Hub[Event]
    parts: Parts
    pen: Pen
    roster: Roster
    writer: Writer
    state: State
    releases: Releases
    token: str | None = field(default=None, repr=False)


@asynccontextmanager
async def opened(settings: Settings, data_dir: Path, tools: Tools, zone: tzinfo) -> AsyncIterator[Opened]:
    """Prepare the folders, open the database, and make the actors' parts around them.

    Raises:
        SchemaTooNew, ForeignDatabase: the database is not for this program.
        OSError: a folder, the admin token or the database can't be made.
    """
    library = Library(data_dir)
    await library.prepare()
    token = await trio.to_thread.run_sync(admin_token, settings.server, data_dir)
    async with open_store(data_dir / "db" / "anypod.db") as store:
        hub = Hub[Event](first=int(time.time() * 1_000))
        board = Board(hub)
        writer = Writer(store.commit, board.publish)
        pen = writer.first_pen()
        state = State(settings=settings)
        clock = Clock()
        releases = await open_releases(
            data_dir / "tools" / "yt-dlp", version("yt-dlp"), lambda: state.settings.ytdlp.channel
        )
        source = CurrentSource(lambda: state.settings, releases, work=data_dir / "ytdlp", ffmpeg=tools.ffmpeg.parent)
        pauses = Pauses(clock, random.random, await store.queries.pauses())
        circumstances = Circumstances(source.cookies, releases.version)
        await circumstances.look()
        parts = Parts(
            clock=clock,
            board=board,
            catalogue=store.queries,
            source=source,
            library=library,
            tools=tools,
            turns=Turns(settings.downloads.concurrency, settings.downloads.per_site, pauses),
            pauses=pauses,
            disk=Disk(library, _limits(state), clock, board.publish),
            circumstances=circumstances,
            zone=zone,
            jitter=random.random,
            base_url=lambda: state.settings.server.base_url,
            allow_private=lambda: state.settings.access.allow_private_urls,
        )
        yield Opened(
            store=store,
            hub=hub,
            parts=parts,
            pen=pen,
            roster=Roster(parts, pen.another()),
            writer=writer,
            state=state,
            releases=releases,
            token=token,
        )


def _limits(state: State) -> Limits:
    return Limits(
        min_free=lambda: state.settings.storage.min_free,
        quota=lambda: state.settings.storage.quota,
        feeds=lambda: state.settings.feeds,
    )
