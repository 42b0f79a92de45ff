from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import trio

from anypod.actors.desk import Desk
from anypod.actors.examine import examine_due
from anypod.actors.submit import submit
from anypod.actors.sync import retain
from anypod.demo.answers import Kind
from anypod.model.download import Ruling, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.mutation import ArchiveDownload, SkipDownload
from anypod.model.order import Answer, Refused, Submit, Submitted
from anypod.model.settings import DateBasis, Filters
from tests.actors.desks import scene
from tests.actors.workshop import Workshop
from tests.site.video import days_ago, video
from tests.support.make import settings


async def manual(workshop: Workshop, **rest: Any) -> Desk:
    return await workshop.desk(schedule="manual", date=DateBasis.ADDED, **rest)


def told(answer: Answer) -> dict[str, tuple[Status, bool]]:
    assert isinstance(answer, Submitted)
    return {item.download.id: (item.download.status, item.new) for item in answer.items}


async def test_an_item_is_added_examined_and_fetched(workshop: Workshop) -> None:
    workshop.site.has(video("v", published=days_ago(3)))
    desk = await manual(workshop)
    assert told(await submit(Submit(workshop.site.watch("v")), desk)) == {"v": (Status.QUEUED, True)}
    await examine_due(desk)
    assert (await workshop.fetched(desk, "v")).status is Status.DOWNLOADED
    assert len(workshop.site.hits(Kind.LIST)) == 0


async def test_an_old_item_stays_although_settings_look_at_dates(workshop: Workshop) -> None:
    workshop.site.has(*(video(name, published=days_ago(900)) for name in ("a", "b")))
    desk = await manual(workshop, since=days_ago(30), keep_days=7, keep_last=1)
    for name in ("a", "b"):
        await submit(Submit(workshop.site.watch(name)), desk)
        await examine_due(desk)
        await retain(desk)
        assert (await workshop.row(name)).status is Status.QUEUED
    assert (await workshop.row("a")).ruling is Ruling.KEEP_LAST


async def test_a_downloaded_one_submitted_again_is_left_exactly_as_it_is(workshop: Workshop) -> None:
    workshop.site.has(video("v"))
    desk = await manual(workshop)
    await submit(Submit(workshop.site.watch("v")), desk)
    await examine_due(desk)
    before = await workshop.fetched(desk, "v")
    revision = (await workshop.feed()).revision
    workshop.site.edit("v", title="Another title")
    assert told(await submit(Submit(workshop.site.watch("v")), desk)) == {"v": (Status.DOWNLOADED, False)}
    assert await workshop.row("v") == before
    assert (await workshop.feed()).revision == revision


async def test_what_was_let_go_is_wanted_again_from_now_on(workshop: Workshop) -> None:
    workshop.site.has(video("v", published=days_ago(9)))
    desk = await manual(workshop, keep_days=7)
    await workshop.queued(desk, "v", published=days_ago(9), added=days_ago(8))
    await retain(desk)
    assert (await workshop.row("v")).status is Status.ARCHIVED
    assert told(await submit(Submit(workshop.site.watch("v")), desk)) == {"v": (Status.QUEUED, False)}
    await retain(desk)
    row = await workshop.row("v")
    assert (row.status, row.pinned) == (Status.QUEUED, False)


async def test_what_failed_or_was_deleted_is_wanted_again_and_what_a_person_skipped_is_not(workshop: Workshop) -> None:
    playlist = workshop.site.playlist("mix").has(*(video(name) for name in ("failed", "deleted", "skipped", "fresh")))
    desk = await manual(workshop)
    await workshop.queued(desk, "failed", status=Status.ERROR)
    for name in ("deleted", "skipped"):
        await workshop.queued(desk, name)
    ruled: dict[str, Any] = {"feed": "cats", "reason": "", "ruling": Ruling.PERSON, "at": workshop.now()}
    await workshop.pen.write(ArchiveDownload(id="deleted", **ruled), SkipDownload(id="skipped", **ruled))
    assert told(await submit(Submit(playlist.url), desk)) == {
        "failed": (Status.QUEUED, False),
        "deleted": (Status.QUEUED, False),
        "skipped": (Status.SKIPPED, False),
        "fresh": (Status.QUEUED, True),
    }


