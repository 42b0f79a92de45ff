from __future__ import annotations

import pytest
from attrs import evolve

from anypod.model.applied import Applied
from anypod.model.event import EventKind
from anypod.model.failure import FailureKind
from anypod.model.mutation import FinishSync, Mutation, PlanSync, StartSync
from anypod.store.store import Store
from tests.store.apply.test_feeds import the_feed
from tests.store.samples import BROKEN, LATER, NOW, commit

finish = FinishSync(feed="f", at=LATER, failure=None, found=3)


async def test_a_sync_that_starts_is_noted_and_told(store: Store) -> None:
    committed = await commit(store, StartSync(feed="f", at=LATER))
    assert (await the_feed(store)).last_sync_attempt == LATER
    assert [event.kind for event in committed.events] == [EventKind.SYNC_STARTED]


async def test_failures_are_counted_until_a_sync_succeeds(store: Store) -> None:
    failing = evolve(finish, failure=BROKEN)
    failed = await commit(store, failing, failing)
    feed = await the_feed(store)
    assert (feed.consecutive_failures, feed.last_error, feed.last_failed_sync) == (2, BROKEN.message, LATER)
    assert (failed.events[0].kind, failed.events[0].failure) == (EventKind.SYNC_FAILED, FailureKind.TRANSIENT)
    succeeded = await commit(store, finish)
    feed = await the_feed(store)
    assert (feed.consecutive_failures, feed.last_error, feed.last_successful_sync) == (0, None, LATER)
    assert (succeeded.events[0].kind, succeeded.events[0].found) == (EventKind.SYNC_FINISHED, 3)


async def test_syncs_are_nothing_that_the_xml_shows(store: Store) -> None:
    await commit(store, StartSync(feed="f", at=LATER), finish, PlanSync(feed="f", next_sync_at=LATER))
    assert await store.queries.revision("f") == (1, NOW)


async def test_planning_the_same_again_writes_nothing(store: Store) -> None:
    plan = PlanSync(feed="f", next_sync_at=LATER)
    committed = await commit(store, plan, plan)
    assert committed.applied == (Applied(changed=True), Applied(changed=False))
    assert (await the_feed(store)).next_sync_at == LATER


@pytest.mark.parametrize(
    "mutation", [StartSync(feed="g", at=NOW), evolve(finish, feed="g"), PlanSync(feed="g", next_sync_at=NOW)]
)
async def test_a_sync_of_an_unknown_feed_changes_nothing(store: Store, mutation: Mutation) -> None:
    committed = await commit(store, mutation)
    assert (committed.applied, committed.events) == ((Applied(changed=False),), ())
