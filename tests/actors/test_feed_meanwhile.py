"""What a feed goes on doing while something else takes long: a site's pause, a fetch."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import trio
import trio.testing
from attrs import evolve

from anypod.actors.feed import FeedActor
from anypod.model.download import Ruling, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.job import Cause, Sync
from anypod.model.settings import FeedSettings, Filters
from anypod.rules.retry import FIRST_SITE_WAIT
from tests.actors.desks import Scene, scene
from tests.support.make import NOW, days_ago, download, listing, settings

SITE, OTHER = "site.example", "other.example"
REFUSED = Failure(kind=FailureKind.RATE_LIMITED, message="HTTP Error 429", whole_site=True)
GONE = Failure(kind=FailureKind.GONE, certain=True, message="removed")
PAUSE = FIRST_SITE_WAIT.total_seconds()
BOTH = evolve(settings(schedule="0 3 * * *"), urls=(f"https://{SITE}/channel", f"https://{OTHER}/channel"))


@asynccontextmanager
async def at_work(here: Scene, chosen: FeedSettings) -> AsyncIterator[FeedActor]:
    actor = here.actor(chosen)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(here.parts.pauses.keep, here.pen.another())
        nursery.start_soon(actor.run)
        yield actor
        nursery.cancel_scope.cancel()


async def refused_by(here: Scene, site: str) -> None:
    await here.parts.pauses.hear(site, here.parts.clock.now(), REFUSED, here.pen)


async def test_a_paused_site_keeps_nothing_waiting_that_comes_from_another(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.source.fetch_failure = GONE
        elsewhere = f"https://{OTHER}/watch/b"
        here.catalogue.rows["a"] = download("a", examined_at=NOW)
        here.catalogue.rows["b"] = download("b", examined_at=NOW, source_url=elsewhere)
        here.catalogue.rows["c"] = download("c")
        here.catalogue.rows["d"] = download("d", source_url=f"https://{OTHER}/watch/d")
        await refused_by(here, SITE)
        async with at_work(here, settings(schedule="manual", examine_limit=1)) as actor:
            actor.adapt(settings(schedule="manual", examine_limit=1))
            await trio.sleep(PAUSE / 2)
            assert here.source.calls == ["examine d", "fetch b", "fetch d"]
            await trio.sleep(PAUSE)
            assert here.source.calls[3:] == ["examine c", "fetch a", "fetch c"]


async def test_what_is_due_at_a_paused_site_waits_for_its_end_without_looking_again_and_again(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.source.fetch_failure = GONE
        here.catalogue.rows["a"] = download("a", examined_at=NOW, next_attempt_at=days_ago(1))
        here.catalogue.rows["b"] = download("b", examined_at=NOW, next_attempt_at=NOW + timedelta(minutes=1))
        await refused_by(here, SITE)
        with trio.fail_after(2 * PAUSE):
            async with at_work(here, settings(schedule="manual")):
                await trio.sleep(PAUSE - 1)
                assert here.source.calls == []
                await trio.sleep(2)
                assert here.source.calls == ["fetch a", "fetch b"]


async def test_a_sync_that_a_pause_puts_off_is_made_up_for_once(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        await refused_by(here, SITE)
        async with at_work(here, settings(schedule="* * * * *")):
            await trio.sleep(PAUSE - 1)
            assert (here.source.calls, here.catalogue.finished) == ([], [])
            await trio.sleep(2)
            assert here.source.calls == ["list"]


async def test_a_feed_with_several_sites_lists_those_that_can_be_asked_and_says_which_can_not(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        await refused_by(here, SITE)
        async with at_work(here, BOTH):
            await trio.sleep(PAUSE / 2)
            assert here.source.calls == ["list"]
            await trio.sleep(PAUSE)
            assert here.source.calls == ["list"] * 3
        first, second = (finish.failure for finish in here.catalogue.finished)
        assert first is not None
        assert f"{SITE} is left alone for now: HTTP Error 429" in first.message
        assert second is None


async def test_a_list_that_the_site_refuses_is_read_when_its_pause_is_over(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.source.listing = listing(failure=REFUSED)
        async with at_work(here, settings(schedule="0 3 * * *")):
            await trio.sleep(1)
            here.source.listing = listing("a")
            here.source.fetch_failure = GONE
            await trio.sleep(PAUSE + 1)
            assert here.source.calls == ["list", "list", "examine a", "fetch a"]


async def test_a_pause_that_ends_before_the_sync_that_it_broke_is_made_up_for_too(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:

        async def take_long(_url: str) -> None:
            here.source.listing = listing()
            here.source.before_examine = None
            await trio.sleep(PAUSE + 60)

        here.source.listing, here.source.fetch_failure = listing(failure=REFUSED), GONE
        here.source.before_examine = take_long
        here.catalogue.rows["d"] = download("d", source_url=f"https://{OTHER}/watch/d")
        async with at_work(here, settings(schedule="0 3 * * *")):
            await trio.sleep(2 * PAUSE)
        assert here.source.calls == ["list", "examine d", "list", "fetch d"]


async def test_an_edit_acts_while_a_fetch_goes_on_and_leaves_that_one_alone(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.source.hold_fetch, here.source.fetch_failure = trio.Event(), GONE
        for age, id in enumerate(("a", "b", "c")):
            here.catalogue.rows[id] = download(id, examined_at=NOW, published=days_ago(age + 1))
        here.catalogue.rows["old"] = download("old", Status.DOWNLOADED, examined_at=NOW, published=days_ago(9))
        chosen = settings(schedule="manual")
        async with at_work(here, chosen) as actor:
            await trio.sleep(60)
            assert here.source.calls == ["fetch a"]
            actor.adapt(evolve(chosen, filters=Filters(not_title="a|b"), keep_days=5))
            await trio.testing.wait_all_tasks_blocked()
            rows = here.catalogue.rows
            assert {id: row.status for id, row in rows.items()} == {
                "a": Status.QUEUED,
                "b": Status.SKIPPED,
                "c": Status.QUEUED,
                "old": Status.ARCHIVED,
            }
            assert rows["old"].ruling is Ruling.KEEP_DAYS
            here.source.hold_fetch.set()
            await trio.sleep(1)
        assert here.source.calls == ["fetch a", "fetch c"]


async def test_what_an_edit_would_let_go_is_let_go_after_its_fetch(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.source.hold_fetch = trio.Event()
        here.source.fetch_failure = Failure(kind=FailureKind.TRANSIENT, message="network")
        here.catalogue.rows["a"] = download("a", examined_at=NOW, published=days_ago(9))
        async with at_work(here, settings(schedule="manual")) as actor:
            await trio.sleep(60)
            actor.adapt(settings(schedule="manual", keep_days=5))
            await trio.testing.wait_all_tasks_blocked()
            during = here.catalogue.rows["a"].status
            here.source.hold_fetch.set()
            await trio.sleep(1)
            assert (during, here.catalogue.rows["a"].status) == (Status.QUEUED, Status.ARCHIVED)


async def test_a_person_s_sync_during_a_pause_leaves_the_feed_free_for_edits(
    tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    async with scene(tmp_path) as here:
        here.catalogue.rows["a"] = download("a", examined_at=NOW)
        await refused_by(here, SITE)
        async with at_work(here, settings(schedule="manual")) as actor:
            actor.mailbox.offer(Sync(Cause.PERSON))
            await trio.sleep(1)
            actor.adapt(settings(schedule="manual", filters=Filters(not_title="a")))
            await trio.sleep(1)
            assert here.catalogue.rows["a"].status is Status.SKIPPED
            await trio.sleep(PAUSE)
            assert here.source.calls == ["list"]
