"""A terminal as the audience of a stream: keeps what is known, draws it, and has the service count what it can't."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

import trio
from attrs import frozen
from rich.console import Console
from rich.live import Live

from anypod.cli.admin import Admin
from anypod.cli.heard import heard
from anypod.cli.place import Place
from anypod.cli.stream import Connected, Lost, Told
from anypod.cli.sync import every_feed
from anypod.cli.trouble import Trouble
from anypod.cli.watch_view import Frame, view
from anypod.cli.watched import Watched, after_all, connected, disconnected, recounted, recounting
from anypod.web.shapes import FeedShape
from anypod.web.standing import ConfigState

DRAW = 0.2
RECOUNT = 2.0
RECOUNT_ANYWAY = 30.0
"""Seconds; a mended config file that changes nothing else is told of by no event."""


@frozen(kw_only=True)
class _Counted:
    feeds: tuple[FeedShape, ...]
    config: ConfigState


class Screen:
    """Draws while it runs; the terminal is as before when it ends, however it ends."""

    def __init__(self, console: Console, place: Place, zone: tzinfo, feed: str | None) -> None:
        self._console = console
        self._place = place
        self._zone = zone
        self._feed = feed
        self.state = Watched()

    def tell(self, told: Told) -> None:
        """Take note; the next frame shows it."""
        match told:
            case Connected():
                self.state = connected(self.state)
            case Lost():
                self.state = disconnected(self.state, told.why, trio.current_time() + told.pause)
            case _:
                known = [one for event in told if (one := heard(event)) is not None]
                self.state = after_all(self.state, known)

    async def run(self) -> None:
        """Draw five times a second. Cancellation leaves the terminal clean."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._recount, name="recount")
            # The other screen of the terminal: what was there before comes back at the end.
            with Live(console=self._console, screen=True, auto_refresh=False, redirect_stdout=False) as live:
                while True:
                    live.update(view(self.state, self._frame()), refresh=True)
                    await trio.sleep(DRAW)

    def _frame(self) -> Frame:
        return Frame(
            height=self._console.height,
            now=datetime.now(UTC),
            zone=self._zone,
            seconds=trio.current_time(),
            address=self._place.admin,
        )

    async def _recount(self) -> None:
        """Ask for figures that no event tells, soon after something happened. A service that is away isn't asked."""
        last = trio.current_time()
        while True:
            await trio.sleep(RECOUNT)
            due = self.state.stale or trio.current_time() - last > RECOUNT_ANYWAY
            if not due or self.state.lost or self.state.seq < 0:
                continue
            last = trio.current_time()
            self.state = recounting(self.state)
            counted = await trio.to_thread.run_sync(self._count, abandon_on_cancel=True)
            if counted is not None:
                self.state = recounted(self.state, counted.feeds, counted.config)

    def _count(self) -> _Counted | None:
        """Blocks. None where the service can't tell now; the stream says why."""
        admin = Admin(self._place)
        try:
            feeds = tuple(feed for feed in every_feed(admin) if self._feed in {None, feed.name})
            return _Counted(feeds=feeds, config=admin.get("/api/config", ConfigState))
        except Trouble:
            return None
