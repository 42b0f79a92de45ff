"""The state of all feeds at one number of the event stream, read at most once a second for however many listeners."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import trio
from attrs import frozen

from anypod.kernel.hub import Hub
from anypod.model.active import Active
from anypod.model.download import Status
from anypod.model.event import Event
from anypod.model.feed import Feed, SourceType
from anypod.model.settings import FeedSettings, Settings
from anypod.rules.passwords import without_password
from anypod.store.pages import Totals
from anypod.store.queries import Queries
from anypod.web.shapes import FeedShape

_NOTHING = Totals(counts=dict.fromkeys(Status, 0), size=0)
_FRESH = 1.0
"""Seconds for which one reading serves all: the events since then are replayed to each, so nobody sees it as old."""


@frozen
class Snapshot:
    """All feeds of the config, holding at least the effects of all events up to `seq`."""

    seq: int
    feeds: tuple[FeedShape, ...]


class Snapshots:
    """Reads the catalogue for those who begin to listen."""

    def __init__(
        self,
        queries: Queries,
        settings: Callable[[], Settings],
        hub: Hub[Event],
        active: Callable[[], Sequence[Active]],
        syncing: Callable[[], Collection[str]],
    ) -> None:
        self._queries = queries
        self._settings = settings
        self._hub = hub
        self._active = active
        self._syncing = syncing
        self._lock = trio.Lock()
        self._last: Snapshot | None = None
        self._until = 0.0

    async def take(self) -> Snapshot:
        """Give one that is at most a second old and can be brought up to now from the hub. Cancellation: nothing."""
        async with self._lock:
            kept = self._last
            if kept is None or trio.current_time() > self._until or self._hub.since(kept.seq) is None:
                kept = await self.read()
                self._last, self._until = kept, trio.current_time() + _FRESH
            return kept

    async def read(self) -> Snapshot:
        """Give one of this moment. Cancellation: nothing."""
        # The number first: an event is published after its commit, so what is read later holds at least its effect.
        seq = self._hub.seq
        rows = {feed.name: feed for feed in await self._queries.feeds()}
        totals = await self._queries.totals()
        settings = self._settings().feeds
        downloading = {active.feed for active in self._active()}
        syncing = self._syncing()
        feeds = []
        for name, feed in settings.items():
            state = _state(feed, rows.get(name), name in downloading, name in syncing)
            feeds.append(_shape(feed, rows.get(name), state, totals.get(name, _NOTHING)))
        return Snapshot(seq, tuple(feeds))


def _shape(settings: FeedSettings, row: Feed | None, state: str, totals: Totals) -> FeedShape:
    source_title = row.metadata.title if row else None
    return FeedShape(
        name=settings.name,
        enabled=settings.enabled,
        state=state,
        title=settings.metadata.title or source_title or settings.name,
        source_type=row.source_type if row else SourceType.UNKNOWN,
        urls=tuple(map(without_password, settings.urls)),
        schedule=settings.schedule,
        next_sync_at=row.next_sync_at if row else None,
        last_successful_sync=row.last_successful_sync if row else None,
        last_error=row.last_error if row else None,
        consecutive_failures=row.consecutive_failures if row else 0,
        counts=totals.counts,
        size=totals.size,
    )


def _state(settings: FeedSettings, row: Feed | None, downloading: bool, syncing: bool) -> str:
    if not settings.enabled:
        return "disabled"
    if downloading:
        return "downloading"
    if syncing:
        return "syncing"
    return "failing" if row and row.consecutive_failures else "idle"
