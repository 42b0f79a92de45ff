from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from anypod.actors.desk import Desk
from anypod.actors.sync import sync
from anypod.demo.answers import Kind
from anypod.model.chapter import Span
from anypod.model.download import Status
from anypod.model.settings import Sponsorblock
from anypod.rules.chapters import file_chapters
from tests.actors.workshop import Workshop
from tests.site.video import days_ago, video

AT_ONCE = timedelta(microseconds=1)


async def test_an_aged_download_is_read_anew_once_and_its_file_stays(workshop: Workshop) -> None:
    site = workshop.site
    cats = site.channel("cats")
    cats.has(video("a", title="Before", seconds=2, published=days_ago(1)))
    desk = await workshop.desk(cats.url, refresh_after=AT_ONCE)
    await sync(desk)
    await workshop.fetched(desk, "a")
    before = await workshop.row("a")
    site.edit("a", lambda said: said.chaptered((0, "Opening"), (1, "Rest")))
    site.log.forget()
    await sync(desk)
    after = await workshop.row("a")
    assert [chapter.title for chapter in after.chapters] == ["Opening", "Rest"]
    assert (after.status, after.file, after.guid) == (before.status, before.file, before.guid)
    assert site.examined("a") == 1
    await sync(desk)
    assert site.examined("a") == 1


async def test_one_that_has_left_the_source_stays_as_it_was(workshop: Workshop) -> None:
    site = workshop.site
    cats = site.channel("cats")
    cats.has(video("a", seconds=2, published=days_ago(1)))
    desk = await workshop.desk(cats.url, refresh_after=AT_ONCE)
    await sync(desk)
    await workshop.fetched(desk, "a")
    before = await workshop.row("a")
    site.becomes(video("a", seconds=2, published=days_ago(1)).removed())
    await sync(desk)
    assert await workshop.row("a") == before


def sponsored(workshop: Workshop, **words: tuple[str, ...]) -> dict[str, Any]:
    """Settings by which the site's own SponsorBlock is asked."""
    args = ("--sponsorblock-api", workshop.site.base, "--extractor-retries", "0")
    return {"refresh_after": AT_ONCE, "sponsorblock": Sponsorblock(**words), "yt_args": args}


async def published(workshop: Workshop, **settings: Any) -> Desk:
    """Fetch one item of ten seconds, of which nothing has been reported."""
    cats = workshop.site.channel("cats")
    cats.has(video("a", title="A", seconds=10, published=days_ago(1)))
    workshop.site.sponsorblock.reports("a")
    desk = await workshop.desk(cats.url, **settings)
    await sync(desk)
    await workshop.fetched(desk, "a")
    return desk


async def test_segments_that_were_reported_meanwhile_are_marked_and_the_file_stays(workshop: Workshop) -> None:
    desk = await published(workshop, **sponsored(workshop, mark=("all",)))
    before = await workshop.row("a")
    workshop.site.sponsorblock.reports("a", (2.0, 5.0, "sponsor"))
    await sync(desk)
    after = await workshop.row("a")
    shown = [(one.start, one.title) for one in file_chapters(after, desk.settings.sponsorblock)]
    assert shown == [(0, "A"), (2, "Sponsor"), (5, "A")]
    assert (after.file, after.downloaded_at) == (before.file, before.downloaded_at)
    assert len(workshop.site.hits(Kind.MEDIA, "a")) == 1


async def test_segments_that_are_to_go_make_another_file_at_the_same_place(workshop: Workshop) -> None:
    desk = await published(workshop, **sponsored(workshop, remove=("sponsor",)))
    before, revision = await workshop.row("a"), (await workshop.feed()).revision
    workshop.site.sponsorblock.reports("a", (2.0, 5.0, "sponsor"))
    await sync(desk)
    after = await workshop.row("a")
    assert before.file is not None
    assert after.file is not None
    assert (after.cuts, after.status) == ((Span(start=2, end=5),), Status.DOWNLOADED)
    assert after.file.duration == pytest.approx(before.file.duration - 3, abs=0.2)
    assert after.file.size == workshop.parts.library.media_path("cats", "a", "m4a").stat().st_size
    assert (after.guid, after.file.ext, after.downloaded_at) == (before.guid, before.file.ext, before.downloaded_at)
    assert (await workshop.feed()).revision > revision
    assert (workshop.media(), workshop.scratch(), workshop.parts.board.active()) == ({"cats/a.m4a"}, set(), ())
    asked = workshop.site.sponsorblock.questions
    await sync(desk)
    assert workshop.site.sponsorblock.questions == asked


async def test_where_nothing_new_was_reported_nothing_is_fetched_again(workshop: Workshop) -> None:
    desk = await published(workshop, **sponsored(workshop, remove=("sponsor",)))
    before = await workshop.row("a")
    await sync(desk)
    assert (await workshop.row("a")).file == before.file
    assert len(workshop.site.hits(Kind.MEDIA, "a")) == 1


async def test_a_file_that_cannot_be_had_anew_leaves_the_old_one_and_is_asked_for_again(workshop: Workshop) -> None:
    desk = await published(workshop, **sponsored(workshop, remove=("sponsor",)))
    before = await workshop.row("a")
    workshop.site.sponsorblock.reports("a", (2.0, 5.0, "sponsor"))
    workshop.site.edit("a", lambda said: said.media_fails(404))
    await sync(desk)
    assert await workshop.row("a") == before
    assert (workshop.media(), workshop.scratch()) == ({"cats/a.m4a"}, set())
    workshop.site.edit("a", lambda said: evolve(said, faults=()))
    await sync(desk)
    assert (await workshop.row("a")).cuts == (Span(start=2, end=5),)
