from __future__ import annotations

from datetime import timedelta

from attrs import evolve

from anypod.model.applied import Applied
from anypod.model.chapter import Chapter, Segment, Span
from anypod.model.download import Ruling, Status
from anypod.model.event import EventKind
from anypod.model.failure import FailureKind
from anypod.model.mutation import RecordExamined, RefreshDownload
from anypod.store.store import Store
from tests.store.samples import BROKEN, DETAILS, FILE, LATER, NOW, add, commit, ensure, failed, finished, item, the


async def test_a_new_item_is_stored_as_it_is_and_told(store: Store) -> None:
    new = evolve(
        item(),
        part=2,
        description="Wörter",
        chapters=(Chapter(start=0.0, title="One"), Chapter(start=1.5, title="Zwei")),
        segments=(Segment(start=1.5, end=3.0, category="sponsor", title="Sponsor"),),
        cuts=(Span(start=0.0, end=0.5),),
        published=NOW,
        duration=61.5,
        position=3,
        listed="digest",
        failure=FailureKind.NOT_YET,
        short=False,
        blocked_by="digest",
    )
    committed = await commit(store, add(new))
    stored = await the(store)
    assert evolve(stored, updated_at=None) == new
    assert [(event.kind, event.id, event.status) for event in committed.events] == [
        (EventKind.DOWNLOAD_FOUND, "a", Status.QUEUED)
    ]


async def test_a_known_item_is_left_alone_when_it_is_added_again(store: Store) -> None:
    await commit(store, add(item()), finished())
    before = await the(store)
    committed = await commit(store, add(evolve(item(), title="Another")))
    assert committed.applied == (Applied(changed=False),)
    assert await the(store) == before


async def test_a_lone_surrogate_in_a_title_costs_that_character_only(store: Store) -> None:
    await commit(store, add(evolve(item(), title="half \ud83d an emoji")))
    assert (await the(store)).title == "half ? an emoji"


async def test_what_a_list_leaves_out_leaves_the_stored_value_alone(store: Store) -> None:
    await commit(store, add(evolve(item(), description="kept", duration=5.0)))
    await commit(store, RefreshDownload(feed="f", id="a", title="New", at=LATER))
    assert ((await the(store)).title, (await the(store)).description, (await the(store)).duration) == (
        "New",
        "kept",
        5.0,
    )


async def test_a_new_digest_of_the_list_is_noted_and_not_told(store: Store) -> None:
    await commit(store, add(item()))
    before = await the(store)
    committed = await commit(store, RefreshDownload(feed="f", id="a", listed="new", at=LATER))
    assert committed.events == ()
    assert await the(store) == evolve(before, listed="new")


async def test_a_refresh_never_touches_the_file_of_a_downloaded_row(store: Store) -> None:
    await commit(store, add(item()), finished())
    await commit(store, RefreshDownload(feed="f", id="a", title="New", duration=9.0, at=LATER))
    assert ((await the(store)).file, (await the(store)).status) == (FILE, Status.DOWNLOADED)


async def test_the_duration_that_the_source_says_is_not_in_the_xml(store: Store) -> None:
    await commit(store, add(item()), finished())
    before = await store.queries.revision("f")
    await commit(store, RefreshDownload(feed="f", id="a", duration=9.0, at=LATER))
    assert await store.queries.revision("f") == before


async def test_details_of_an_examination_are_stored_with_its_time(store: Store) -> None:
    await commit(store, add(item()))
    due = LATER + timedelta(days=1)
    examined = RecordExamined(feed="f", id="a", details=DETAILS, status=Status.UPCOMING, next_attempt_at=due, at=LATER)
    committed = await commit(store, examined)
    row = await the(store)
    assert (row.title, row.published, row.examined_at, row.next_attempt_at) == (
        DETAILS.title,
        DETAILS.published,
        LATER,
        due,
    )
    assert committed.events[0].kind is EventKind.DOWNLOAD_CHANGED


async def test_a_place_in_a_series_is_kept_where_a_later_look_says_nothing_of_it(store: Store) -> None:
    placed = evolve(DETAILS, season=2, season_name="At sea", episode=3, age_limit=18)
    await commit(store, add(item()))
    for details in (placed, DETAILS):
        await commit(store, RecordExamined(feed="f", id="a", details=details, status=None, at=LATER))
        row = await the(store)
        assert (row.season, row.season_name, row.episode, row.age_limit) == (2, "At sea", 3, 18)


