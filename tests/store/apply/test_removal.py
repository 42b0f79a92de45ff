from __future__ import annotations

import pytest

from anypod.model.applied import Applied
from anypod.model.download import Ruling, Status
from anypod.model.mutation import PinDownload, RemoveFeed
from anypod.store.store import Store
from tests.store.samples import LATER, NOW, add, commit, ensure, finished, item, way_to

REMOVE = RemoveFeed(feed="f", at=LATER)


@pytest.mark.parametrize("status", [Status.QUEUED, Status.UPCOMING, Status.DOWNLOADED, Status.ERROR])
async def test_what_a_removed_feed_had_is_archived_as_removed(store: Store, status: Status) -> None:
    await commit(store, ensure, *way_to(status), REMOVE)
    row = await store.queries.download("f", "a")
    assert row is not None
    assert (row.status, row.ruling, row.file) == (Status.ARCHIVED, Ruling.REMOVED, None)


async def test_what_was_archived_or_skipped_before_keeps_its_own_reason(store: Store) -> None:
    await commit(store, ensure, *way_to(Status.SKIPPED), *way_to(Status.ARCHIVED, "b"))
    before = await store.queries.known("f")
    await commit(store, REMOVE)
    assert await store.queries.known("f") == before


async def test_a_pin_does_not_hold_a_download_of_a_removed_feed(store: Store) -> None:
    await commit(store, ensure, add(item()), finished(), PinDownload(feed="f", id="a", pinned=True, at=NOW), REMOVE)
    row = await store.queries.download("f", "a")
    assert row is not None
    assert (row.status, row.pinned) == (Status.ARCHIVED, True)


async def test_a_removed_feed_is_disabled_and_dated_once(store: Store) -> None:
    await commit(store, ensure, REMOVE)
    assert (await commit(store, REMOVE)).applied == (Applied(changed=False),)
    feed = await store.queries.feed("f")
    assert feed is not None
    assert (feed.enabled, feed.removed_at) == (False, LATER)


async def test_a_feed_that_returns_is_no_longer_removed(store: Store) -> None:
    await commit(store, ensure, REMOVE, ensure)
    feed = await store.queries.feed("f")
    assert feed is not None
    assert (feed.enabled, feed.removed_at) == (True, None)
