from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from anypod.model.download import Download, Status
from anypod.model.mutation import EnsureFeed
from anypod.model.settings import Backfill, DateBasis
from anypod.rules.order import rank
from anypod.store.store import Store
from tests.store.samples import DETAILS, FILE, LATER, NOW, add, commit, ensure, failed, finished, item, way_to

DAY = timedelta(days=1)


def ids(downloads: tuple[Download, ...]) -> list[str]:
    return [download.id for download in downloads]


def examined(
    id: str,
    status: Status = Status.QUEUED,
    published: datetime | None = None,
    next_attempt_at: datetime | None = None,
    position: int | None = None,
) -> Download:
    return evolve(
        item(id, status),
        examined_at=NOW,
        published=published,
        next_attempt_at=next_attempt_at,
        position=position,
    )


async def test_unknown_names_give_nothing(store: Store) -> None:
    queries = store.queries
    assert await queries.feed("g") is None
    assert await queries.revision("g") is None
    assert await queries.download("f", "a") is None
    assert await queries.known("g") == await queries.published("g") == ()
    assert await queries.logs("g", "a") == ()
    assert await queries.history("g", "a") == ()
    assert await queries.next_due("g") is None
    assert await queries.size("g") == 0


async def test_feeds_come_by_name_and_disabled_ones_too(store: Store) -> None:
    other = EnsureFeed(feed="b", enabled=False, urls=(), podcast_guid="guid-2", presentation="", at=NOW)
    await commit(store, other)
    assert [(feed.name, feed.enabled) for feed in await store.queries.feeds()] == [("b", False), ("f", True)]
    assert await store.queries.revision("b") == (1, NOW)


async def test_a_catalogue_holds_every_status_and_no_other_feed_s(store: Store) -> None:
    await commit(store, evolve(ensure, feed="g", podcast_guid="guid-2"), add(item("z", feed="g")))
    for status in Status:
        await commit(store, *way_to(status, status.value))
    assert ids(await store.queries.known("f")) == sorted(status.value for status in Status)


