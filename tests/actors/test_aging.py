from __future__ import annotations

from datetime import timedelta

from anypod.actors.sync import sync
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
