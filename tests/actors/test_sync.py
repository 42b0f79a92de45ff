from __future__ import annotations

from anypod.actors.desk import Desk
from anypod.actors.sync import retain, sync
from anypod.demo.answers import Kind
from anypod.model.download import Status
from anypod.model.event import EventKind
from anypod.model.feed import SourceType
from tests.actors.workshop import Workshop
from tests.site.video import days_ago, video


async def fetch_all(workshop: Workshop, desk: Desk) -> None:
    for name, status in (await workshop.statuses()).items():
        if status is Status.QUEUED:
            assert (await workshop.fetched(desk, name)).status is Status.DOWNLOADED


async def test_a_first_sync_lists_once_and_examines_what_is_wanted(workshop: Workshop) -> None:
    channel = workshop.site.channel("cats").has_many(4)
    await sync(await workshop.desk(channel.url, keep_last=2))
    assert await workshop.statuses() == {
        "v0": Status.QUEUED,
        "v1": Status.QUEUED,
        "v2": Status.ARCHIVED,
        "v3": Status.ARCHIVED,
    }
    assert (workshop.site.lists, workshop.site.examinations) == (1, 2)
    feed = await workshop.feed()
    assert feed.source_type is SourceType.CHANNEL
    assert feed.last_successful_sync is not None
    assert (feed.last_error, feed.consecutive_failures) == (None, 0)


async def test_a_list_that_is_cut_short_adds_what_came_and_says_so(workshop: Workshop) -> None:
    channel = workshop.site.channel("cats").has_many(40).fails(403, page=2)
    await sync(await workshop.desk(channel.url, examine_limit=1))
    assert set(await workshop.rows()) == {f"v{n}" for n in range(30)}
    feed = await workshop.feed()
    assert "403" in (feed.last_error or "")
    assert (feed.last_successful_sync, feed.consecutive_failures) == (None, 1)


async def test_a_list_that_is_cut_short_takes_nothing_away(workshop: Workshop) -> None:
    channel = workshop.site.channel("cats").has_many(33)
    desk = await workshop.desk(channel.url, examine_limit=1)
    await sync(desk)
    before = await workshop.statuses()
    channel.fails(403, page=2)
    await sync(desk)
    assert await workshop.statuses() == before
    assert len(before) == 33


async def test_a_playlist_without_dates_keeps_the_newest_by_the_dates_of_their_pages(workshop: Workshop) -> None:
    ages = {"c": 3, "a": 1, "d": 4, "b": 2}
    playlist = workshop.site.playlist("mix").has(*(video(name, published=days_ago(age)) for name, age in ages.items()))
    await sync(await workshop.desk(playlist.url, keep_last=2))
    kept = {name for name, status in (await workshop.statuses()).items() if status is Status.QUEUED}
    assert kept == {"a", "b"}


async def test_what_left_the_list_stays_in_the_catalogue(workshop: Workshop) -> None:
    channel = workshop.site.channel("cats").has(video("a", published=days_ago(1)), video("b", published=days_ago(2)))
    desk = await workshop.desk(channel.url)
    await sync(desk)
    channel.has("a")
    await sync(desk)
    assert await workshop.statuses() == {"a": Status.QUEUED, "b": Status.QUEUED}


async def test_a_second_sync_of_an_unchanged_list_changes_no_row(workshop: Workshop) -> None:
    channel = workshop.site.channel("cats").has_many(3)
    desk = await workshop.desk(channel.url, keep_last=2)
    await sync(desk)
    rows, revision = await workshop.rows(), (await workshop.feed()).revision
    await sync(desk)
    assert await workshop.rows() == rows
    assert (await workshop.feed()).revision == revision
    assert (workshop.site.lists, workshop.site.examinations) == (2, 2)


async def test_a_title_that_changed_at_the_source_changes_its_row_once(workshop: Workshop) -> None:
    channel = workshop.site.channel("cats").has_many(2)
    desk = await workshop.desk(channel.url)
    await sync(desk)
    before = await workshop.rows()
    workshop.site.edit("v0", title="Another title")
    await sync(desk)
    after = await workshop.rows()
    assert after["v0"].title == "Another title"
    assert after["v1"] == before["v1"]
    await sync(desk)
    assert await workshop.rows() == after


