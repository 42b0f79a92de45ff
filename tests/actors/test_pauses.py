from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import trio
import trio.testing
from attrs import define, evolve, field

from anypod.actors.examine import examine_due
from anypod.actors.fetch import fetch
from anypod.actors.pauses import Pauses
from anypod.actors.reopen import follow_cookies
from anypod.actors.sync import sync
from anypod.actors.writer import Pen, Writer
from anypod.demo.answers import Kind
from anypod.kernel.clock import Clock
from anypod.model.applied import Applied
from anypod.model.download import Status
from anypod.model.event import EventKind
from anypod.model.failure import Failure, FailureKind
from anypod.model.mutation import Mutation, ResumeSite
from anypod.model.pause import SitePause
from anypod.rules.site import site_of
from anypod.store.store import Committed
from tests.actors.workshop import Workshop, open_workshop
from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.support.make import NOW

SHORT = timedelta(seconds=2)
REFUSED = Failure(kind=FailureKind.RATE_LIMITED, message="HTTP Error 429", whole_site=True)
ROBOT = Failure(kind=FailureKind.AUTH_NEEDED, message="confirm you're not a bot", whole_site=True)


@pytest.mark.slow
async def test_a_site_that_refuses_in_the_middle_is_left_alone_and_then_all_that_is_wanted_arrives(
    site: Site, tmp_path: Path
) -> None:
    site.channel("cats").has(*(video(f"v{n:04}", published=days_ago(n + 1)).audio_only() for n in range(1_000)))
    site.answers(429, retry_after=2, after=20 + 34, times=1)
    async with open_workshop(site, tmp_path, first_pause=timedelta(seconds=1)) as workshop:
        desk = await workshop.desk(f"{site.url}/@cats/videos", keep_last=30)
        await sync(desk)
        asked = len(site.hits())
        await examine_due(desk)
        before_the_end = len(site.hits())
        paused = await workshop.told.until(lambda event: event.kind is EventKind.SITE_PAUSED)
        resumed = await workshop.told.until(lambda event: event.kind is EventKind.SITE_RESUMED)
        await examine_due(desk)
        rows = await workshop.rows()
        wanted = [row for row in rows.values() if row.status is Status.QUEUED]
        for row in wanted:
            await fetch(desk, row)
        arrived = [row for row in (await workshop.rows()).values() if row.status is Status.DOWNLOADED]
    assert site.lists == 1
    assert paused.until is not None
    assert paused.site == site_of(site.url)
    assert resumed.at - paused.at >= SHORT
    assert before_the_end == asked
    assert len(wanted) == len(arrived) == 30
    assert all(row.examined_at is not None for row in wanted)
    assert all((row.retries, row.last_error) == (0, None) for row in rows.values())


async def test_a_download_that_the_site_refuses_is_unharmed_and_not_asked_for_until_the_end_of_the_pause(
    site: Site, tmp_path: Path
) -> None:
    async with open_workshop(site, tmp_path, first_pause=SHORT) as workshop:
        site.has(video("v").audio_only().media_fails(429, times=1))
        desk = await workshop.desk()
        row = await workshop.queued(desk, "v")
        await fetch(desk, row)
        refused = await workshop.row("v")
        asked = len(site.hits())
        await fetch(desk, refused)
        assert len(site.hits()) == asked
        assert (refused.status, refused.retries, refused.next_attempt_at) == (Status.QUEUED, 0, None)
        await workshop.told.until(lambda event: event.kind is EventKind.SITE_RESUMED)
        await fetch(desk, refused)
        assert (await workshop.row("v")).status is Status.DOWNLOADED
        assert await workshop.store.queries.pauses() == ()


async def test_a_pause_outlives_a_restart(site: Site, tmp_path: Path) -> None:
    async with open_workshop(site, tmp_path) as workshop:
        await workshop.parts.pauses.hear("tube", workshop.now(), REFUSED, workshop.pen)
        before = workshop.parts.pauses.paused()
    async with open_workshop(site, tmp_path) as workshop:
        assert workshop.parts.pauses.paused() == before
        assert [(paused.site, paused.why) for paused in before] == [("tube", REFUSED.message)]


async def test_a_success_begins_anew_and_one_from_before_the_pause_does_not(site: Site, tmp_path: Path) -> None:
    async with open_workshop(site, tmp_path, first_pause=timedelta(milliseconds=50)) as workshop:
        pauses, early = workshop.parts.pauses, workshop.now()
        await pauses.hear("tube", early, REFUSED, workshop.pen)
        await pauses.resumed()
        await pauses.hear("tube", early, None, workshop.pen)
        await pauses.hear("tube", workshop.now(), REFUSED, workshop.pen)
        (second,) = await workshop.store.queries.pauses()
        await pauses.resumed()
        await pauses.hear("tube", workshop.now(), None, workshop.pen)
        assert second.refusals == 2
        assert await workshop.store.queries.pauses() == ()


