"""What a person's own looks at a site, and their deletions, tell the rest of the service."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import trio
import trio.testing
from attrs import evolve

from anypod.actors.curate import curate
from anypod.actors.desk import Desk
from anypod.actors.disk import Disk
from anypod.actors.examine import examine_due
from anypod.actors.fetch import fetch
from anypod.actors.fetching import Fetching
from anypod.actors.quota import Limits
from anypod.actors.refresh import refresh
from anypod.actors.submit import submit
from anypod.model.download import Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.order import Delete, Done, Refresh, Submit
from anypod.model.source import Examined
from anypod.rules.retry import FIRST_SITE_WAIT
from tests.actors.desks import Scene, scene
from tests.fakes.library import InstantLibrary
from tests.support.make import NOW, download, listing, settings

URL = "https://site.example/watch/a"
ROBOT = Failure(kind=FailureKind.AUTH_NEEDED, message="confirm you're not a bot", whole_site=True)
REFUSED = Failure(kind=FailureKind.RATE_LIMITED, message="HTTP Error 429", whole_site=True)


def desk(here: Scene) -> Desk:
    return Desk(settings(schedule="manual"), here.parts, here.pen)


def paused(here: Scene) -> list[str]:
    return [pause.site for pause in here.parts.pauses.paused()]


async def test_a_submission_that_the_site_refuses_has_everybody_leave_it_alone(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.source.listing = listing(failure=REFUSED)
        await submit(Submit(URL), desk(here))
        assert paused(here) == ["site.example"]


async def test_so_has_a_refresh(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.catalogue.rows["a"] = download("a")
        here.source.examined[URL] = Examined(url=URL, details=None, failure=REFUSED)
        await refresh(Refresh("a"), desk(here))
        assert paused(here) == ["site.example"]


@pytest.mark.parametrize("again", ["submit", "refresh"])
async def test_one_that_it_answers_has_the_former_refusals_forgotten(
    tmp_path: Path, autojump_clock: trio.testing.MockClock, again: str
) -> None:
    async with scene(tmp_path) as here, trio.open_nursery() as nursery:
        nursery.start_soon(here.parts.pauses.keep, here.pen.another())
        here.catalogue.rows["a"] = download("a")
        here.source.listing = listing(failure=REFUSED)
        await submit(Submit(URL), desk(here))
        await here.parts.pauses.resumed()
        here.source.listing = listing("a")
        await (submit(Submit(URL), desk(here)) if again == "submit" else refresh(Refresh("a"), desk(here)))
        here.source.listing = listing(failure=REFUSED)
        await submit(Submit(URL), desk(here))
        (pause,) = here.parts.pauses.paused()
        assert pause.until == here.parts.clock.now() + FIRST_SITE_WAIT
        nursery.cancel_scope.cancel()


async def test_what_is_deleted_makes_room_at_once(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here, trio.open_nursery() as nursery:
        free = [0]

        class Sized(InstantLibrary):
            async def free_space(self) -> int:
                return free[-1]

            async def delete_media(self, feed: str, id: str) -> int:
                free.append(10**9)
                return 10**9

        library = Sized(tmp_path)
        disk = Disk(library, Limits(min_free=lambda: 10**8, quota=lambda: None, feeds=dict), here.parts.clock, print)
        nursery.start_soon(disk.keep, here.pen.another(), here.catalogue)
        here.catalogue.rows["a"] = download("a", Status.DOWNLOADED)
        await disk.has_room()
        assert disk.low() is not None
        at = evolve(desk(here), parts=evolve(here.parts, library=library, disk=disk))
        asked = here.parts.clock.now()
        assert isinstance(await curate(Delete("a"), at, Fetching()), Done)
        if disk.low():
            await disk.reopened()
        assert here.parts.clock.now() - asked < timedelta(seconds=1)
        nursery.cancel_scope.cancel()


async def test_a_bot_check_that_one_item_alone_meets_pauses_its_site_once_and_ends_in_an_error_of_its_own(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here, trio.open_nursery() as nursery:
        nursery.start_soon(here.parts.pauses.keep, here.pen.another())
        at, item = desk(here), "https://site.example/watch/robots-not"
        here.catalogue.rows |= {id_: download(id_) for id_ in ("robots-not", "a", "b")}
        here.source.examined[item] = Examined(url=item, details=None, failure=ROBOT)
        began = here.parts.clock.now()
        await examine_due(at)
        row = here.catalogue.rows["robots-not"]
        assert (row.status, row.retries) == (Status.QUEUED, 0)
        await here.parts.pauses.resumed()
        await examine_due(at)
        assert all(here.catalogue.rows[id_].examined_at is not None for id_ in ("a", "b"))
        assert here.parts.clock.now() - began == FIRST_SITE_WAIT
        while (row := here.catalogue.rows["robots-not"]).status is Status.QUEUED:
            assert row.next_attempt_at is not None
            await here.parts.clock.sleep_until(row.next_attempt_at)
            await examine_due(at)
            assert paused(here) == []
        assert (row.status, row.failure, row.retries) == (Status.ERROR, FailureKind.AUTH_NEEDED, 5)
        assert row.blocked_by is not None
        nursery.cancel_scope.cancel()


async def test_a_bot_check_that_all_meet_is_no_items_fault(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here, trio.open_nursery() as nursery:
        nursery.start_soon(here.parts.pauses.keep, here.pen.another())
        urls = [f"https://site.example/watch/{id_}" for id_ in "ab"]
        here.catalogue.rows |= {id_: download(id_) for id_ in "ab"}
        here.source.examined |= {url: Examined(url=url, details=None, failure=ROBOT) for url in urls}
        with trio.move_on_after(timedelta(days=3).total_seconds()):
            while True:
                await examine_due(desk(here))
                await trio.sleep(600)
        assert [(row.status, row.retries) for row in here.catalogue.rows.values()] == [(Status.QUEUED, 0)] * 2
        nursery.cancel_scope.cancel()


async def test_a_fetch_that_one_item_alone_is_refused_has_its_site_left_alone_but_once(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here, trio.open_nursery() as nursery:
        nursery.start_soon(here.parts.pauses.keep, here.pen.another())
        at, row = desk(here), download("a", examined_at=NOW)
        here.catalogue.rows |= {"a": row, "b": download("b")}
        here.source.fetch_failure = ROBOT
        await fetch(at, row)
        assert paused(here) == ["site.example"]
        await here.parts.pauses.resumed()
        await examine_due(at)
        await fetch(at, here.catalogue.rows["a"])
        assert (paused(here), here.catalogue.rows["a"].retries) == ([], 1)
        nursery.cancel_scope.cancel()
