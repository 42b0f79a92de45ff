from __future__ import annotations

import trio
import trio.testing

from anypod.actors.pauses import Pauses
from anypod.actors.turns import Turns
from anypod.kernel.clock import Clock


def nothing_paused() -> Pauses:
    return Pauses(Clock(), lambda: 0.0)


class Queue:
    """Tasks that each take a turn and hold it until let go."""

    def __init__(self, turns: Turns, nursery: trio.Nursery) -> None:
        self._turns = turns
        self._nursery = nursery
        self.holding: list[str] = []
        self._let_go: dict[str, trio.Event] = {}

    async def join(self, name: str, site: str) -> None:
        self._let_go[name] = trio.Event()
        self._nursery.start_soon(self._hold, name, site)
        await trio.testing.wait_all_tasks_blocked()

    async def _hold(self, name: str, site: str) -> None:
        async with self._turns.turn(site):
            self.holding.append(name)
            await self._let_go[name].wait()
            self.holding.remove(name)

    async def leave(self, name: str) -> None:
        self._let_go[name].set()
        await trio.testing.wait_all_tasks_blocked()


async def test_a_site_gets_no_more_than_its_turns(nursery: trio.Nursery) -> None:
    queue = Queue(Turns(5, 1, nothing_paused()), nursery)
    await queue.join("one", "tube")
    await queue.join("two", "tube")
    assert queue.holding == ["one"]
    await queue.leave("one")
    assert queue.holding == ["two"]
    await queue.leave("two")


async def test_a_busy_site_keeps_no_other_from_its_turn(nursery: trio.Nursery) -> None:
    queue = Queue(Turns(2, 1, nothing_paused()), nursery)
    for name, site in (("one", "tube"), ("two", "tube"), ("three", "radio")):
        await queue.join(name, site)
    assert queue.holding == ["one", "three"]
    for name in ("one", "two", "three"):
        await queue.leave(name)


async def test_all_sites_together_get_no_more_than_the_limit(nursery: trio.Nursery) -> None:
    queue = Queue(Turns(2, 2, nothing_paused()), nursery)
    for name, site in (("one", "a"), ("two", "b"), ("three", "c")):
        await queue.join(name, site)
    assert queue.holding == ["one", "two"]
    await queue.leave("one")
    assert queue.holding == ["two", "three"]
    for name in ("two", "three"):
        await queue.leave(name)


async def test_cancelling_one_that_waits_frees_its_place(nursery: trio.Nursery) -> None:
    turns = Turns(1, 1, nothing_paused())
    async with turns.turn("tube"):
        with trio.move_on_after(0):
            async with turns.turn("tube"):
                pass
    with trio.fail_after(1):
        async with turns.turn("tube"):
            pass


async def test_sites_that_nobody_uses_are_forgotten() -> None:
    turns = Turns(1, 1, nothing_paused())
    for n in range(10):
        async with turns.turn(f"site{n}"):
            pass
    assert not turns._sites