async def test_what_a_filter_refuses_is_had_by_submitting_it_again(workshop: Workshop) -> None:
    workshop.site.has(video("v"))
    desk = await manual(workshop, filters=Filters(not_title="v"))
    assert told(await submit(Submit(workshop.site.watch("v")), desk)) == {"v": (Status.SKIPPED, True)}
    assert told(await submit(Submit(workshop.site.watch("v")), desk)) == {"v": (Status.QUEUED, False)}
    await examine_due(desk)
    assert (await workshop.row("v")).status is Status.QUEUED


async def test_of_a_list_the_first_entries_are_taken(workshop: Workshop) -> None:
    playlist = workshop.site.playlist("mix").has(*(video(f"v{n}") for n in range(5)))
    desk = await manual(workshop, examine_limit=3)
    assert list(told(await submit(Submit(playlist.url), desk))) == ["v0", "v1", "v2"]
    assert (await workshop.feed()).metadata.title is None


async def test_a_source_that_fails_is_the_answer(workshop: Workshop) -> None:
    playlist = workshop.site.playlist("mix").has(video("v")).fails(404)
    answer = await submit(Submit(playlist.url), await manual(workshop))
    assert isinstance(answer, Failure)
    assert "404" in answer.message
    assert await workshop.rows() == {}


async def test_a_list_without_entries_is_a_failure_that_says_so(workshop: Workshop) -> None:
    answer = await submit(Submit(workshop.site.playlist("mix").has().url), await manual(workshop))
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.GONE


async def test_options_of_a_submission_are_kept_with_its_item_and_used(workshop: Workshop) -> None:
    workshop.site.has(video("v"))
    desk = await manual(workshop, yt_args=("--retries", "1"))
    agent = "Kitten/1.0"
    await submit(Submit(workshop.site.watch("v"), ("--user-agent", agent)), desk)
    row = await workshop.row("v")
    assert row.yt_args == ("--user-agent", agent)
    assert desk.settings_for(row).yt_args == ("--retries", "1", "--user-agent", agent)
    await examine_due(desk)
    assert (await workshop.fetched(desk, "v")).status is Status.DOWNLOADED


@pytest.mark.parametrize(
    "args", [("--exec", "id"), ("-o", "elsewhere/x"), ("--no-such-option",), ("http://elsewhere/",)]
)
async def test_options_that_nobody_may_pass_are_refused_before_anything_is_asked(
    workshop: Workshop, args: tuple[str, ...]
) -> None:
    workshop.site.has(video("v"))
    answer = await submit(Submit(workshop.site.watch("v"), args), await manual(workshop))
    assert isinstance(answer, Refused)
    assert answer.why.startswith("yt_args: ")
    assert workshop.site.hits() == []


ADDRESSES = [
    "",
    "v",
    "file:///etc/passwd",
    "ftp://a/b",
    "ytsearch:cats",
    "http://",
    "http://a b/",
    "http://[",
    "http://a/\n",
]


@pytest.mark.parametrize("url", ADDRESSES)
async def test_only_addresses_of_the_web_are_taken(tmp_path: Path, url: str) -> None:
    async with scene(tmp_path) as here:
        desk = Desk(settings(schedule="manual"), here.parts, here.pen)
        assert isinstance(await submit(Submit(url), desk), Refused)
        assert here.source.calls == []


async def test_a_feed_with_a_schedule_takes_none(tmp_path: Path) -> None:
    async with scene(tmp_path) as here:
        answer = await submit(Submit("https://site.example/watch/a"), Desk(settings(), here.parts, here.pen))
        assert isinstance(answer, Refused)
        assert (answer.status, here.source.calls) == (None, [])


async def test_two_submissions_of_one_item_at_once_make_one_row(workshop: Workshop) -> None:
    workshop.site.has(video("v"))
    desk = await manual(workshop)
    async with trio.open_nursery() as nursery:
        for _ in range(2):
            nursery.start_soon(submit, Submit(workshop.site.watch("v")), desk)
    assert list(await workshop.rows()) == ["v"]
