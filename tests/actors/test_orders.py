from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trio
import trio.testing
from attrs import evolve

from anypod.actors.roster import Roster
from anypod.model.download import Download, Ruling, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.order import (
    Cancel,
    Delete,
    Done,
    NotFound,
    NotRunning,
    OfDownload,
    Order,
    Pin,
    Refresh,
    Refused,
    Retried,
    Retry,
    RetryErrors,
    Skip,
    Unpin,
    Unskip,
)
from anypod.rules.discovery import decide
from tests.actors.desks import Scene, scene
from tests.actors.workshop import Workshop
from tests.fakes.library import InstantLibrary
from tests.site.video import days_ago, video
from tests.support.make import NOW, download, listing, settings

TRANSIENT = Failure(kind=FailureKind.TRANSIENT, message="network")


@asynccontextmanager
async def at_work(here: Scene, **chosen: Any) -> AsyncIterator[Roster]:
    """Run one feed, "news", that is fed by nothing else."""
    roster = Roster(here.parts, here.pen.another())
    feed = settings(**({"schedule": "manual"} | chosen))
    async with trio.open_nursery() as nursery:
        await nursery.start(roster.run, {"news": feed})
        await trio.testing.wait_all_tasks_blocked()
        yield roster
        nursery.cancel_scope.cancel()


def fetched_when_ready(here: Scene, id_: str) -> None:
    here.catalogue.rows[id_] = download(id_, examined_at=NOW)


@pytest.mark.parametrize("name", ["unknown", "disabled"])
async def test_a_feed_that_does_not_run_takes_no_order(tmp_path: Path, name: str) -> None:
    async with scene(tmp_path) as here, at_work(here) as roster:
        assert await roster.order(name, Pin("a")) == NotRunning()


@pytest.mark.parametrize("order", [Retry("x"), Skip("x"), Unskip("x"), Pin("x"), Unpin("x"), Refresh("x"), Delete("x")])
async def test_an_unknown_download_is_said_to_be_unknown(tmp_path: Path, order: Order) -> None:
    async with scene(tmp_path) as here, at_work(here) as roster:
        assert await roster.order("news", order) == NotFound()