async def test_new_cookies_lift_what_a_bot_check_began_and_nothing_else(site: Site, tmp_path: Path) -> None:
    cookies = tmp_path / "cookies.txt"
    cookies.write_text("# Netscape HTTP Cookie File\n")
    async with open_workshop(site, tmp_path / "data", cookies=cookies) as workshop:
        site.has(video("v").private())
        desk = await workshop.desk()
        workshop.storage.feeds[desk.feed] = desk.settings
        await workshop.queued(desk, "v", examined_at=None)
        await examine_due(desk)
        failed = await workshop.row("v")
        for name, failure in (("tube", ROBOT), ("radio", REFUSED)):
            await workshop.parts.pauses.hear(name, workshop.now(), failure, workshop.pen)
        woken: list[str] = []
        async with trio.open_nursery() as nursery:
            nursery.start_soon(follow_cookies, workshop.parts, workshop.pen.another(), woken.append)
            cookies.write_text("# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t4102444800\tauth\tok\n")
            await workshop.told.until(lambda event: event.message == "the cookies changed")
            nursery.cancel_scope.cancel()
        await examine_due(desk)
        assert (failed.status, failed.failure) == (Status.ERROR, FailureKind.AUTH_NEEDED)
        assert [paused.site for paused in workshop.parts.pauses.paused()] == ["radio"]
        row = await workshop.row("v")
        assert (row.status, row.last_error) == (Status.QUEUED, None)
        assert row.examined_at is not None


async def test_a_refused_list_is_a_failed_sync_that_moves_nothing(workshop: Workshop) -> None:
    workshop.site.channel("cats").has_many(3).fails(429)
    desk = await workshop.desk(f"{workshop.site.url}/@cats/videos")
    await sync(desk)
    feed = await workshop.feed()
    assert "429" in (feed.last_error or "")
    assert await workshop.rows() == {}
    assert workshop.parts.pauses.is_paused(site_of(workshop.site.url))
    assert workshop.site.hits(Kind.WATCH) == []


@define
class Gated:
    """A catalogue that keeps whoever writes waiting until it is opened."""

    open: trio.Event = field(factory=trio.Event)
    written: list[Mutation] = field(factory=list)

    async def commit(self, batch: Sequence[Sequence[Mutation]]) -> list[Committed | Exception]:
        await self.open.wait()
        self.written += [mutation for group in batch for mutation in group]
        return [Committed(applied=tuple(Applied(changed=True) for _ in group), events=()) for group in batch]


def pause_of(site: str, failure: Failure) -> SitePause:
    until = NOW + timedelta(hours=1)
    return SitePause(site=site, until=until, refusals=1, failure=failure.kind, message=failure.message, at=NOW)


@asynccontextmanager
async def ending(radio: Failure, tube: Failure) -> AsyncIterator[tuple[Pauses, Pen, Gated]]:
    """Give the pauses of two sites whose time has just come, while that is being written."""
    began, gated = trio.current_time(), Gated()
    clock = Clock(lambda: NOW.timestamp() + trio.current_time() - began)
    pauses = Pauses(clock, lambda: 0.0, [pause_of("radio", radio), pause_of("tube", tube)])
    writer = Writer(gated.commit, lambda _event: None)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(writer.run)
        with writer.first_pen() as pen:
            nursery.start_soon(pauses.keep, pen.another())
            await trio.sleep(3_601)
            yield pauses, pen, gated
            nursery.cancel_scope.cancel()


async def test_a_pause_that_is_lifted_while_another_ones_end_is_written_is_over(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with ending(REFUSED, ROBOT) as (pauses, pen, gated), trio.open_nursery() as nursery:
        nursery.start_soon(pauses.lift, ROBOT.kind, pen)
        await trio.testing.wait_all_tasks_blocked()
        gated.open.set()
        await trio.sleep(1)
        assert pauses.paused() == ()


async def test_a_site_that_answers_while_another_ones_pause_is_lifted_is_well(
    autojump_clock: trio.testing.MockClock,
) -> None:
    async with ending(ROBOT, ROBOT) as (pauses, pen, gated), trio.open_nursery() as nursery:
        gated.open.set()
        await trio.sleep(1)
        gated.open = trio.Event()
        nursery.start_soon(pauses.lift, ROBOT.kind, pen)
        await trio.testing.wait_all_tasks_blocked()
        nursery.start_soon(pauses.hear, "tube", NOW + timedelta(hours=2), None, pen)
        await trio.testing.wait_all_tasks_blocked()
        gated.open.set()
        await trio.sleep(1)
        assert {change.site for change in gated.written if isinstance(change, ResumeSite) and change.well} == {
            "radio",
            "tube",
        }


async def test_a_site_that_refuses_again_while_another_ones_end_is_written_stays_paused(
    autojump_clock: trio.testing.MockClock,
) -> None:
    longer = evolve(REFUSED, retry_after=7_200.0)
    async with ending(REFUSED, REFUSED) as (pauses, pen, gated), trio.open_nursery() as nursery:
        nursery.start_soon(pauses.hear, "tube", NOW, longer, pen)
        await trio.testing.wait_all_tasks_blocked()
        gated.open.set()
        await trio.sleep(1)
        assert [pause.site for pause in pauses.paused()] == ["tube"]
