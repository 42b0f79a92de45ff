from __future__ import annotations

from datetime import timedelta

import trio
import trio.testing

from anypod.actors.pauses import Pauses
from anypod.actors.turns import Turns
from anypod.kernel.clock import Clock
from anypod.model.failure import Failure, FailureKind
from anypod.model.pause import SitePause
from tests.support.make import NOW

TUBE = SitePause(
    site="tube",
    until=NOW + timedelta(hours=1),
    refusals=1,
    failure=FailureKind.RATE_LIMITED,
    message="HTTP Error 429",
    at=NOW,
)


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


async def test_at_a_paused_site_there_is_no_turn_and_none_of_another_is_taken_for_it() -> None:
    turns = Turns(1, 1, Pauses(Clock(), lambda: 0.0, [TUBE]))
    with trio.fail_after(1):
        async with turns.turn("radio") as given, turns.turn("tube") as refusal:
            assert given is None
            assert refusal is not None
            assert refusal.message == "tube is left alone for now: HTTP Error 429"


async def test_who_waited_for_a_turn_while_the_site_was_paused_gets_none() -> None:
    class Later(Pauses):
        """Paused from the second question on."""

        asked = 0

        def refusal(self, site: str) -> Failure | None:
            self.asked += 1
            return super().refusal(site) if self.asked > 1 else None

    async with Turns(1, 1, Later(Clock(), lambda: 0.0, [TUBE])).turn("tube") as refusal:
        assert refusal is not None
