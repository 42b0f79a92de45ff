from __future__ import annotations

import pytest
from attrs import evolve

from anypod.model.applied import Applied
from anypod.model.feed import Feed, SourceMetadata, SourceType
from anypod.model.mutation import DescribeFeed, EnsureFeed, FinishSync, Mutation, PlanSync, StopFeed
from anypod.store.store import Store
from tests.store.samples import BROKEN, LATER, NOW, add, commit, ensure, finished, item

described = DescribeFeed(
    feed="f", source_type=SourceType.CHANNEL, metadata=SourceMetadata(title="A title", language="de"), at=LATER
)


async def the_feed(store: Store) -> Feed:
    feed = await store.queries.feed("f")
    assert feed is not None
    return feed


async def test_a_new_feed_is_stored_as_the_config_says(store: Store) -> None:
    feed = await the_feed(store)
    assert (feed.name, feed.enabled, feed.urls, feed.podcast_guid) == ("f", True, ensure.urls, "guid-1")
    assert (feed.revision, feed.created_at, feed.changed_at, feed.total_downloads) == (1, NOW, NOW, 0)


@pytest.mark.parametrize(
    ("change", "revision"),
    [
        (evolve(ensure, at=LATER), 1),
        (evolve(ensure, at=LATER, enabled=False), 1),
        (evolve(ensure, at=LATER, presentation="p2"), 2),
        (evolve(ensure, at=LATER, urls=("https://example.org/d",)), 1),
    ],
)
async def test_only_what_the_xml_shows_raises_the_revision(store: Store, change: EnsureFeed, revision: int) -> None:
    committed = await commit(store, change)
    assert committed.applied == (Applied(changed=change != evolve(ensure, at=LATER)),)
    assert (await the_feed(store)).revision == revision


async def test_an_existing_feed_keeps_its_guid(store: Store) -> None:
    await commit(store, evolve(ensure, podcast_guid="another"))
    assert (await the_feed(store)).podcast_guid == "guid-1"


async def test_another_url_forgets_the_failures_and_keeps_the_history(store: Store) -> None:
    await commit(store, add(item()), finished(), FinishSync(feed="f", at=NOW, failure=BROKEN))
    await commit(store, evolve(ensure, urls=("https://example.org/other",)))
    feed = await the_feed(store)
    assert (feed.consecutive_failures, feed.last_error, feed.last_failed_sync) == (0, None, NOW)
    assert feed.total_downloads == 1


async def test_what_the_source_says_is_stored_and_what_it_leaves_out_stays(store: Store) -> None:
    await commit(store, described)
    await commit(store, evolve(described, metadata=SourceMetadata(author="Somebody")))
    feed = await the_feed(store)
    assert feed.metadata == SourceMetadata(title="A title", language="de", author="Somebody")
    assert (feed.source_type, feed.revision, feed.changed_at) == (SourceType.CHANNEL, 3, LATER)


async def test_what_kind_of_source_it_is_does_not_show(store: Store) -> None:
    await commit(store, evolve(described, metadata=SourceMetadata()))
    assert (await the_feed(store)).revision == 1


async def test_a_feed_without_urls_is_manual(store: Store) -> None:
    await commit(store, evolve(ensure, feed="by_hand", urls=(), podcast_guid="guid-2"))
    feed = await store.queries.feed("by_hand")
    assert feed is not None
    assert feed.source_type is SourceType.MANUAL


@pytest.mark.parametrize("stop", [StopFeed(feed="f", at=LATER), evolve(ensure, enabled=False)])
async def test_a_stopped_feed_has_no_next_sync(store: Store, stop: StopFeed | EnsureFeed) -> None:
    await commit(store, PlanSync(feed="f", next_sync_at=LATER))
    await commit(store, stop)
    feed = await the_feed(store)
    assert (feed.enabled, feed.next_sync_at, feed.revision) == (False, None, 1)


@pytest.mark.parametrize("mutation", [evolve(described, feed="g"), StopFeed(feed="g", at=NOW)])
async def test_an_unknown_feed_is_not_made_by_the_way(store: Store, mutation: Mutation) -> None:
    assert (await commit(store, mutation)).applied == (Applied(changed=False),)
    assert [feed.name for feed in await store.queries.feeds()] == ["f"]
