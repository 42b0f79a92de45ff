from __future__ import annotations

from collections.abc import Sequence

import pytest
import trio
import trio.testing

from anypod.actors.writer import WriteFailed, Writer
from anypod.model.applied import Applied
from anypod.model.event import Event, EventKind
from anypod.model.mutation import Mutation, PlanSync
from anypod.store.store import Committed
from tests.support.make import NOW


def plan(feed: str) -> PlanSync:
    return PlanSync(feed=feed, next_sync_at=None)


def named(mutation: Mutation) -> str:
    assert isinstance(mutation, PlanSync)
    return mutation.feed


class Database:
    """Keeps what was committed, batch by batch; a mutation of the feed "bad" fails its group."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.gate = trio.Event()
        self.gate.set()
        self.broken = False

    async def commit(self, batch: Sequence[Sequence[Mutation]]) -> list[Committed | Exception]:
        await self.gate.wait()
        if self.broken:
            raise OSError("disk on fire")
        self.batches.append([named(mutation) for group in batch for mutation in group])
        return [self._one(group) for group in batch]

    def _one(self, group: Sequence[Mutation]) -> Committed | Exception:
        if any(named(mutation) == "bad" for mutation in group):
            return ValueError("refused")
        events = tuple(Event(kind=EventKind.DOWNLOAD_CHANGED, at=NOW, feed=named(mutation)) for mutation in group)
        return Committed(applied=tuple(Applied(changed=True) for _ in group), events=events)


async def test_a_caller_is_told_after_the_commit(nursery: trio.Nursery) -> None:
    database = Database()
    writer = Writer(database.commit, lambda _event: None)
    with writer.first_pen() as pen:
        nursery.start_soon(writer.run)
        assert await pen.write(plan("a"), plan("b")) == (Applied(changed=True), Applied(changed=True))
        assert database.batches == [["a", "b"]]


async def test_what_waits_is_gathered_into_one_transaction(nursery: trio.Nursery) -> None:
    database = Database()
    database.gate = trio.Event()
    writer = Writer(database.commit, lambda _event: None)
    with writer.first_pen() as pen:
        nursery.start_soon(writer.run)
        async with trio.open_nursery() as callers:
            for name in "abcd":
                callers.start_soon(pen.write, plan(name))
                await trio.testing.wait_all_tasks_blocked()
            database.gate.set()
    assert database.batches == [["a"], ["b", "c", "d"]]


async def test_how_long_a_write_waits_and_how_many_do_can_be_told(
    nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
) -> None:
    database = Database()
    database.gate = trio.Event()
    writer = Writer(database.commit, lambda _event: None)
    with writer.first_pen() as pen:
        nursery.start_soon(writer.run)
        async with trio.open_nursery() as callers:
            callers.start_soon(pen.write, plan("a"))
            await trio.testing.wait_all_tasks_blocked()
            callers.start_soon(pen.write, plan("b"))
            await trio.sleep(3)
            assert (writer.lag, writer.waiting) == (3, 1)
            database.gate.set()
    assert (writer.lag, writer.waiting) == (3, 0)


async def test_events_are_published_before_the_caller_goes_on(nursery: trio.Nursery) -> None:
    published: list[Event] = []
    writer = Writer(Database().commit, published.append)
    with writer.first_pen() as pen:
        nursery.start_soon(writer.run)
        await pen.write(plan("a"))
        assert [event.feed for event in published] == ["a"]


async def test_a_group_that_fails_harms_no_other(nursery: trio.Nursery) -> None:
    database = Database()
    writer = Writer(database.commit, lambda _event: None)
    with writer.first_pen() as pen:
        nursery.start_soon(writer.run)
        with pytest.raises(WriteFailed):
            await pen.write(plan("bad"))
        assert await pen.write(plan("good")) == (Applied(changed=True),)


async def test_a_cancelled_caller_does_not_cancel_what_was_taken(nursery: trio.Nursery) -> None:
    database = Database()
    database.gate = trio.Event()
    writer = Writer(database.commit, lambda _event: None)
    with writer.first_pen() as pen:
        nursery.start_soon(writer.run)
        with trio.CancelScope() as scope:
            async with trio.open_nursery() as caller:
                caller.start_soon(pen.write, plan("a"))
                await trio.testing.wait_all_tasks_blocked()
                scope.cancel()
        database.gate.set()
        await pen.write(plan("b"))
    assert [name for batch in database.batches for name in batch] == ["a", "b"]


async def test_it_ends_when_the_last_pen_is_put_down_with_all_done() -> None:
    database = Database()
    writer = Writer(database.commit, lambda _event: None)
    first = writer.first_pen()
    second = first.another()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(writer.run)
        with first:
            await first.write(plan("a"))
        with second:
            await second.write(plan("b"))
    assert database.batches == [["a"], ["b"]]


async def test_a_broken_database_is_told_to_callers_and_then_ends_the_writer() -> None:
    database = Database()
    database.broken = True
    writer = Writer(database.commit, lambda _event: None)
    pen = writer.first_pen()

    async def ask() -> None:
        with pen, pytest.raises(WriteFailed):
            await pen.write(plan("a"))

    with pytest.RaisesGroup(pytest.RaisesExc(OSError, match="disk on fire")):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(ask)
            nursery.start_soon(writer.run)