@pytest.mark.parametrize("by", list(DateBasis))
async def test_published_ones_are_in_the_order_of_the_rules(store: Store, by: DateBasis) -> None:
    dates = [None, NOW - DAY, NOW + DAY]
    rows = [
        evolve(
            item(f"i{n}", Status.DOWNLOADED if n % 4 else Status.QUEUED),
            published=dates[n % 3],
            added=dates[n // 3 % 3],
            about=dates[n // 9 % 3],
            first_seen=NOW + timedelta(hours=n % 5),
            position=[None, 2, 1][n % 7 % 3],
        )
        for n in range(60)
    ]
    await commit(store, *map(add, rows))
    expected = [row for row in rows if row.status is Status.DOWNLOADED]
    expected.sort(key=lambda row: rank(row, by), reverse=True)
    assert ids(await store.queries.published("f", by)) == ids(tuple(expected))


async def test_ready_ones_are_queued_examined_and_due(store: Store) -> None:
    await commit(
        store,
        add(item("unexamined")),
        add(examined("now")),
        add(examined("due", next_attempt_at=LATER)),
        add(examined("later", next_attempt_at=LATER + DAY)),
        add(examined("upcoming", status=Status.UPCOMING)),
        add(examined("skipped", status=Status.SKIPPED)),
    )
    assert ids(await store.queries.ready("f", LATER, Backfill.NEWEST, 10)) == ["now", "due"]


@pytest.mark.parametrize(
    ("backfill", "first"), [(Backfill.NEWEST, ["new", "mid", "top"]), (Backfill.OLDEST, ["low", "top", "mid"])]
)
async def test_a_backlog_is_worked_off_from_the_end_that_was_asked_for(
    store: Store, backfill: Backfill, first: list[str]
) -> None:
    await commit(
        store,
        add(examined("low", position=9)),
        add(examined("top", position=1)),
        add(examined("new", published=NOW + 2 * DAY)),
        add(examined("mid", published=NOW + DAY)),
    )
    assert ids(await store.queries.ready("f", LATER, backfill, 3)) == first


async def test_what_to_look_at_begins_with_what_is_due(store: Store) -> None:
    await commit(
        store,
        add(item("queued")),
        add(examined("seen")),
        add(evolve(item("waits"), next_attempt_at=LATER + DAY)),
        add(evolve(item("live", Status.UPCOMING), next_attempt_at=NOW)),
        add(evolve(item("far", Status.UPCOMING), next_attempt_at=LATER + DAY)),
        add(item("undated", Status.UPCOMING)),
    )
    found = ids(await store.queries.unexamined("f", LATER, Backfill.NEWEST, 10))
    assert (set(found[:2]), found[2:]) == ({"live", "undated"}, ["queued"])
    assert len(await store.queries.unexamined("f", LATER, Backfill.NEWEST, 2)) == 2


async def test_the_next_due_is_the_earliest_of_queued_and_upcoming(store: Store) -> None:
    await commit(
        store,
        add(examined("a", next_attempt_at=LATER + DAY)),
        add(evolve(item("b", Status.UPCOMING), next_attempt_at=LATER)),
        add(evolve(item("c", Status.ERROR), next_attempt_at=NOW)),
    )
    assert await store.queries.next_due("f") == LATER
    assert await store.queries.next_due("f", after=LATER) == LATER + DAY
    assert await store.queries.next_due("f", after=LATER + DAY) is None


async def test_without_a_limit_all_that_is_due_is_given(store: Store) -> None:
    await commit(
        store,
        add(examined("a")),
        add(examined("b")),
        add(item("c", Status.QUEUED)),
        add(item("d", Status.UPCOMING)),
    )
    assert len(await store.queries.ready("f", LATER, Backfill.NEWEST, None)) == 2
    assert len(await store.queries.unexamined("f", LATER, Backfill.NEWEST, None)) == 2


async def test_endings_are_the_last_files_and_errors_of_the_feeds_that_are_asked_for(store: Store) -> None:
    await commit(store, *way_to(Status.DOWNLOADED, "a"), *way_to(Status.ERROR, "b"), *way_to(Status.SKIPPED, "c"))
    told = await store.queries.endings(["f", "g"], 10)
    assert [(one.feed, one.id, one.title, one.change.after) for one in told] == [
        ("f", "b", "Title of b", Status.ERROR),
        ("f", "a", "A title", Status.DOWNLOADED),
    ]
    assert told[1].change == (await store.queries.history("f", "a"))[-1]
    assert await store.queries.endings(["f"], 1) == told[:1]
    assert await store.queries.endings(["g"], 10) == ()


async def test_counts_name_every_status(store: Store) -> None:
    await commit(store, *way_to(Status.DOWNLOADED, "a"), *way_to(Status.DOWNLOADED, "b"), *way_to(Status.ERROR, "c"))
    counts = await store.queries.counts("f")
    assert counts == dict.fromkeys(Status, 0) | {Status.DOWNLOADED: 2, Status.ERROR: 1}


async def test_size_and_files_are_of_downloaded_ones(store: Store) -> None:
    await commit(store, *way_to(Status.DOWNLOADED, "a"), *way_to(Status.DOWNLOADED, "b"), *way_to(Status.ARCHIVED, "c"))
    assert await store.queries.size("f") == 2 * FILE.size
    assert await store.queries.files() == {("f", "a", "m4a"), ("f", "b", "m4a")}


async def test_an_item_s_history_tells_when_from_where_and_why(store: Store) -> None:
    await commit(store, add(item()), failed(status=Status.ERROR))
    told = [(line.at, line.before, line.after, line.why) for line in await store.queries.history("f", "a")]
    assert told == [
        (NOW, None, Status.QUEUED, "found"),
        (failed().at, Status.QUEUED, Status.ERROR, failed().failure.message),
    ]


async def test_a_downloaded_row_comes_back_whole(store: Store) -> None:
    await commit(store, add(item()), finished())
    (row,) = await store.queries.published("f")
    assert (row.file, row.title, row.published) == (FILE, DETAILS.title, DETAILS.published)
    assert row.updated_at is not None


async def test_what_failed_for_good_is_told_by_when_it_did(store: Store) -> None:
    early, late = failed("a", Status.ERROR), evolve(failed("b", Status.ERROR), at=LATER)
    await commit(store, *(add(item(name)) for name in "abc"), early, late, failed("c"))
    assert ids(await store.queries.failed("f", None)) == ["a", "b"]
    assert ids(await store.queries.failed("f", early.at)) == ["b"]
    assert ids(await store.queries.failed("f", LATER)) == []
