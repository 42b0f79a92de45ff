from __future__ import annotations

import pytest
import trio
import trio.testing

from anypod.actors.last_word import last_word


async def speak(said: list[str], seconds: float) -> None:
    async with last_word(2):
        said.append("begun")
        await trio.sleep(seconds)
        said.append("done")
    said.append("after")
    await trio.lowlevel.checkpoint()
    said.append("went on")


async def test_without_a_cancellation_it_may_take_as_long_as_it_likes(autojump_clock: trio.testing.MockClock) -> None:
    said: list[str] = []
    await speak(said, seconds=3_600)
    assert said == ["begun", "done", "after", "went on"]


async def test_a_cancellation_waits_for_it_and_comes_after_it(autojump_clock: trio.testing.MockClock) -> None:
    said: list[str] = []
    with trio.move_on_after(60) as scope:
        await speak(said, seconds=61.5)
    assert scope.cancelled_caught
    assert "done" in said
    assert "went on" not in said
    assert trio.current_time() == pytest.approx(61.5)


async def test_it_is_cut_off_some_seconds_after_the_cancellation(autojump_clock: trio.testing.MockClock) -> None:
    said: list[str] = []
    with trio.move_on_after(60) as scope:
        await speak(said, seconds=3_600)
    assert scope.cancelled_caught
    assert said[:1] == ["begun"]
    assert "done" not in said
    assert "went on" not in said
    assert trio.current_time() == pytest.approx(62)


async def test_a_task_that_was_cancelled_before_still_has_its_word(autojump_clock: trio.testing.MockClock) -> None:
    said: list[str] = []
    with trio.CancelScope() as scope:
        scope.cancel()
        await speak(said, seconds=1)
    assert "done" in said


async def test_leaving_it_in_the_middle_is_leaving_the_function() -> None:
    async def returning() -> str:
        async with last_word(2):
            return "early"

    assert await returning() == "early"


async def test_an_error_comes_out_of_it_in_a_group() -> None:
    with pytest.RaisesGroup(pytest.RaisesExc(OSError, match="no room")):
        async with last_word(2):
            raise OSError("no room")
