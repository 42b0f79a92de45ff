from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import trio
import trio.testing
from attrs import define, evolve

from anypod.actors.disk import LOOK_AGAIN, Disk
from anypod.actors.fetch import fetch
from anypod.actors.quota import Limits
from anypod.demo.answers import Kind
from anypod.kernel.clock import Clock
from anypod.media.library import Library
from anypod.model.download import Ruling, Status
from anypod.model.event import Event, EventKind
from anypod.model.failure import Failure, FailureKind
from tests.actors.desks import scene
from tests.actors.workshop import Workshop, open_workshop
from tests.fakes.library import InstantLibrary
from tests.site.site import Site
from tests.site.video import days_ago, video

FULL = Failure(kind=FailureKind.NO_SPACE, message="No space left on device")


@define
class Measured:
    """A disk whose free bytes a test sets, on a clock that jumps."""

    disk: Disk
    clock: Clock
    told: list[Event]
    free: list[int]
    floor: list[int]

    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.told]


async def measured(tmp_path: Path, nursery: trio.Nursery) -> Measured:
    free, floor, told = [10**9], [10**8], list[Event]()

    class Sized(InstantLibrary):
        async def free_space(self) -> int:
            return free[-1]

    here = await nursery.start(_scene, tmp_path)
    limits = Limits(min_free=lambda: floor[-1], quota=lambda: None, feeds=dict)
    disk = Disk(Sized(tmp_path), limits, here.parts.clock, told.append)
    nursery.start_soon(disk.keep, here.pen.another(), here.catalogue)
    return Measured(disk, here.parts.clock, told, free, floor)


async def _scene(tmp_path: Path, task_status: trio.TaskStatus[object]) -> None:
    async with scene(tmp_path) as here:
        task_status.started(here)
        await trio.sleep_forever()


async def test_below_the_floor_the_gate_closes_and_says_so_once(
    tmp_path: Path, nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
) -> None:
    here = await measured(tmp_path, nursery)
    here.free.append(5 * 10**7)
    assert not await here.disk.has_room()
    assert not await here.disk.has_room()
    assert here.kinds() == [EventKind.DISK_LOW]
    assert "50 MB are free, and min_free is 100 MB" in (here.told[0].message or "")
    nursery.cancel_scope.cancel()


async def test_it_opens_at_the_next_look_after_there_is_room(
    tmp_path: Path, nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
) -> None:
    here = await measured(tmp_path, nursery)
    here.free.append(0)
    await here.disk.has_room()
    here.free.append(10**9)
    closed = here.clock.now()
    await here.disk.reopened()
    assert here.clock.now() - closed <= LOOK_AGAIN + timedelta(seconds=1)
    assert here.kinds() == [EventKind.DISK_LOW, EventKind.DISK_OK]
    nursery.cancel_scope.cancel()


async def test_a_lower_floor_opens_it_as_soon_as_it_is_told_to_look(
    tmp_path: Path, nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
) -> None:
    here = await measured(tmp_path, nursery)
    here.free.append(5 * 10**7)
    await here.disk.has_room()
    here.floor.append(0)
    asked = here.clock.now()
    here.disk.look()
    await here.disk.reopened()
    assert here.clock.now() - asked < timedelta(seconds=1)
    nursery.cancel_scope.cancel()


async def test_a_disk_that_was_full_needs_more_room_than_it_had(
    tmp_path: Path, nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
) -> None:
    here = await measured(tmp_path, nursery)
    await here.disk.was_full(FULL)
    with trio.move_on_after(300) as waited:
        await here.disk.reopened()
    assert waited.cancelled_caught
    here.free.append(2 * 10**9)
    await here.disk.reopened()
    assert here.kinds() == [EventKind.DISK_LOW, EventKind.DISK_OK]
    nursery.cancel_scope.cancel()


async def test_a_disk_that_looks_the_same_is_tried_anyway_after_an_hour(
    tmp_path: Path, nursery: trio.Nursery, autojump_clock: trio.testing.MockClock
) -> None:
    here = await measured(tmp_path, nursery)
    await here.disk.was_full(FULL)
    closed = here.clock.now()
    await here.disk.reopened()
    assert timedelta(hours=1) <= here.clock.now() - closed <= timedelta(hours=1, minutes=1)
    nursery.cancel_scope.cancel()


