"""The one task through which the catalogue changes: gathers waiting mutations into one transaction.

Knows neither SQL nor what a mutation means: `commit` does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Self

import structlog
import trio
from attrs import define, field, frozen

from anypod.model.applied import Applied
from anypod.model.event import Event
from anypod.model.mutation import Mutation
from anypod.store.store import Committed, StoreFailed

log = structlog.get_logger(__name__)

ROOM = 256
"""Groups that may wait; beyond it those who write wait too."""
MOST = 500
"""Groups in one transaction: enough to gain by it, few enough that the first one's reply isn't kept long."""

Commit = Callable[[Sequence[Sequence[Mutation]]], Awaitable[list[Committed | Exception]]]


class WriteFailed(Exception):
    """A mutation could not be stored: the disk or the database refused it. Nothing of its group was kept."""


@define
class _Reply:
    """One caller's place to be told. A caller that was cancelled leaves it behind, and nobody misses it."""

    told: trio.Event = field(factory=trio.Event)
    outcome: Committed | Exception | None = None

    def tell(self, outcome: Committed | Exception) -> None:
        self.outcome = outcome
        self.told.set()


@frozen
class _Request:
    mutations: tuple[Mutation, ...]
    reply: _Reply
    asked: float = field(factory=trio.current_time)


class Pen:
    """The right to write. Whoever may write holds one of their own; the writer ends when the last is put down."""

    def __init__(self, channel: trio.MemorySendChannel[_Request]) -> None:
        self._channel = channel

    async def write(self, *mutations: Mutation) -> tuple[Applied, ...]:
        """Have mutations applied, all or none, and return once they are durable and their events are out.

        Cancelled while there is no room, nothing was asked; cancelled later, it is applied all the same and only the
        answer is lost.

        Raises:
            WriteFailed: nothing of it was stored.
        """
        if not mutations:
            return ()
        reply = _Reply()
        await self._channel.send(_Request(mutations, reply))
        await reply.told.wait()
        if isinstance(reply.outcome, Committed):
            return reply.outcome.applied
        raise WriteFailed("; ".join(type(mutation).__name__ for mutation in mutations)) from reply.outcome

    def another(self) -> Pen:
        """Give a second pen, to be put down by itself."""
        return Pen(self._channel.clone())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._channel.close()


class Writer:
    """Drains the channel. `run` returns when every pen has been put down and all that was asked is done."""

    def __init__(self, commit: Commit, publish: Callable[[Event], None]) -> None:
        self._commit = commit
        self._publish = publish
        self._send, self._receive = trio.open_memory_channel[_Request](ROOM)
        self._in_hand_since: float | None = None
        self._last_wait = 0.0

    def first_pen(self) -> Pen:
        """Give the pen from which all others are made. To be called once, before `run`."""
        return Pen(self._send)

    @property
    def waiting(self) -> int:
        """How many groups wait for their turn."""
        statistics = self._receive.statistics()
        return statistics.current_buffer_used + statistics.tasks_waiting_send

    @property
    def lag(self) -> float:
        """Seconds that a group waits for its answer: the oldest in hand so far, else the oldest answered last."""
        if self._in_hand_since is not None:
            return trio.current_time() - self._in_hand_since
        return self._last_wait

    async def run(self) -> None:
        """Apply what comes until there is nobody left to write.

        Cancellation waits for the transaction under way (`commit` is not to be cut in two) and leaves what waits.

        Raises:
            Exception: what `commit` raised, but for `StoreFailed`, which only its callers are told: a full disk may
                have room later. Anything else is a fault of ours, after which nothing true can be recorded.
        """
        async with self._receive:
            async for request in self._receive:
                self._in_hand_since = request.asked
                await self._apply([request, *self._waiting()])
                self._last_wait = trio.current_time() - request.asked
                self._in_hand_since = None

    def _waiting(self) -> list[_Request]:
        requests: list[_Request] = []
        while len(requests) < MOST - 1:
            try:
                requests.append(self._receive.receive_nowait())
            except (trio.WouldBlock, trio.EndOfChannel):
                break
        return requests

    async def _apply(self, requests: list[_Request]) -> None:
        try:
            outcomes = await self._commit([request.mutations for request in requests])
        except StoreFailed as error:
            log.error("store_failed", reason=str(error), groups=len(requests))  # noqa: TRY400 - the reason is whole
            _tell_all(requests, error)
            return
        except Exception as error:
            _tell_all(requests, error)
            raise
        for outcome in outcomes:
            self._tell_listeners(outcome)
        for request, outcome in zip(requests, outcomes, strict=True):
            request.reply.tell(outcome)

    def _tell_listeners(self, outcome: Committed | Exception) -> None:
        if isinstance(outcome, Committed):
            for event in outcome.events:
                self._publish(event)


def _tell_all(requests: Sequence[_Request], error: Exception) -> None:
    for request in requests:
        request.reply.tell(error)
