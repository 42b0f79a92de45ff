from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from anypod.actors.examine import examine_due
from anypod.actors.parts import Parts
from anypod.demo.answers import Kind
from anypod.demo.site import PLUGIN_DIR
from anypod.model.download import Status
from anypod.model.failure import FailureKind
from anypod.model.settings import DateBasis, DownloadsSettings, YtdlpSettings
from anypod.ytdlp.client import Client
from tests.actors.workshop import Workshop
from tests.site.video import Video, days_ago, video

SOME = "a", "b", "c"


async def examine(workshop: Workshop, *items: Video, **settings: object) -> None:
    workshop.site.has(*items)
    desk = await workshop.desk(**settings)
    for said in items:
        await workshop.queued(desk, said.id, examined_at=None, about=said.published)
    assert await examine_due(desk) is None


async def test_each_item_is_asked_for_once_and_no_media_is(workshop: Workshop) -> None:
    await examine(workshop, *(video(name) for name in SOME))
    assert [workshop.site.examined(name) for name in SOME] == [1, 1, 1]
    assert workshop.site.hits(Kind.MEDIA) == []
    assert all(row.examined_at is not None for row in (await workshop.rows()).values())


async def test_what_was_examined_is_not_examined_again(workshop: Workshop) -> None:
    await examine(workshop, video("a"))
    assert await examine_due(await workshop.desk()) is None
    assert workshop.site.examinations == 1


async def test_an_examined_row_has_what_the_page_says(workshop: Workshop) -> None:
    said = evolve(video("a", "The page's title", published=days_ago(3)), description="What the page says")
    await examine(workshop, said.chaptered((0, "Ebb"), (1, "Flow")))
    row = await workshop.row("a")
    assert (row.title, row.description, row.published) == (said.title, said.description, said.published)
    assert [chapter.title for chapter in row.chapters] == ["Ebb", "Flow"]


async def test_a_broken_item_harms_no_other(workshop: Workshop) -> None:
    await examine(workshop, video("a").crashes(), video("b").bad_json(), video("c").drops(), video("d"))
    rows = await workshop.rows()
    assert (rows["d"].status, rows["d"].retries) == (Status.QUEUED, 0)
    assert rows["d"].examined_at is not None
    assert [rows[name].retries for name in SOME] == [1, 1, 1]
    assert all(rows[name].last_error and rows[name].examined_at is None for name in SOME)


async def test_only_so_many_are_examined_at_a_time_as_the_feed_says(workshop: Workshop) -> None:
    await examine(workshop, *(video(name) for name in SOME), examine_limit=2)
    assert workshop.site.examinations == 2


async def test_an_upcoming_item_waits_for_its_hour_and_has_not_failed(workshop: Workshop) -> None:
    said = video("a").upcoming(in_hours=5)
    await examine(workshop, said)
    row = await workshop.row("a")
    assert (row.status, row.retries, row.last_error, row.failing_since) == (Status.UPCOMING, 0, None, None)
    assert said.release is not None
    assert row.next_attempt_at is not None
    assert abs(row.next_attempt_at - said.release) < timedelta(minutes=30)


async def test_an_upcoming_item_that_has_ended_is_queued_when_it_is_due(workshop: Workshop) -> None:
    workshop.site.has(video("a").was_live())
    desk = await workshop.desk()
    await workshop.queued(desk, "a", status=Status.UPCOMING, next_attempt_at=workshop.now())
    await examine_due(desk)
    assert await workshop.statuses() == {"a": Status.QUEUED}


async def test_a_private_item_is_an_error_that_names_what_it_needs(workshop: Workshop) -> None:
    await examine(workshop, video("a").private())
    row = await workshop.row("a")
    assert (row.status, row.failure) == (Status.ERROR, FailureKind.AUTH_NEEDED)
    assert "Private video" in (row.last_error or "")


async def test_what_is_older_than_since_is_archived_by_the_date_of_its_page(workshop: Workshop) -> None:
    await examine(
        workshop, video("new", published=days_ago(1)), video("old", published=days_ago(30)), since=days_ago(10)
    )
    assert await workshop.statuses() == {"new": Status.QUEUED, "old": Status.ARCHIVED}
    assert (await workshop.row("old")).reason


async def test_keep_last_keeps_the_newest_by_the_dates_of_their_pages(workshop: Workshop) -> None:
    items = [video(name, published=days_ago(days)) for name, days in (("a", 1), ("b", 2), ("c", 3), ("d", 4))]
    await examine(workshop, *items, keep_last=2)
    assert await workshop.statuses() == {
        "a": Status.QUEUED,
        "b": Status.QUEUED,
        "c": Status.ARCHIVED,
        "d": Status.ARCHIVED,
    }


async def test_a_feed_in_the_order_of_finding_keeps_what_was_found_last(workshop: Workshop) -> None:
    desk = await workshop.desk(keep_last=1, date=DateBasis.FIRST_SEEN)
    workshop.site.has(video("older", published=days_ago(1)), video("newer", published=days_ago(30)))
    for name in ("older", "newer"):
        await workshop.queued(desk, name, examined_at=None)
    await examine_due(desk)
    assert (await workshop.statuses())["newer"] is Status.QUEUED


async def test_a_call_that_breaks_off_by_itself_puts_off_the_item_that_it_stuck_at(workshop: Workshop) -> None:
    desk = await workshop.desk()
    impatient = replaced_source(workshop, stall=timedelta(seconds=1))
    workshop.site.has(video("a", published=days_ago(1)), video("b", published=days_ago(2)).hangs(), video("c"))
    for name, days in (("a", 1), ("b", 2), ("c", 3)):
        await workshop.queued(desk, name, examined_at=None, about=days_ago(days))
    failure = await examine_due(evolve(desk, parts=impatient))
    rows = await workshop.rows()
    assert failure is not None
    assert "No progress" in failure.message
    assert [rows[name].retries for name in SOME] == [0, 1, 0]
    assert rows["a"].examined_at is not None
    assert rows["b"].next_attempt_at is not None


def replaced_source(workshop: Workshop, *, stall: timedelta) -> Parts:
    downloads = DownloadsSettings(stall_timeout=stall)
    ytdlp = YtdlpSettings(plugin_dirs=(PLUGIN_DIR,))
    work, ffmpeg = workshop.folder / "ytdlp", workshop.parts.tools.ffmpeg.parent
    return evolve(workshop.parts, source=Client(ytdlp, downloads, work=work, ffmpeg=ffmpeg))