async def test_below_the_floor_no_download_starts_and_the_row_is_unharmed(workshop: Workshop) -> None:
    workshop.site.has(video("v").audio_only())
    workshop.storage.min_free = 10**18
    desk = await workshop.desk()
    row = await workshop.queued(desk, "v")
    await fetch(desk, row)
    low = await workshop.told.until(lambda event: event.kind is EventKind.DISK_LOW)
    waiting, asked = await workshop.row("v"), workshop.site.hits()
    workshop.storage.min_free = 0
    workshop.parts.disk.look()
    await workshop.parts.disk.reopened()
    assert (await workshop.fetched(desk, "v")).status is Status.DOWNLOADED
    assert "min_free" in (low.message or "")
    assert (waiting.status, waiting.retries, waiting.last_error, asked) == (Status.QUEUED, 0, None, [])


async def test_over_the_quota_the_oldest_go_and_their_files_with_them(workshop: Workshop) -> None:
    names = ("new", "mid", "old")
    for age, name in enumerate(names):
        workshop.site.has(video(name, published=days_ago(age + 1)).audio_only().weighs(100_000))
    desk = await workshop.desk()
    workshop.storage.feeds[desk.feed] = desk.settings
    for name in names:
        await workshop.queued(desk, name)
        await workshop.fetched(desk, name)
    workshop.storage.quota = 250_000
    workshop.parts.disk.look()
    await workshop.told.until(lambda event: event.status is Status.ARCHIVED)
    with trio.fail_after(5):
        while "cats/old.m4a" in workshop.media():  # noqa: ASYNC110 - the file goes after its row, which nobody tells
            await trio.sleep(0.01)
    row = await workshop.row("old")
    assert (row.status, row.ruling) == (Status.ARCHIVED, Ruling.QUOTA)
    assert workshop.media() == {"cats/new.m4a", "cats/mid.m4a"}


class Refusing(Library):
    """Has no room for the first file that is to be put in its place."""

    refusals = 1

    async def adopt(self, source: Path, feed: str, id: str, ext: str) -> Path:
        if self.refusals:
            self.refusals -= 1
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return await super().adopt(source, feed, id, ext)


async def test_a_finished_file_that_found_no_room_is_put_in_place_later_without_a_download(workshop: Workshop) -> None:
    workshop.site.has(video("v").audio_only())
    desk = await workshop.desk()
    desk = evolve(desk, parts=evolve(workshop.parts, library=Refusing(workshop.folder)))
    row = await workshop.queued(desk, "v")
    await fetch(desk, row)
    refused = await workshop.row("v")
    asked = len(workshop.site.hits(Kind.MEDIA))
    assert workshop.parts.disk.low() is not None
    assert (refused.status, refused.failure, refused.retries) == (Status.QUEUED, FailureKind.NO_SPACE, 0)
    workshop.parts.disk._needed = 0
    workshop.parts.disk.look()
    await workshop.parts.disk.reopened()
    await fetch(desk, refused)
    assert (await workshop.row("v")).status is Status.DOWNLOADED
    assert len(workshop.site.hits(Kind.MEDIA)) == asked
    assert workshop.scratch() == set()


async def test_a_folder_that_cannot_be_made_is_a_failure_with_the_systems_reason(workshop: Workshop) -> None:
    workshop.site.has(video("v"))
    desk = await workshop.desk()
    await workshop.queued(desk, "v")
    (workshop.parts.library.layout.tmp / "cats").touch()
    row = await workshop.fetched(desk, "v")
    assert (row.status, row.failure, row.retries) == (Status.QUEUED, FailureKind.TRANSIENT, 1)
    assert "the disk refuses" in (row.last_error or "")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(  # noqa: PLW1510 - its code is looked at
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


async def test_a_disk_that_becomes_full_in_the_middle_loses_nothing(site: Site, small_disk: Path) -> None:
    site.has(video("v").audio_only().weighs(30_000_000))
    ballast = small_disk / "ballast"
    async with open_workshop(site, small_disk / "data") as workshop:
        ballast.write_bytes(bytes(50_000_000))
        desk = await workshop.desk()
        row = await workshop.queued(desk, "v")
        await fetch(desk, row)
        refused = await workshop.row("v")
        parts = [name for name in workshop.scratch() if name.endswith(".part")]
        assert workshop.parts.disk.low() is not None
        ballast.unlink()
        workshop.parts.disk.look()
        await workshop.parts.disk.reopened()
        await fetch(desk, refused)
        row = await workshop.row("v")
        kinds = [event.kind for event in workshop.told.events]
    assert (refused.status, refused.retries) == (Status.QUEUED, 0)
    assert len(parts) == 1
    assert row.status is Status.DOWNLOADED
    assert [hit.start > 0 for hit in site.hits(Kind.MEDIA, "v")][-1]
    assert [kind for kind in kinds if kind in {EventKind.DISK_LOW, EventKind.DISK_OK}] == [
        EventKind.DISK_LOW,
        EventKind.DISK_OK,
    ]
