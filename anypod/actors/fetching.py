"""Which item of one feed is being fetched, and how others end that. Knows neither rows nor yt-dlp."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import trio
from attrs import define, field


@define
class _Underway:
    id: str
    scope: trio.CancelScope = field(factory=trio.CancelScope)
    over: trio.Event = field(factory=trio.Event)


class Fetching:
    """At most one fetch at a time.

    Attributes:
        choosing: held while the next item is chosen, and while somebody who ended a fetch changes its row; without
            it the same item could be begun again between the two.
    """

    def __init__(self) -> None:
        self.choosing = trio.Lock()
        self._underway: _Underway | None = None

    @property
    def underway(self) -> str | None:
        """Which item is fetched now."""
        return None if self._underway is None else self._underway.id

    def begin(self, id: str) -> _Underway:
        """Note that an item is about to be fetched. To be called while `choosing`, and followed by `run`."""
        self._underway = _Underway(id)
        return self._underway

    @contextmanager
    def run(self, underway: _Underway) -> Iterator[trio.CancelScope]:
        """Fetch in the body, which is cancelled when somebody ends it. The scope tells afterwards whether it was."""
        try:
            with underway.scope as scope:
                yield scope
        finally:
            self._underway = None
            underway.over.set()

    @asynccontextmanager
    async def ended(self, id: str | None) -> AsyncIterator[str | None]:
        """End the fetch of an item, or with None any, and let none begin until the body is left.

        Gives the id whose fetch was ended; None where there was none. What was whole already is recorded all the
        same: the body must look at the row anew.

        Cancellation while it waits leaves the fetch cancelled.
        """
        async with self.choosing:
            underway = self._underway
            if underway is None or id not in {None, underway.id}:
                yield None
                return
            underway.scope.cancel()
            await underway.over.wait()
            yield underway.id
