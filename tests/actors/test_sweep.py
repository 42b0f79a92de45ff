from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path

import trio
import trio.testing
from attrs import evolve
from structlog.testing import capture_logs

from anypod.actors.sweep import keep_swept, sweep
from anypod.kernel.clock import Clock
from anypod.media.library import Library
from anypod.model.download import MediaFile, Status
from anypod.model.event import EventKind
from anypod.model.mutation import RecordDownload
from anypod.rules.sweep import FoundFile
from tests.actors.desks import scene
from tests.actors.workshop import Workshop
from tests.fakes.library import InstantLibrary
from tests.support.make import NOW


async def downloaded(workshop: Workshop, *names: str) -> None:
    """Make rows as a fetch leaves them, each with a file."""
    desk = await workshop.desk()
    for name in names:
        await workshop.queued(desk, name)
        placed(workshop, name)
        file = MediaFile(ext="m4a", mime="audio/x-m4a", size=5, duration=2.0, video=False)
        await workshop.pen.write(RecordDownload(feed="cats", id=name, file=file, details=None, at=workshop.now()))


def placed(workshop: Workshop, name: str) -> Path:
    path = workshop.parts.library.media_path("cats", name, "m4a")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"media")
    return path


async def sweep_later(workshop: Workshop, hours: float) -> None:
    """Sweep as if so many hours had gone by: a file's time of change can't be set back."""
    parts = evolve(workshop.parts, clock=Clock(lambda: time.time() + hours * 3_600))
    await sweep(parts, workshop.pen)


async def test_a_row_whose_file_is_gone_is_queued_again(workshop: Workshop) -> None:
    await downloaded(workshop, "a", "b")
    workshop.parts.library.media_path("cats", "a", "m4a").unlink()
    await sweep(workshop.parts, workshop.pen)
    assert await workshop.statuses() == {"a": Status.QUEUED, "b": Status.DOWNLOADED}
    assert (await workshop.row("a")).file is None


async def test_an_empty_file_counts_as_gone(workshop: Workshop) -> None:
    await downloaded(workshop, "a", "b")
    workshop.parts.library.media_path("cats", "a", "m4a").write_bytes(b"")
    await sweep(workshop.parts, workshop.pen)
    assert (await workshop.statuses())["a"] is Status.QUEUED


async def test_when_every_file_is_gone_at_once_nothing_is_changed(workshop: Workshop) -> None:
    await downloaded(workshop, "a", "b")
    for name in ("a", "b"):
        workshop.parts.library.media_path("cats", name, "m4a").unlink()
    before = await workshop.rows()
    report = await sweep(workshop.parts, workshop.pen)
    assert report.volume_gone
    assert await workshop.rows() == before


async def test_a_young_stray_stays_and_an_old_one_goes(workshop: Workshop) -> None:
    await downloaded(workshop, "kept")
    placed(workshop, "stray")
    await sweep_later(workshop, hours=23)
    assert workshop.media() == {"cats/kept.m4a", "cats/stray.m4a"}
    await sweep_later(workshop, hours=25)
    assert workshop.media() == {"cats/kept.m4a"}


async def test_the_unrecorded_file_of_a_queued_row_stays_for_its_actor_to_take(workshop: Workshop) -> None:
    await downloaded(workshop, "kept")
    await workshop.queued(await workshop.desk(), "a")
    placed(workshop, "a")
    await sweep_later(workshop, hours=1_000)
    assert workshop.media() == {"cats/kept.m4a", "cats/a.m4a"}


async def test_scratch_stays_for_what_is_queued_and_goes_for_all_else(workshop: Workshop) -> None:
    await downloaded(workshop, "done")
    await workshop.queued(await workshop.desk(), "wanted")
    for name in ("done", "wanted", "unknown"):
        folder = await workshop.parts.library.scratch("cats", name)
        (folder / "x.part").write_bytes(b"half")
    await sweep(workshop.parts, workshop.pen)
    assert workshop.scratch() == {"cats/wanted", "cats/wanted/x.part"}


async def test_where_all_is_as_it_should_be_nothing_is_written(workshop: Workshop) -> None:
    await downloaded(workshop, "a", "b")
    before, told = await workshop.rows(), len(workshop.told.events)
    await sweep(workshop.parts, workshop.pen)
    assert await workshop.rows() == before
    assert len(workshop.told.events) == told


async def test_it_sweeps_at_the_start(workshop: Workshop) -> None:
    await downloaded(workshop, "a", "b")
    workshop.parts.library.media_path("cats", "a", "m4a").unlink()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(keep_swept, workshop.parts, workshop.pen.another())
        await workshop.told.until(lambda event: event.kind is EventKind.DOWNLOAD_CHANGED and event.id == "a")
        nursery.cancel_scope.cancel()
    assert (await workshop.row("a")).status is Status.QUEUED


async def test_a_file_that_the_row_names_already_takes_its_name(workshop: Workshop) -> None:
    await downloaded(workshop, "a", "b")
    library = workshop.parts.library
    library.staged_path("cats", "a", "m4a").write_bytes(b"newer")
    library.staged_path("cats", "b", "m4a").write_bytes(b"of no row")
    await sweep(workshop.parts, workshop.pen)
    assert library.media_path("cats", "a", "m4a").read_bytes() == b"newer"
    assert library.media_path("cats", "b", "m4a").read_bytes() == b"media"
    await sweep_later(workshop, hours=25)
    assert workshop.media() == {"cats/a.m4a", "cats/b.m4a"}


async def test_the_folder_of_a_download_that_runs_is_left_alone(workshop: Workshop) -> None:
    await downloaded(workshop, "a")
    row = await workshop.row("a")
    folder = await workshop.parts.library.scratch("cats", "a")
    desk = await workshop.desk()
    desk.tell(EventKind.DOWNLOAD_STARTED, row)
    await sweep(workshop.parts, workshop.pen)
    assert await trio.Path(folder).exists()
    desk.tell_over(row)
    await sweep(workshop.parts, workshop.pen)
    assert not await trio.Path(folder).exists()


async def test_one_file_that_can_not_be_removed_holds_up_no_other(workshop: Workshop) -> None:
    await downloaded(workshop, "kept")
    for name in ("a", "b"):
        placed(workshop, name)

    class Locked(Library):
        async def remove_stray(self, path: Path) -> None:
            if path.stem == "a":
                raise PermissionError(13, "Permission denied", str(path))
            await super().remove_stray(path)

    clock = Clock(lambda: time.time() + 25 * 3_600)
    await sweep(evolve(workshop.parts, clock=clock, library=Locked(workshop.folder)), workshop.pen)
    assert workshop.media() == {"cats/kept.m4a", "cats/a.m4a"}


async def test_a_sweep_that_fails_is_made_again_the_next_day(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        sweeps: list[datetime] = []

        class Gone(InstantLibrary):
            async def staged(self) -> tuple[FoundFile, ...]:
                sweeps.append(here.parts.clock.now())
                raise OSError(5, "Input/output error")

        with capture_logs() as lines, trio.move_on_after(1.5 * 86_400):
            await keep_swept(evolve(here.parts, library=Gone(tmp_path)), here.pen.another())
    assert sweeps == [NOW, NOW + timedelta(days=1)]
    assert [line["event"] for line in lines] == ["sweep_failed"] * 2
