from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import trio
from attrs import evolve

from anypod.actors.fetch import fetch
from anypod.actors.sync import retain
from anypod.demo.answers import Kind
from anypod.media.library import Library
from anypod.model.download import Download, Status
from anypod.model.event import EventKind
from anypod.model.failure import FailureKind
from anypod.model.settings import Media
from anypod.model.source import Phase
from tests.actors.workshop import Workshop
from tests.site.video import Video, days_ago, video


async def attempt(workshop: Workshop, said: Video, **settings: Media) -> Download:
    workshop.site.has(said)
    desk = await workshop.desk(**settings)
    await workshop.queued(desk, said.id)
    return await workshop.fetched(desk, said.id)


async def test_a_queued_row_becomes_downloaded_with_what_its_file_bears_out(workshop: Workshop) -> None:
    row = await attempt(workshop, video("v", seconds=3).claims(3.4))
    path = workshop.parts.library.media_path("cats", "v", "m4a")
    assert row.status is Status.DOWNLOADED
    assert row.file is not None
    assert (row.file.ext, row.file.mime, row.file.video) == ("m4a", "audio/x-m4a", False)
    assert row.file.size == path.stat().st_size
    assert row.file.duration == pytest.approx(3, abs=0.1)
    assert (row.retries, row.last_error, row.next_attempt_at) == (0, None, None)


async def test_a_video_feed_gets_a_file_that_shows_something(workshop: Workshop) -> None:
    row = await attempt(workshop, video("v"), media=Media.VIDEO)
    assert row.file is not None
    assert (row.file.ext, row.file.mime, row.file.video) == ("mp4", "video/mp4", True)
    assert row.file.size == workshop.parts.library.media_path("cats", "v", "mp4").stat().st_size


async def test_after_it_only_the_file_and_the_log_are_left(workshop: Workshop) -> None:
    await attempt(workshop, video("v"))
    assert workshop.media() == {"cats/v.m4a"}
    assert workshop.scratch() == set()
    (entry,) = await workshop.store.queries.logs("cats", "v")
    assert "[download]" in entry.text


async def test_a_whole_file_that_was_never_recorded_is_taken_without_a_request(workshop: Workshop) -> None:
    whole = workshop.parts.library.media_path("cats", "v", "m4a")
    put(workshop.site.media.file("audio.m4a", 2), whole)
    row = await attempt(workshop, video("v"))
    assert row.status is Status.DOWNLOADED
    assert row.file is not None
    assert row.file.size == whole.stat().st_size
    assert workshop.site.hits() == []


async def test_a_file_in_place_that_is_not_whole_is_fetched_anew(workshop: Workshop) -> None:
    half = workshop.parts.library.media_path("cats", "v", "mp3")
    put(workshop.site.media.file("audio.m4a", 2), half)
    half.write_bytes(half.read_bytes()[:500])
    row = await attempt(workshop, video("v"))
    assert row.status is Status.DOWNLOADED
    assert workshop.media() == {"cats/v.m4a"}


async def test_a_file_much_shorter_than_its_source_says_is_not_published(workshop: Workshop) -> None:
    row = await attempt(workshop, video("v").claims(600))
    assert (row.status, row.failure, row.retries) == (Status.QUEUED, FailureKind.TRANSIENT, 1)
    assert "600" in (row.last_error or "")
    assert workshop.media() == set()
    assert workshop.scratch() == set()


async def test_what_its_uploader_removed_is_an_error_at_once_with_the_reason(workshop: Workshop) -> None:
    row = await attempt(workshop, video("v").removed())
    assert (row.status, row.failure, row.next_attempt_at) == (Status.ERROR, FailureKind.GONE, None)
    assert "removed by the uploader" in (row.last_error or "")


async def test_media_that_answer_503_are_tried_again_in_five_minutes(workshop: Workshop) -> None:
    row = await attempt(workshop, video("v").media_fails(503))
    assert (row.status, row.failure, row.retries) == (Status.QUEUED, FailureKind.TRANSIENT, 1)
    assert row.next_attempt_at is not None
    assert abs(row.next_attempt_at - workshop.now() - timedelta(minutes=5)) < timedelta(seconds=30)
    assert "503" in (row.last_error or "")


async def test_the_log_of_a_failed_attempt_is_kept(workshop: Workshop) -> None:
    await attempt(workshop, video("v").removed())
    (entry,) = await workshop.store.queries.logs("cats", "v")
    assert "removed by the uploader" in entry.text


async def test_what_turns_out_to_be_upcoming_is_no_failed_attempt(workshop: Workshop) -> None:
    row = await attempt(workshop, video("v").upcoming(in_hours=5))
    assert (row.status, row.retries) == (Status.UPCOMING, 0)
    assert row.next_attempt_at is not None
    assert row.next_attempt_at > workshop.now() + timedelta(hours=4)


