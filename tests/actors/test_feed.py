from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import trio
import trio.testing

from anypod.model.download import Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.job import Cause, Sync
from anypod.model.order import Cancel, Done
from anypod.model.settings import FeedSettings, Filters
from tests.actors.desks import Scene, scene
from tests.support.make import NOW, download, listing, settings

DAILY = "0 3 * * *"


async def run_for(scene: Scene, chosen: FeedSettings, seconds: float) -> None:
    with trio.move_on_after(seconds):
        await scene.actor(chosen).run()


async def test_it_syncs_at_once_and_then_by_schedule(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here:
        await run_for(here, settings(schedule=DAILY), 3 * 86_400)
        assert here.source.calls == ["list"] * 4


async def test_a_manual_feed_lists_nothing(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here:
        await run_for(here, settings(schedule="manual"), 3 * 86_400)
        assert here.source.calls == []


async def test_its_next_sync_is_told_ahead(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here:
        await run_for(here, settings(schedule=DAILY), 86_400)
        assert here.catalogue.planned == [NOW + timedelta(hours=15), NOW + timedelta(hours=39)]


async def test_ticks_during_a_listing_are_dropped_and_counted(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.source.hold_list = trio.Event()
        actor = here.actor(settings(schedule="0 * * * *"))
        with trio.move_on_after(3 * 3_600 + 60):
            await actor.run()
        assert here.source.calls == ["list"]
        assert actor.missed_ticks == 3


async def test_a_tick_while_it_fetches_lists_before_the_next_fetch(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.source.listing = listing("a", "b")
        here.source.hold_fetch = trio.Event()
        here.source.fetch_failure = Failure(kind=FailureKind.GONE, certain=True, message="removed")
        async with trio.open_nursery() as nursery:
            nursery.start_soon(here.actor(settings(schedule=DAILY)).run)
            await trio.sleep(86_400)
            here.source.hold_fetch.set()
            await trio.sleep(1)
            nursery.cancel_scope.cancel()
        fetches = [call for call in here.source.calls if call == "list" or call.startswith("fetch")]
        assert fetches == ["list", "fetch a", "list", "fetch b"]


async def test_a_person_who_asks_twice_gets_one_sync(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here:
        actor = here.actor(settings(schedule="manual"))
        for _ in range(5):
            actor.mailbox.offer(Sync(Cause.PERSON))
        with trio.move_on_after(60):
            await actor.run()
        assert here.source.calls == ["list"]


async def test_a_failed_fetch_is_tried_again_when_it_is_due_without_listing(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.source.listing = listing("a")
        here.source.fetch_failure = Failure(kind=FailureKind.TRANSIENT, message="network")
        await run_for(here, settings(schedule=DAILY, max_errors=3), 3_600)
        assert here.source.calls == ["list", "examine a", "fetch a", "fetch a", "fetch a"]
        assert here.catalogue.rows["a"].status is Status.ERROR


async def test_what_a_restart_left_queued_is_fetched_first(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.catalogue.rows["left"] = download("left", examined_at=NOW)
        here.source.fetch_failure = Failure(kind=FailureKind.GONE, certain=True, message="removed")
        await run_for(here, settings(schedule="manual"), 60)
        assert here.source.calls == ["fetch left"]


async def test_a_list_that_fails_is_the_syncs_failure(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here:
        failure = Failure(kind=FailureKind.TRANSIENT, message="no route")
        here.source.listing = listing(failure=failure)
        await run_for(here, settings(schedule=DAILY), 60)
        assert [finish.failure for finish in here.catalogue.finished] == [failure]


async def test_a_fault_of_ours_leaves_the_actor(tmp_path: Path, autojump_clock: trio.testing.MockClock) -> None:
    async with scene(tmp_path) as here:
        here.source.crash = ValueError("a bug")
        with pytest.RaisesGroup(pytest.RaisesExc(ValueError, match="a bug")):
            await here.actor(settings()).run()


async def test_cancelling_a_download_leaves_it_queued_and_the_feed_at_work(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.catalogue.rows["a"] = download("a", examined_at=NOW)
        here.source.hold_fetch = trio.Event()
        actor = here.actor(settings(schedule="manual"))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(actor.run)
            await trio.sleep(60)
            assert isinstance(await actor.orders.place(Cancel()), Done)
            await trio.testing.wait_all_tasks_blocked()
            assert not here.parts.board.active()
            assert here.catalogue.rows["a"].status is Status.QUEUED
            actor.mailbox.offer(Sync(Cause.PERSON))
            await trio.sleep(60)
            nursery.cancel_scope.cancel()
        assert here.source.calls[:2] == ["fetch a", "list"]


async def test_edits_and_syncs_go_on_while_downloads_wait_for_room(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.catalogue.rows |= {id: download(id, examined_at=NOW, next_attempt_at=NOW) for id in ("a", "b")}
        here.source.fetch_failure = Failure(kind=FailureKind.GONE, certain=True, message="removed")
        await here.parts.disk.was_full(Failure(kind=FailureKind.NO_SPACE, message="No space left on device"))
        actor = here.actor(settings(schedule="manual"))
        async with trio.open_nursery() as nursery:
            nursery.start_soon(actor.run)
            await trio.sleep(60)
            actor.adapt(settings(schedule=DAILY, filters=Filters(not_title="b")))
            actor.mailbox.offer(Sync(Cause.PERSON))
            await trio.sleep(600)
            assert here.source.calls == ["list"]
            assert here.catalogue.rows["b"].status is Status.SKIPPED
            nursery.start_soon(here.parts.disk.keep, here.pen.another(), here.catalogue)
            await trio.sleep(2 * 3_600)
            nursery.cancel_scope.cancel()
        assert here.source.calls == ["list", "fetch a"]