async def test_a_new_item_lets_the_oldest_go_with_its_file_once_it_is_fetched(workshop: Workshop) -> None:
    channel = workshop.site.channel("cats").has(video("a", published=days_ago(2)), video("b", published=days_ago(3)))
    desk = await workshop.desk(channel.url, keep_last=2)
    await sync(desk)
    await fetch_all(workshop, desk)
    assert workshop.media() == {"cats/a.m4a", "cats/b.m4a"}
    channel.add_at_start(video("new", published=days_ago(1)))
    await sync(desk)
    assert await workshop.statuses() == {"a": Status.DOWNLOADED, "b": Status.DOWNLOADED, "new": Status.QUEUED}
    await fetch_all(workshop, desk)
    await retain(desk)
    assert await workshop.statuses() == {"a": Status.DOWNLOADED, "b": Status.ARCHIVED, "new": Status.DOWNLOADED}
    assert workshop.media() == {"cats/a.m4a", "cats/new.m4a"}


async def test_a_site_that_refuses_for_a_while_is_named_as_it_answered(workshop: Workshop) -> None:
    channel = workshop.site.channel("cats").has_many(2).fails(429)
    await sync(await workshop.desk(channel.url))
    feed = await workshop.feed()
    assert "429" in (feed.last_error or "")
    assert await workshop.rows() == {}
    failed = await workshop.told.until(lambda event: event.kind is EventKind.SYNC_FAILED)
    assert failed.message == feed.last_error


async def test_a_sync_that_goes_well_forgets_the_failure_before(workshop: Workshop) -> None:
    channel = workshop.site.channel("cats").has_many(1).fails(404, times=1)
    desk = await workshop.desk(channel.url)
    await sync(desk)
    assert (await workshop.feed()).last_error
    workshop.site.recovers()
    await sync(desk)
    assert (await workshop.feed()).last_error is None
    assert await workshop.statuses() == {"v0": Status.QUEUED}


async def test_two_lists_make_one_feed_and_what_stands_in_both_comes_once(workshop: Workshop) -> None:
    cats = workshop.site.channel("cats").has(video("a"), video("both"))
    dogs = workshop.site.channel("dogs").has(video("b"), "both")
    await sync(await workshop.desk(cats.url, dogs.url))
    assert set(await workshop.rows()) == {"a", "b", "both"}
    assert workshop.site.examined("both") == 1


async def test_of_two_lists_one_may_fail_and_is_named(workshop: Workshop) -> None:
    cats = workshop.site.channel("cats").has(video("a")).fails(404)
    dogs = workshop.site.channel("dogs").has(video("b"))
    await sync(await workshop.desk(cats.url, dogs.url))
    assert await workshop.statuses() == {"b": Status.QUEUED}
    assert (await workshop.feed()).last_error is not None
    assert cats.url in ((await workshop.feed()).last_error or "")


async def test_an_item_that_fails_is_not_the_syncs_failure(workshop: Workshop) -> None:
    channel = workshop.site.channel("cats").has(video("a").removed(), video("b"))
    await sync(await workshop.desk(channel.url))
    assert await workshop.statuses() == {"a": Status.ERROR, "b": Status.QUEUED}
    assert (await workshop.feed()).last_error is None


async def test_the_parts_of_a_page_are_rows_of_their_own_and_each_gets_its_file(workshop: Workshop) -> None:
    desk = await workshop.desk(workshop.site.page("audios.html"))
    await sync(desk)
    rows = await workshop.rows()
    assert [row.part for row in rows.values()] == [1, 2]
    await fetch_all(workshop, desk)
    files = [row.file for row in (await workshop.rows()).values()]
    assert [file.ext for file in files if file is not None] == ["mp3", "m4a"]
    assert len(workshop.media()) == 2


async def test_a_list_that_came_to_nothing_asks_for_no_item(workshop: Workshop) -> None:
    await sync(await workshop.desk(workshop.site.channel("cats").has().url))
    assert await workshop.rows() == {}
    assert workshop.site.hits(Kind.WATCH) == []
