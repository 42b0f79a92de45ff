from __future__ import annotations

import pytest
from attrs import evolve

from anypod.model.applied import Applied
from anypod.model.download import Ruling, Status
from anypod.model.event import EventKind
from anypod.model.mutation import (
    ArchiveDownload,
    ForgetFile,
    PinDownload,
    PutOffDownload,
    RequeueDownload,
    SkipDownload,
)
from anypod.store.store import Store
from tests.store.samples import BROKEN, LATER, add, commit, failed, finished, item, the, way_to

archive = ArchiveDownload(feed="f", id="a", reason="beyond keep_last", ruling=Ruling.KEEP_LAST, at=LATER)
pin = PinDownload(feed="f", id="a", pinned=True, at=LATER)
skip = SkipDownload(feed="f", id="a", reason="a person said so", ruling=Ruling.PERSON, at=LATER)
requeue = RequeueDownload(feed="f", id="a", why="asked for", from_statuses=frozenset({Status.SKIPPED}), at=LATER)


async def test_what_is_let_go_loses_its_file_and_says_why(store: Store) -> None:
    await commit(store, add(item()), finished())
    committed = await commit(store, archive)
    row = await the(store)
    assert (row.status, row.file, row.reason) == (Status.ARCHIVED, None, "beyond keep_last")
    assert row.ruling is Ruling.KEEP_LAST
    assert [(event.kind, event.message) for event in committed.events] == [
        (EventKind.DOWNLOAD_CHANGED, "beyond keep_last")
    ]


async def test_what_is_let_go_after_failures_keeps_them(store: Store) -> None:
    await commit(store, *way_to(Status.ERROR), archive)
    assert ((await the(store)).retries, (await the(store)).last_error) == (1, BROKEN.message)


@pytest.mark.parametrize("status", [Status.DOWNLOADED, Status.QUEUED, Status.ERROR])
async def test_a_pinned_item_is_never_let_go(store: Store, status: Status) -> None:
    await commit(store, *way_to(status), pin)
    committed = await commit(store, archive)
    assert committed.applied == (Applied(changed=False, stale=status),)
    assert (await the(store)).status is status


async def test_an_unpinned_item_can_be_let_go(store: Store) -> None:
    await commit(store, add(item()), finished(), pin, evolve(pin, pinned=False))
    assert (await commit(store, archive)).applied[0].changed


async def test_what_is_put_off_waits_and_says_why_and_has_not_failed_once_more(store: Store) -> None:
    put_off = PutOffDownload(feed="f", id="a", reason="cancelled by a person", until=LATER, at=LATER)
    await commit(store, add(item()), failed())
    committed = await commit(store, put_off)
    row = await the(store)
    assert (row.status, row.reason, row.next_attempt_at) == (Status.QUEUED, "cancelled by a person", LATER)
    assert (row.retries, row.last_error, row.failure) == (1, None, None)
    assert [event.kind for event in committed.events] == [EventKind.DOWNLOAD_CHANGED]
    await commit(store, failed())
    assert ((await the(store)).reason, (await the(store)).last_error) == (None, BROKEN.message)


async def test_what_is_queued_again_starts_as_if_nothing_had_gone_wrong(store: Store) -> None:
    blocked = evolve(failed(status=Status.ERROR), blocked_by="the cookies of today")
    await commit(store, add(item()), blocked, evolve(requeue, from_statuses=frozenset({Status.ERROR})))
    row = await the(store)
    assert row.blocked_by is None
    assert (row.status, row.retries, row.last_error, row.failure, row.failing_since) == (Status.QUEUED, 0, *[None] * 3)


async def test_what_a_filter_skipped_can_be_queued_again_by_a_filter(store: Store) -> None:
    await commit(store, *way_to(Status.SKIPPED), requeue)
    assert ((await the(store)).status, (await the(store)).reason) == (Status.QUEUED, None)


async def test_what_a_person_skipped_is_queued_again_by_a_person_only(store: Store) -> None:
    await commit(store, add(item()), skip)
    assert (await commit(store, requeue)).applied == (Applied(changed=False, stale=Status.SKIPPED),)
    assert (await commit(store, evolve(requeue, by_person=True))).applied == (Applied(changed=True),)
    assert ((await the(store)).status, (await the(store)).ruling) == (Status.QUEUED, None)


async def test_what_a_person_deleted_is_queued_again_by_a_person_only(store: Store) -> None:
    await commit(store, add(item()), finished(), evolve(archive, ruling=Ruling.PERSON))
    again = evolve(requeue, from_statuses=frozenset({Status.ARCHIVED}))
    assert (await commit(store, again)).applied == (Applied(changed=False, stale=Status.ARCHIVED),)
    assert (await commit(store, evolve(again, by_person=True))).applied == (Applied(changed=True),)


async def test_what_is_wanted_again_may_have_to_wait(store: Store) -> None:
    await commit(store, *way_to(Status.SKIPPED), evolve(requeue, next_attempt_at=LATER))
    assert (await the(store)).next_attempt_at == LATER


async def test_a_lost_file_is_fetched_again(store: Store) -> None:
    await commit(store, add(item()), finished(), ForgetFile(feed="f", id="a", at=LATER))
    assert ((await the(store)).status, (await the(store)).file) == (Status.QUEUED, None)
    assert await store.queries.files() == frozenset()


async def test_skipping_drops_the_next_attempt(store: Store) -> None:
    await commit(store, add(item()), failed(), skip)
    assert await store.queries.next_due("f") is None


async def test_a_new_submission_brings_its_date_and_its_options_and_no_other_touches_them(store: Store) -> None:
    given = evolve(requeue, added=LATER, yt_args=("--retries", "1"))
    await commit(store, *way_to(Status.SKIPPED), given)
    assert ((await the(store)).added, (await the(store)).yt_args) == (LATER, ("--retries", "1"))
    await commit(store, skip, evolve(requeue, by_person=True))
    assert ((await the(store)).added, (await the(store)).yt_args) == (LATER, ("--retries", "1"))


async def test_what_waits_for_its_next_attempt_can_be_tried_at_once(store: Store) -> None:
    await commit(store, add(item()), failed(), evolve(requeue, from_statuses=frozenset({Status.QUEUED})))
    assert ((await the(store)).status, (await the(store)).next_attempt_at) == (Status.QUEUED, None)
