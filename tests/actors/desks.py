"""A feed's desk on fakes: a mock clock, a scripted source and a catalogue in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path

import trio
from attrs import define

from anypod.actors.board import Board
from anypod.actors.circumstances import Circumstances
from anypod.actors.desk import Desk
from anypod.actors.disk import Disk
from anypod.actors.feed import FeedActor
from anypod.actors.parts import Parts
from anypod.actors.pauses import Pauses
from anypod.actors.quota import Limits
from anypod.actors.turns import Turns
from anypod.actors.writer import Pen, Writer
from anypod.kernel.clock import Clock
from anypod.kernel.hub import Hub
from anypod.media.tools import Tools
from anypod.model.event import Event
from anypod.model.settings import FeedSettings
from tests.fakes.catalogue import MemoryCatalogue
from tests.fakes.library import InstantLibrary
from tests.fakes.source import FakeSource
from tests.support.make import NOW


@define
class Scene:
    """Everything that a test may look at."""

    parts: Parts
    pen: Pen
    source: FakeSource
    catalogue: MemoryCatalogue
    hub: Hub[Event]

    def actor(self, settings: FeedSettings) -> FeedActor:
        return FeedActor(Desk(settings, self.parts, self.pen))


async def no_cookies() -> str:
    return "none"


@asynccontextmanager
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    """Run a writer on a catalogue in memory; time begins at NOW and is Trio's."""
    began = trio.current_time()
    catalogue, source, hub = MemoryCatalogue(), FakeSource(), Hub[Event]()
    board = Board(hub)
    writer = Writer(catalogue.commit, board.publish)
    clock, library = Clock(lambda: NOW.timestamp() + trio.current_time() - began), InstantLibrary(tmp_path)
    pauses = Pauses(clock, lambda: 0.0)
    limits = Limits(min_free=lambda: 0, quota=lambda: None, feeds=dict)
    parts = Parts(
        clock=clock,
        board=board,
        catalogue=catalogue,
        source=source,
        library=library,
        tools=Tools(ffmpeg=Path("ffmpeg"), ffprobe=Path("ffprobe")),
        turns=Turns(2, 1, pauses),
        pauses=pauses,
        disk=Disk(library, limits, clock, board.publish),
        circumstances=Circumstances(no_cookies, "2026.01.01"),
        zone=UTC,
        jitter=lambda: 0.0,
        base_url=lambda: "http://pods.example",
        allow_private=lambda: False,
    )
    async with trio.open_nursery() as nursery:
        nursery.start_soon(writer.run, name="writer")
        with writer.first_pen() as pen:
            yield Scene(parts, pen, source, catalogue, hub)
