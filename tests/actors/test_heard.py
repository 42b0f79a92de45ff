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
from tests.support.make import download, listing, settings

URL = "https://site.example/watch/a"
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
        await here.parts.pauses.over("site.example")
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
        await disk.room()
        assert here.parts.clock.now() - asked < timedelta(seconds=1)
        nursery.cancel_scope.cancel()
