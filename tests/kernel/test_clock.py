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


async def test_a_wall_clock_set_forward_ends_the_sleep_within_a_nap(autojump_clock: trio.testing.MockClock) -> None:
    ahead = 0.0
    began = trio.current_time()
    clock = Clock(lambda: EPOCH.timestamp() + trio.current_time() - began + ahead)

    async def set_forward() -> None:
        nonlocal ahead
        await trio.sleep(90)
        ahead = 86_400.0

    async with trio.open_nursery() as nursery:
        nursery.start_soon(set_forward)
        await clock.sleep_until(EPOCH + timedelta(hours=20))
    assert trio.current_time() - began <= 90 + 60
