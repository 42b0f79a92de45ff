"""The counter at which a person's orders for one feed are taken, and answered beside whatever else the feed does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

import structlog
import trio
from attrs import define, field

from anypod.actors.curate import curate
from anypod.actors.desk import Desk
from anypod.actors.fetching import Fetching
from anypod.actors.refresh import refresh
from anypod.actors.submit import submit
from anypod.actors.writer import WriteFailed
from anypod.model.failure import Failure, FailureKind
from anypod.model.order import Answer, Done, NotRunning, Order, Quick, Refresh, Retried, Slow, Submit, Submitted
from anypod.store.store import StoreFailed

log = structlog.get_logger(__name__)

ROOM = 64
"""Orders that may wait at each of the two windows; beyond it those who ask wait too."""

Kind = TypeVar("Kind", bound=Order)


@define
class _Asked(Generic[Kind]):
    """An order and its answer. Whoever asked may be gone by then: the order is carried out all the same."""

    order: Kind
    told: trio.Event = field(factory=trio.Event)
    answer: Answer = field(factory=NotRunning)

    def tell(self, answer: Answer) -> None:
        self.answer = answer
        self.told.set()


class _Window(Generic[Kind]):
    """Orders of one kind, carried out one after another."""

    def __init__(self, carry_out: Callable[[Kind], Awaitable[Answer]]) -> None:
        self._carry_out = carry_out
        self._send, self._receive = trio.open_memory_channel[_Asked[Kind]](ROOM)
        self._in_hand: _Asked[Kind] | None = None

    async def place(self, order: Kind) -> Answer:
        asked = _Asked(order)
        try:
            await self._send.send(asked)
        except (trio.BrokenResourceError, trio.ClosedResourceError):
            return NotRunning()
        await asked.told.wait()
        return asked.answer

    async def run(self) -> None:
        async for asked in self._receive:
            self._in_hand = asked
            asked.tell(await self._carry_out(asked.order))
            self._in_hand = None

    def close(self) -> None:
        """Leave nobody waiting, for an answer or for room: what wasn't carried out is answered by `NotRunning`.

        An order in hand may have had its effect already; whoever asked looks again.
        """
        unanswered = [self._in_hand] if self._in_hand is not None else []
        while True:
            try:
                unanswered.append(self._receive.receive_nowait())
            except (trio.WouldBlock, trio.EndOfChannel):
                break
        self._receive.close()
        self._send.close()
        for asked in unanswered:
            asked.tell(NotRunning())


class Orders:
    """Takes orders while it is open. Those that ask the source keep nobody waiting who asks none.

    Args:
        desk: gives the feed's desk of the moment.
        fetching: the fetch that may have to end.
        wake: has the feed look at what is due.
    """

    def __init__(self, desk: Callable[[], Desk], fetching: Fetching, wake: Callable[[], object]) -> None:
        self._desk = desk
        self._fetching = fetching
        self._wake = wake
        self._quick = _Window[Quick](self._curated)
        self._slow = _Window[Slow](self._looked_at)

    async def place(self, order: Order) -> Answer:
        """Ask, and wait for the answer.

        Cancelled while there is no room, nothing was asked; cancelled later, the order is carried out all the same and
        only the answer is lost.
        """
        if isinstance(order, Refresh | Submit):
            return await self._slow.place(order)
        return await self._quick.place(order)

    async def run(self) -> None:
        """Carry out what is asked until cancelled, or until a fault, which leaves it."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._quick.run, name=f"{self._desk().feed}: quick orders")
            nursery.start_soon(self._slow.run, name=f"{self._desk().feed}: slow orders")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._quick.close()
        self._slow.close()

    async def _curated(self, order: Quick) -> Answer:
        return await self._answered(curate(order, self._desk(), self._fetching))

    async def _looked_at(self, order: Slow) -> Answer:
        match order:
            case Refresh():
                return await self._answered(refresh(order, self._desk()))
            case Submit():
                return await self._answered(submit(order, self._desk()))

    async def _answered(self, work: Awaitable[Answer]) -> Answer:
        """A disk that is full is told to whoever asked, and is no fault of ours."""
        try:
            answer = await work
        except WriteFailed as error:
            if not isinstance(error.__cause__, StoreFailed):
                raise
            log.warning("order_not_stored", feed=self._desk().feed, reason=str(error.__cause__))
            return Failure(kind=FailureKind.NO_SPACE, message=f"it could not be stored: {error.__cause__}")
        if isinstance(answer, Done | Retried | Submitted):
            self._wake()
        return answer
