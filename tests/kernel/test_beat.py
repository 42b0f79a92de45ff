from __future__ import annotations

import trio
from trio.testing import MockClock

from anypod.kernel.beat import Beat


async def test_all_who_wait_are_woken_at_once(autojump_clock: MockClock) -> None:
    beat, woken = Beat(10), list[float]()

    async def wait(later: float) -> None:
        await trio.sleep(later)
        await beat.wait()
        woken.append(trio.current_time() - began)

    began = trio.current_time()
    async with trio.open_nursery() as nursery:
        for later in (0, 3, 9):
            nursery.start_soon(wait, later)
    assert woken == [10, 10, 10]


async def test_one_beat_follows_another(autojump_clock: MockClock) -> None:
    beat, began = Beat(10), trio.current_time()
    for _ in range(3):
        await beat.wait()
    assert trio.current_time() - began == 30


async def test_who_is_cancelled_leaves_nobody_waiting(autojump_clock: MockClock) -> None:
    beat, began = Beat(10), trio.current_time()
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            with trio.move_on_after(1):
                nursery.start_soon(beat.wait)
                await trio.testing.wait_all_tasks_blocked()
                await beat.wait()
    assert trio.current_time() - began == 10


async def test_where_the_first_of_them_is_cancelled_the_others_go_on(autojump_clock: MockClock) -> None:
    beat = Beat(10)
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery, trio.open_nursery() as first:
            first.start_soon(beat.wait)
            await trio.testing.wait_all_tasks_blocked()
            nursery.start_soon(beat.wait)
            await trio.testing.wait_all_tasks_blocked()
            first.cancel_scope.cancel()
