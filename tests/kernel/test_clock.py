from __future__ import annotations

from datetime import UTC, datetime, timedelta

import trio
import trio.testing

from anypod.kernel.clock import Clock

EPOCH = datetime(2026, 3, 1, tzinfo=UTC)


def trio_clock() -> Clock:
    began = trio.current_time()
    return Clock(lambda: EPOCH.timestamp() + trio.current_time() - began)


async def test_sleeps_until_the_moment_however_far(autojump_clock: trio.testing.MockClock) -> None:
    clock = trio_clock()
    await clock.sleep_until(EPOCH + timedelta(days=2))
    assert clock.now() == EPOCH + timedelta(days=2)


async def test_a_past_moment_returns_at_once(autojump_clock: trio.testing.MockClock) -> None:
    clock = trio_clock()
    await clock.sleep_until(EPOCH - timedelta(days=1))
    assert clock.now() == EPOCH


async def slept_while_set(by: timedelta, after: float) -> Clock:
    """Sleep for twenty hours of a wall clock that is set by so much after so many seconds; give that clock."""
    off = timedelta(0)
    began = trio.current_time()
    clock = Clock(lambda: (EPOCH + off).timestamp() + trio.current_time() - began)

    async def set_it() -> None:
        nonlocal off
        await trio.sleep(after)
        off = by

    async with trio.open_nursery() as nursery:
        nursery.start_soon(set_it)
        await clock.sleep_until(EPOCH + timedelta(hours=20))
    return clock


async def test_a_wall_clock_set_forward_ends_the_sleep_within_a_nap(autojump_clock: trio.testing.MockClock) -> None:
    began = trio.current_time()
    await slept_while_set(timedelta(days=1), after=90)
    assert trio.current_time() - began <= 90 + 60


async def test_a_wall_clock_set_back_behind_the_sleeps_beginning_ends_it(
    autojump_clock: trio.testing.MockClock,
) -> None:
    began = trio.current_time()
    await slept_while_set(-timedelta(days=30), after=3_600)
    assert trio.current_time() - began <= 3_600 + 60


async def test_a_wall_clock_that_is_corrected_by_a_little_ends_no_sleep(autojump_clock: trio.testing.MockClock) -> None:
    clock = await slept_while_set(-timedelta(seconds=30), after=1)
    assert clock.now() == EPOCH + timedelta(hours=20)
