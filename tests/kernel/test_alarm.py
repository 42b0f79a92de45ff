from __future__ import annotations

from datetime import datetime, timedelta

import trio
import trio.testing

from anypod.kernel.alarm import Alarm
from anypod.kernel.clock import Clock


def trio_clock() -> Clock:
    began = trio.current_time()
    return Clock(lambda: 1_800_000_000 + trio.current_time() - began)


async def test_rings_at_the_moment_that_was_set(autojump_clock: trio.testing.MockClock) -> None:
    clock = trio_clock()
    alarm = Alarm(clock)
    moment = clock.now() + timedelta(hours=3)
    alarm.set(moment)
    await alarm.ring()
    assert clock.now() == moment


async def test_a_moment_moved_forward_wakes_the_sleeper_earlier(autojump_clock: trio.testing.MockClock) -> None:
    clock = trio_clock()
    alarm = Alarm(clock)
    start = clock.now()
    alarm.set(start + timedelta(days=1))

    async def move() -> None:
        await trio.sleep(60)
        alarm.set(start + timedelta(minutes=5))

    async with trio.open_nursery() as nursery:
        nursery.start_soon(move)
        await alarm.ring()
    assert clock.now() == start + timedelta(minutes=5)


async def test_without_a_moment_it_waits_for_one(autojump_clock: trio.testing.MockClock) -> None:
    alarm = Alarm(trio_clock())
    with trio.move_on_after(86_400) as scope:
        await alarm.ring()
    assert scope.cancelled_caught


async def test_it_rings_once(autojump_clock: trio.testing.MockClock) -> None:
    clock = trio_clock()
    alarm = Alarm(clock)
    alarm.set(clock.now())
    await alarm.ring()
    with trio.move_on_after(3_600) as scope:
        await alarm.ring()
    assert scope.cancelled_caught


async def test_a_moment_set_while_nobody_waits_is_kept(autojump_clock: trio.testing.MockClock) -> None:
    clock = trio_clock()
    alarm = Alarm(clock)
    alarm.set(clock.now() - timedelta(seconds=1))
    await trio.sleep(10)
    with trio.fail_after(1):
        await alarm.ring()


async def test_a_moment_that_is_set_while_it_is_about_to_ring_is_kept(autojump_clock: trio.testing.MockClock) -> None:
    moved_on = trio_clock().now() + timedelta(days=1)

    class Interrupted(Clock):
        """Comes to a moment just as somebody sets another."""

        async def sleep_until(self, moment: datetime) -> None:
            if moment != moved_on:
                alarm.set(moved_on)
                return
            await trio.sleep_forever()

    alarm = Alarm(Interrupted())
    alarm.set(trio_clock().now())
    with trio.move_on_after(1) as scope:
        await alarm.ring()
    assert scope.cancelled_caught
