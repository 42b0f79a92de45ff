from __future__ import annotations

from pathlib import Path

import trio
import trio.testing

from anypod.actors.roster import Roster
from anypod.model.job import Cause, Sync
from anypod.model.settings import FeedSettings, Settings
from anypod.rules.reconcile import reconcile
from tests.actors.desks import Scene, scene
from tests.support.make import settings


def feeds(*names: str) -> dict[str, FeedSettings]:
    return {name: settings(name=name, schedule="0 3 * * *") for name in names}


async def run_roster(here: Scene, *names: str, task_status: trio.TaskStatus[Roster]) -> None:
    roster = Roster(here.parts, here.pen.another())
    async with trio.open_nursery() as nursery:
        await nursery.start(roster.run, feeds(*names))
        task_status.started(roster)


async def test_a_crash_restarts_that_feed_and_is_recorded(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here, trio.open_nursery() as nursery:
        here.source.crash = ValueError("a bug")
        roster: Roster = await nursery.start(lambda task_status: run_roster(here, "one", task_status=task_status))
        await trio.sleep(60)
        assert here.source.calls == ["list", "list"]
        assert roster.restarts == {"one": 1}
        failures = [finish.failure for finish in here.catalogue.finished]
        assert "ValueError" in (failures[0].message if failures[0] else "")
        assert failures[1] is None
        nursery.cancel_scope.cancel()


async def test_a_crash_touches_no_other_feed(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here, trio.open_nursery() as nursery:
        here.source.crash = ValueError("a bug")
        roster: Roster = await nursery.start(
            lambda task_status: run_roster(here, "one", "two", task_status=task_status)
        )
        await trio.sleep(60)
        assert sum(roster.restarts.values()) == 1
        assert here.source.calls == ["list"] * 3
        nursery.cancel_scope.cancel()


async def test_stopping_waits_until_the_actor_has_left(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here, trio.open_nursery() as nursery:
        here.source.hold_list = trio.Event()
        roster: Roster = await nursery.start(lambda task_status: run_roster(here, "one", task_status=task_status))
        await trio.sleep(1)
        await roster.stop("one")
        assert not roster.ask("one", Sync(Cause.PERSON))
        roster.start(settings(name="one"))
        await trio.sleep(1)
        assert here.source.calls == ["list", "list"]
        nursery.cancel_scope.cancel()


async def test_a_job_reaches_its_feed_and_no_other(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here, trio.open_nursery() as nursery:
        roster: Roster = await nursery.start(lambda task_status: run_roster(here, "one", task_status=task_status))
        await trio.sleep(1)
        assert roster.ask("one", Sync(Cause.PERSON))
        assert not roster.ask("unknown", Sync(Cause.PERSON))
        await trio.sleep(1)
        assert here.source.calls == ["list", "list"]
        nursery.cancel_scope.cancel()


async def test_a_disk_that_is_full_ends_no_feed_for_good(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here, trio.open_nursery() as nursery:
        here.catalogue.full = True
        roster: Roster = await nursery.start(lambda task_status: run_roster(here, "one", task_status=task_status))
        await trio.sleep(600)
        here.catalogue.full = False
        await trio.sleep(600)
        assert roster.restarts["one"] > 1
        assert here.source.calls == ["list"]
        nursery.cancel_scope.cancel()


async def test_an_edit_acts_although_the_disk_is_full(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here, trio.open_nursery() as nursery:
        roster: Roster = await nursery.start(
            lambda task_status: run_roster(here, "one", "two", task_status=task_status)
        )
        await trio.sleep(60)
        here.catalogue.full = True
        new = {"two": settings(name="two", enabled=False), "three": settings(name="three")}
        await roster.apply(reconcile(Settings(feeds=feeds("one", "two")), Settings(feeds=new)), new)
        here.catalogue.full = False
        await trio.sleep(600)
        assert here.source.calls == ["list", "list", "list"]
        assert not roster.ask("one", Sync(Cause.PERSON))
        assert not roster.ask("two", Sync(Cause.PERSON))
        assert roster.ask("three", Sync(Cause.PERSON))
        nursery.cancel_scope.cancel()