async def test_progress_grows_towards_a_total_that_is_known(workshop: Workshop) -> None:
    size = 400_000
    await attempt(workshop, video("v").audio_only().weighs(size).throttled(kbps=3_200))
    await workshop.told.until(lambda event: event.kind is EventKind.DOWNLOAD_FINISHED)
    shown = [event.progress for event in workshop.told.events if event.progress is not None]
    loading = [progress for progress in shown if progress.phase is Phase.DOWNLOADING]
    done = [progress.done for progress in loading]
    assert len(set(done)) > 1
    assert done == sorted(done)
    assert {progress.total for progress in loading} == {size}
    assert shown[-1].phase is Phase.ADOPTING


async def test_a_download_is_told_of_from_its_start_to_its_end(workshop: Workshop) -> None:
    await attempt(workshop, video("v"))
    await workshop.told.until(lambda event: event.kind is EventKind.DOWNLOAD_FINISHED)
    kinds = [event.kind for event in workshop.told.events if event.id == "v" and event.kind is not EventKind.PROGRESS]
    assert kinds == [EventKind.DOWNLOAD_FOUND, EventKind.DOWNLOAD_STARTED, EventKind.DOWNLOAD_FINISHED]


async def test_a_download_that_is_cut_off_stays_queued_and_leaves_no_process(workshop: Workshop) -> None:
    await interrupted(workshop)
    row = await workshop.row("v")
    assert (row.status, row.retries, row.last_error, row.next_attempt_at) == (Status.QUEUED, 0, None, None)
    assert workshop.processes() == set()
    assert workshop.parts.board.active() == ()
    assert any(name.endswith(".part") for name in workshop.scratch())


async def test_the_next_attempt_goes_on_where_the_last_was_cut_off(workshop: Workshop) -> None:
    await interrupted(workshop)
    row = await workshop.fetched(await workshop.desk(), "v")
    assert row.status is Status.DOWNLOADED
    assert [hit.start > 0 for hit in workshop.site.hits(Kind.MEDIA, "v")] == [False, True]
    assert workshop.scratch() == set()


async def interrupted(workshop: Workshop) -> None:
    """Begin a download whose media stop to come half way, and cancel it there."""
    workshop.site.has(video("v").audio_only().weighs(2_000_000).media_hangs(after=1_000_000, times=1))
    desk = await workshop.desk()
    row = await workshop.queued(desk, "v")
    async with trio.open_nursery() as nursery:
        nursery.start_soon(fetch, desk, row)
        await workshop.told.until(lambda event: event.progress is not None and event.progress.done > 0)
        assert workshop.processes()
        nursery.cancel_scope.cancel()


async def test_a_row_that_was_let_go_meanwhile_stays_archived(workshop: Workshop) -> None:
    workshop.site.has(video("v"))
    desk = await workshop.desk(keep_days=1)
    queued = await workshop.queued(desk, "v", published=days_ago(7))
    await retain(desk)
    await fetch(desk, queued)
    assert (await workshop.row("v")).status is Status.ARCHIVED
    assert workshop.parts.board.active() == ()


class Interrupting(Library):
    """Has its caller cancelled in the moment in which a file is put in place."""

    scope = trio.CancelScope()

    async def adopt(self, source: Path, feed: str, id: str, ext: str) -> Path:
        self.scope.cancel()
        return await super().adopt(source, feed, id, ext)


async def test_a_file_that_is_being_put_in_place_is_recorded_in_spite_of_a_cancellation(workshop: Workshop) -> None:
    library = Interrupting(workshop.folder)
    desk = evolve(await workshop.desk(), parts=evolve(workshop.parts, library=library))
    workshop.site.has(video("v"))
    row = await workshop.queued(desk, "v")
    with trio.CancelScope() as library.scope:
        await fetch(desk, row)
    assert library.scope.cancelled_caught
    assert (await workshop.row("v")).status is Status.DOWNLOADED
    assert workshop.media() == {"cats/v.m4a"}
    assert workshop.parts.board.active() == ()


async def test_a_slow_disk_is_no_reason_to_leave_a_file_unrecorded(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time for a last word counts from the cancellation; with none of it, there is still no hurry without one."""
    monkeypatch.setattr("anypod.actors.fetch.LAST_WORD", 0)
    row = await attempt(workshop, video("v"))
    assert row.status is Status.DOWNLOADED
    (entry,) = await workshop.store.queries.logs("cats", "v")
    assert "[download]" in entry.text


async def test_a_file_that_cannot_be_put_in_its_place_is_a_failure_with_the_systems_reason(workshop: Workshop) -> None:
    (workshop.parts.library.layout.media / "cats").touch()
    row = await attempt(workshop, video("v"))
    assert (row.status, row.failure, row.retries) == (Status.QUEUED, FailureKind.TRANSIENT, 1)
    assert "put in its place" in (row.last_error or "")
    assert row.next_attempt_at is not None


def put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True)
    shutil.copy(source, target)
