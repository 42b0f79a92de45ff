from __future__ import annotations

import pytest
import trio
import trio.testing

from anypod.kernel.supervise import LONGEST_PAUSE, pause_after, root_cause, supervise


def test_pauses_double_up_to_a_bound() -> None:
    assert [pause_after(n) for n in (1, 2, 3)] == [1.0, 2.0, 4.0]
    assert pause_after(1_000) == LONGEST_PAUSE


def test_the_root_cause_is_the_first_one_inside_groups() -> None:
    cause = KeyError("a")
    assert root_cause(ExceptionGroup("outer", [ExceptionGroup("inner", [cause]), ValueError()])) is cause
    assert root_cause(cause) is cause


async def test_a_crash_is_reported_and_followed_by_a_restart(autojump_clock: trio.testing.MockClock) -> None:
    runs = 0
    crashes: list[tuple[str, float]] = []

    async def run() -> None:
        nonlocal runs
        runs += 1
        if runs < 3:
            raise ValueError(f"run {runs}")

    await supervise(run, crashed=lambda error, pause: crashes.append((str(error), pause)))
    assert runs == 3
    assert crashes == [("run 1", 1.0), ("run 2", 2.0)]


async def test_a_crash_after_a_long_good_time_counts_as_the_first(autojump_clock: trio.testing.MockClock) -> None:
    pauses: list[float] = []

    async def run() -> None:
        if len(pauses) == 3:
            return
        if len(pauses) == 2:
            await trio.sleep(3_600)
        raise ValueError

    await supervise(run, crashed=lambda _error, pause: pauses.append(pause))
    assert pauses == [1.0, 2.0, 1.0]


async def test_cancellation_passes_through(autojump_clock: trio.testing.MockClock) -> None:
    with trio.move_on_after(5) as scope:
        await supervise(trio.sleep_forever, crashed=lambda *_: pytest.fail("no crash happened"))
    assert scope.cancelled_caught