async def test_orders_are_answered_while_a_fetch_runs(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here:
        fetched_when_ready(here, "a")
        here.catalogue.rows["b"] = download("b", Status.ERROR, failure=FailureKind.GONE, examined_at=NOW)
        here.source.hold_fetch = trio.Event()
        async with at_work(here) as roster:
            assert here.source.calls == ["fetch a"]
            with trio.fail_after(1):
                answer = await roster.order("news", Retry("b"))
            assert isinstance(answer, Done)
            assert answer.download.status is Status.QUEUED


async def test_orders_are_answered_while_a_listing_runs(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here:
        here.catalogue.rows["b"] = download("b", Status.ERROR, examined_at=NOW)
        here.source.hold_list = trio.Event()
        async with at_work(here, schedule="0 3 * * *") as roster:
            assert here.source.calls == ["list"]
            with trio.fail_after(1):
                assert isinstance(await roster.order("news", Delete("b")), Done)


async def test_what_is_retried_is_fetched(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here:
        here.catalogue.rows["a"] = download("a", Status.ERROR, examined_at=NOW)
        here.source.fetch_failure = TRANSIENT
        async with at_work(here) as roster:
            await roster.order("news", Retry("a"))
            await trio.testing.wait_all_tasks_blocked()
            assert here.source.calls == ["fetch a"]


@pytest.mark.parametrize("order", [Skip("a"), Delete("a"), Cancel("a"), Cancel()])
async def test_what_is_being_fetched_is_ended_first_and_not_begun_again(
    tmp_path: Path, autojump_clock: trio.testing.MockClock, order: Order
) -> None:
    async with scene(tmp_path) as here:
        fetched_when_ready(here, "a")
        fetched_when_ready(here, "b")
        here.source.hold_fetch = trio.Event()
        async with at_work(here) as roster:
            assert isinstance(await roster.order("news", order), Done)
            await trio.testing.wait_all_tasks_blocked()
            assert here.source.calls == ["fetch a", "fetch b"]


async def test_a_download_that_was_cancelled_is_put_off_and_comes_back(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        fetched_when_ready(here, "a")
        here.source.hold_fetch = trio.Event()
        async with at_work(here) as roster:
            answer = await roster.order("news", Cancel("a"))
            assert isinstance(answer, Done)
            assert (answer.download.status, answer.download.reason) == (Status.QUEUED, "cancelled by a person")
            assert (answer.download.retries, answer.download.failure) == (0, None)
            await trio.sleep(14 * 60)
            assert here.source.calls == ["fetch a"]
            await trio.sleep(2 * 60)
            assert here.source.calls == ["fetch a", "fetch a"]


async def test_only_what_is_being_fetched_can_be_cancelled(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        here.catalogue.rows["a"] = download("a", Status.DOWNLOADED)
        async with at_work(here) as roster:
            assert await roster.order("news", Cancel()) == Refused(None, "nothing is being fetched")
            assert await roster.order("news", Cancel("a")) == Refused(Status.DOWNLOADED, "it isn't being fetched")
            assert await roster.order("news", Cancel("x")) == NotFound()


async def test_a_caller_who_leaves_takes_no_order_back(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here:
        here.catalogue.rows["a"] = download("a", Status.DOWNLOADED)
        look = trio.Event()

        async def slow(_url: str) -> None:
            await look.wait()

        here.source.before_examine = slow
        async with at_work(here) as roster:
            with trio.move_on_after(1) as scope:
                await roster.order("news", Refresh("a"))
            assert scope.cancelled_caught
            look.set()
            await trio.testing.wait_all_tasks_blocked()
            assert here.source.calls == ["examine a"]
            assert here.catalogue.rows["a"].title == "Found"


async def test_whoever_waits_when_the_feed_is_stopped_is_told(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.catalogue.rows["a"] = download("a", Status.DOWNLOADED)

        async def never(_url: str) -> None:
            await trio.sleep_forever()

        here.source.before_examine = never
        answers: list[object] = []

        async def ask(roster: Roster) -> None:
            answers.append(await roster.order("news", Refresh("a")))

        async with at_work(here) as roster, trio.open_nursery() as nursery:
            for _ in range(100):
                nursery.start_soon(ask, roster)
            await trio.testing.wait_all_tasks_blocked()
            await roster.stop("news")
            await trio.testing.wait_all_tasks_blocked()
            assert answers == [NotRunning()] * 100


async def test_a_slow_order_keeps_no_quick_one_waiting(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here:
        here.catalogue.rows["a"] = download("a", Status.ERROR)

        async def never(_url: str) -> None:
            await trio.sleep_forever()

        here.source.before_examine = never
        async with at_work(here) as roster, trio.open_nursery() as nursery:
            nursery.start_soon(roster.order, "news", Refresh("a"))
            await trio.testing.wait_all_tasks_blocked()
            with trio.fail_after(1):
                assert isinstance(await roster.order("news", Delete("a")), Done)
            nursery.cancel_scope.cancel()


async def test_a_list_never_brings_back_what_a_person_set_aside(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        for id_, status in (("a", Status.ERROR), ("b", Status.UPCOMING)):
            here.catalogue.rows[id_] = download(id_, status, next_attempt_at=days_ago(-9))
        async with at_work(here) as roster:
            await roster.order("news", Delete("a"))
            await roster.order("news", Skip("b"))
        changes = decide([listing("a", "b")], here.catalogue.rows, settings(), NOW)
        await here.pen.write(*changes)
        rows = here.catalogue.rows
        assert (rows["a"].status, rows["a"].ruling) == (Status.ARCHIVED, Ruling.PERSON)
        assert (rows["b"].status, rows["b"].ruling) == (Status.SKIPPED, Ruling.PERSON)


# On the real parts --------------------------------------------------------------------------------------------------


@asynccontextmanager
async def opened(workshop: Workshop, **chosen: Any) -> AsyncIterator[Roster]:
    """Run the feed "cats" on the real parts."""
    roster = Roster(workshop.parts, workshop.pen.another())
    feed = (await workshop.desk(schedule="manual", **chosen)).settings
    async with trio.open_nursery() as nursery:
        await nursery.start(roster.run, {feed.name: feed})
        yield roster
        nursery.cancel_scope.cancel()


async def downloaded(workshop: Workshop, name: str) -> Download:
    desk = await workshop.desk()
    workshop.site.has(video(name, published=days_ago(2)))
    await workshop.queued(desk, name, published=days_ago(2))
    return await workshop.fetched(desk, name)


async def test_what_is_deleted_loses_its_file_and_keeps_its_row(workshop: Workshop) -> None:
    await downloaded(workshop, "v")
    async with opened(workshop) as roster:
        answer = await roster.order("cats", Delete("v"))
    assert isinstance(answer, Done)
    assert (answer.download.status, answer.download.ruling) == (Status.ARCHIVED, Ruling.PERSON)
    assert workshop.media() == set()


async def test_a_pinned_download_is_not_deleted_until_it_is_unpinned(workshop: Workshop) -> None:
    await downloaded(workshop, "v")
    async with opened(workshop) as roster:
        assert isinstance(await roster.order("cats", Pin("v")), Done)
        assert isinstance(await roster.order("cats", Pin("v")), Done)
        assert isinstance(await roster.order("cats", Delete("v")), Refused)
        assert workshop.media() == {"cats/v.m4a"}
        assert isinstance(await roster.order("cats", Unpin("v")), Done)
        assert isinstance(await roster.order("cats", Delete("v")), Done)
    assert workshop.media() == set()


async def test_a_refresh_brings_the_words_up_to_date_and_leaves_the_file_alone(workshop: Workshop) -> None:
    before = await downloaded(workshop, "v")
    workshop.site.edit(
        "v", lambda said: evolve(said.chaptered((0.0, "One"), (1.0, "Two")), description="New", title="N")
    )
    async with opened(workshop) as roster:
        answer = await roster.order("cats", Refresh("v"))
    assert isinstance(answer, Done)
    after = answer.download
    assert (after.title, after.description) == ("N", "New")
    assert [chapter.title for chapter in after.chapters] == ["One", "Two"]
    assert (after.status, after.file, after.downloaded_at) == (Status.DOWNLOADED, before.file, before.downloaded_at)


async def test_a_refresh_that_fails_changes_nothing(workshop: Workshop) -> None:
    before = await downloaded(workshop, "v")
    workshop.site.becomes(video("v").removed())
    async with opened(workshop) as roster:
        answer = await roster.order("cats", Refresh("v"))
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.GONE
    assert await workshop.row("v") == before


async def test_a_refresh_in_error_leaves_it_in_error_with_its_new_title(workshop: Workshop) -> None:
    desk = await workshop.desk()
    workshop.site.has(evolve(video("v"), title="Another"))
    await workshop.queued(desk, "v", status=Status.ERROR, last_error="a reason")
    async with opened(workshop) as roster:
        await roster.order("cats", Refresh("v"))
    row = await workshop.row("v")
    assert (row.status, row.last_error) == (Status.ERROR, "a reason")
    assert row.title == "Another"


async def test_what_was_let_go_is_pinned_when_a_person_wants_it_again(workshop: Workshop) -> None:
    workshop.site.has(video("old", published=days_ago(9)), video("new", published=days_ago(1)))
    desk = await workshop.desk()
    await workshop.queued(desk, "new", published=days_ago(1))
    ruled: dict[str, Any] = {"reason": "outside keep_last = 1", "ruling": Ruling.KEEP_LAST}
    await workshop.queued(desk, "old", published=days_ago(9), status=Status.ARCHIVED, **ruled)
    async with opened(workshop, keep_last=1) as roster:
        assert isinstance(await roster.order("cats", Retry("old")), Done)
        await workshop.told.until(lambda event: event.id == "old" and event.status is Status.DOWNLOADED)
    assert await workshop.statuses() == {"old": Status.DOWNLOADED, "new": Status.DOWNLOADED}
    assert (await workshop.row("old")).pinned


async def test_errors_are_retried_from_a_moment_on(workshop: Workshop) -> None:
    desk = await workshop.desk()
    for name in ("early", "late"):
        await workshop.queued(desk, name)
    gone = Failure(kind=FailureKind.GONE, message="removed", certain=True)
    await workshop.pen.write(desk.failed(await workshop.row("early"), gone))
    moment = workshop.now()
    await workshop.pen.write(desk.failed(await workshop.row("late"), gone))
    async with opened(workshop) as roster:
        assert await roster.order("cats", RetryErrors(moment)) == Retried(1)
        assert await roster.order_all(RetryErrors()) == {"cats": Retried(1)}


IDEMPOTENT: list[tuple[OfDownload, OfDownload]] = [
    (Skip("v"), Unskip("v")),
    (Pin("v"), Unpin("v")),
    (Delete("v"), Retry("v")),
]


@pytest.mark.parametrize(("there", "back"), IDEMPOTENT)
async def test_asked_twice_is_asked_once_and_the_opposite_undoes_it(
    workshop: Workshop, there: OfDownload, back: OfDownload
) -> None:
    desk = await workshop.desk()
    before = await workshop.queued(desk, "v", status=Status.UPCOMING, next_attempt_at=days_ago(-1))
    async with opened(workshop) as roster:
        first = await roster.order("cats", there)
        assert isinstance(first, Done)
        assert await roster.order("cats", there) == first
        again = await roster.order("cats", back)
        assert isinstance(again, Done)
        assert (again.download.ruling, again.download.pinned) == (before.ruling, before.pinned)


@pytest.mark.parametrize("order", [Skip("a"), Delete("a")])
async def test_a_file_that_can_not_be_removed_is_left_to_the_sweep(
    tmp_path: Path, autojump_clock: trio.testing.MockClock, order: Order
) -> None:
    class Locked(InstantLibrary):
        async def delete_media(self, feed: str, id: str) -> int:
            raise PermissionError(13, "Permission denied")

        async def clear_scratch(self, feed: str, id: str) -> None:
            raise PermissionError(13, "Permission denied")

    async with scene(tmp_path) as here:
        here.parts = evolve(here.parts, library=Locked(tmp_path))
        here.catalogue.rows["a"] = download("a", examined_at=NOW, next_attempt_at=NOW + timedelta(hours=1))
        async with at_work(here) as roster:
            assert isinstance(await roster.order("news", order), Done)
            assert roster.restarts == {}
