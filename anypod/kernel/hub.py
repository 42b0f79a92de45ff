"""Fan-out of events to listeners that may be slow: publishing never waits, and a listener that lags is cut off."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

import trio
from attrs import frozen

T = TypeVar("T")

RING = 1_000
LIMIT = 256


class HubClosed(Exception):
    """The hub has closed; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Lagged(Exception):
    """This listener fell too far behind and was cut off; it should take a new snapshot."""


@frozen
class Numbered(Generic[T]):
    """An item with its number. Numbers grow by one."""

    seq: int
    item: T


class Subscription(Generic[T]):
    """One listener's queue. Items with a key replace the waiting one of the same key, and move to the end."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: OrderedDict[Hashable, Numbered[T]] = OrderedDict()
        self._wake = trio.Event()
        self._end: HubClosed | Lagged | None = None

    def _put(self, numbered: Numbered[T], key: Hashable | None) -> None:
        if isinstance(self._end, Lagged):
            return
        slot = numbered.seq if key is None else ("key", key)
        self._waiting.pop(slot, None)
        self._waiting[slot] = numbered
        if len(self._waiting) > self._limit:
            self._waiting.clear()
            self._finish(Lagged(f"more than {self._limit} events behind"))
        self._wake.set()

    def _finish(self, end: HubClosed | Lagged) -> None:
        self._end = end
        self._wake.set()

    async def next_batch(self) -> list[Numbered[T]]:
        """Wait until something is there, then give all that is, in order of number.

        Raises:
            HubClosed: after what was waiting has been given.
            Lagged: at once; what was waiting is lost.

        Cancellation loses nothing: what was not given is given next time.
        """
        while not self._waiting:
            if self._end is not None:
                raise self._end
            self._wake = trio.Event()
            await self._wake.wait()
        await trio.lowlevel.checkpoint_if_cancelled()
        return self.take()

    def take(self) -> list[Numbered[T]]:
        """Give all that is there now, in order of number; nothing is no news of an end."""
        batch = list(self._waiting.values())
        self._waiting.clear()
        return batch


class Hub(Generic[T]):
    """Numbers what is published, remembers the last of it, and hands it to every listener.

    Args:
        first: the number before the first. Given one that grows from process to process, a listener that comes back
            with a number of a former process is told a new snapshot, not the wrong events.
    """

    def __init__(self, first: int = 0) -> None:
        self.seq = self._first = first
        self._ring: deque[Numbered[T]] = deque(maxlen=RING)
        self._listeners: set[Subscription[T]] = set()
        self._closed: HubClosed | None = None

    def publish(self, item: T, key: Hashable | None = None) -> None:
        """Number `item` and queue it for everyone. Never waits; after `close` it falls on no ear, without error.

        Args:
            item: what happened.
            key: for a value of which only the latest counts (progress). Such items are not kept for replay:
                a newcomer gets the latest in its snapshot.
        """
        if self._closed is not None:
            return
        self.seq += 1
        numbered = Numbered(self.seq, item)
        if key is None:
            self._ring.append(numbered)
        for listener in self._listeners:
            listener._put(numbered, key)  # noqa: SLF001 - the two classes are one mechanism

    def since(self, seq: int) -> list[Numbered[T]] | None:
        """Give what was published after `seq`, without keyed items; None when that is no longer known in full."""
        if not self._first <= seq <= self.seq:
            return None
        if len(self._ring) == RING and seq < self._ring[0].seq - 1:
            return None
        return [numbered for numbered in self._ring if numbered.seq > seq]

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return len(self._listeners)

    @contextmanager
    def subscribe(self, limit: int = LIMIT) -> Iterator[Subscription[T]]:
        """Listen from now on. To miss nothing, subscribe first and read a snapshot second.

        Args:
            limit: how many items may wait before this listener is cut off.
        """
        subscription: Subscription[T] = Subscription(limit)
        if self._closed is not None:
            subscription._finish(self._closed)  # noqa: SLF001 - as in publish
        self._listeners.add(subscription)
        try:
            yield subscription
        finally:
            self._listeners.discard(subscription)

    def close(self, reason: str) -> None:
        """End every subscription with `reason`, once each has given what was waiting."""
        self._closed = HubClosed(reason)
        for listener in self._listeners:
            listener._finish(self._closed)  # noqa: SLF001 - as in publish