async def test_an_examination_that_skips_says_by_which_rule(store: Store) -> None:
    await commit(store, add(item()))
    short = evolve(DETAILS, short=True)
    examined = RecordExamined(feed="f", id="a", details=short, status=Status.SKIPPED, reason="is a short", at=LATER)
    await commit(store, evolve(examined, ruling=Ruling.FILTER))
    row = await the(store)
    assert (row.status, row.reason, row.ruling, row.short) == (Status.SKIPPED, "is a short", Ruling.FILTER, True)


async def test_a_failure_remembers_what_it_depended_on(store: Store) -> None:
    await commit(store, add(item()), evolve(failed(status=Status.ERROR), blocked_by="digest"))
    assert (await the(store)).blocked_by == "digest"


async def test_becoming_a_recording_keeps_the_retries(store: Store) -> None:
    await commit(store, add(item(status=Status.UPCOMING)), failed(status=Status.UPCOMING))
    await commit(store, RecordExamined(feed="f", id="a", details=DETAILS, status=Status.QUEUED, at=LATER))
    row = await the(store)
    assert (row.status, row.retries, row.last_error) == (Status.QUEUED, 1, BROKEN.message)


async def test_a_download_clears_what_went_wrong_before(store: Store) -> None:
    await commit(store, add(item()), failed())
    committed = await commit(store, finished())
    row = await the(store)
    assert (row.retries, row.last_error, row.failure, row.failing_since, row.next_attempt_at) == (0, *[None] * 4)
    assert (row.file, row.downloaded_at, row.title) == (FILE, LATER, DETAILS.title)
    assert [(event.kind, event.title) for event in committed.events] == [(EventKind.DOWNLOAD_FINISHED, DETAILS.title)]


async def test_a_failure_counts_and_tells_why_and_until_when(store: Store) -> None:
    await commit(store, add(item()))
    committed = await commit(store, failed(), failed())
    row, event = await the(store), committed.events[0]
    assert (row.retries, row.failure, row.last_error) == (2, FailureKind.TRANSIENT, BROKEN.message)
    assert (event.kind, event.status, event.failure, event.message, event.until) == (
        EventKind.DOWNLOAD_FAILED,
        Status.QUEUED,
        FailureKind.TRANSIENT,
        BROKEN.message,
        LATER,
    )


async def test_a_failure_that_does_not_count_leaves_the_retries_alone(store: Store) -> None:
    await commit(store, add(item()), evolve(failed(), counts=False))
    assert (await the(store)).retries == 0


async def test_a_row_of_failures_remembers_when_it_began(store: Store) -> None:
    await commit(store, add(item()), failed(), evolve(failed(), at=LATER))
    assert (await the(store)).failing_since == failed().at


async def test_the_clock_going_back_never_takes_the_feed_s_change_back(store: Store) -> None:
    await commit(store, add(item()), evolve(finished(), at=NOW - timedelta(days=1)))
    revision = await store.queries.revision("f")
    assert revision == (2, ensure.at)


async def test_another_file_takes_the_place_of_a_published_one_and_no_time_moves(store: Store) -> None:
    await commit(store, add(item()), finished())
    before, revision = await the(store), await store.queries.revision("f")
    shorter, cuts = evolve(FILE, size=9, duration=51.25), (Span(start=5.0, end=15.0),)
    replaced = evolve(finished(), file=shorter, cuts=cuts, replaces=True, at=LATER + timedelta(hours=1))
    committed = await commit(store, replaced)
    after = await the(store)
    assert (after.status, after.file, after.cuts) == (Status.DOWNLOADED, shorter, cuts)
    assert after.downloaded_at == before.downloaded_at
    assert await store.queries.revision("f") != revision
    assert [event.kind for event in committed.events] == [EventKind.DOWNLOAD_CHANGED]


async def test_no_file_takes_the_place_of_one_that_was_let_go_meanwhile(store: Store) -> None:
    await commit(store, add(item()))
    (outcome,) = (await commit(store, evolve(finished(), replaces=True))).applied
    assert outcome.stale is Status.QUEUED
    assert (await the(store)).file is None


async def test_segments_that_were_not_asked_for_leave_those_that_are_known(store: Store) -> None:
    known = (Segment(start=1.0, end=2.0, category="intro", title="Intro"),)
    await commit(store, add(evolve(item(), segments=known)), finished())
    assert (await the(store)).segments == known
