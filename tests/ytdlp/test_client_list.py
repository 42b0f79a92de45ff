from __future__ import annotations

import pytest

from anypod.model.download import LiveStatus
from anypod.model.failure import FailureKind
from anypod.model.feed import SourceType
from anypod.model.settings import FeedSettings, Tab
from anypod.ytdlp.client import Client
from tests.site.site import Site
from tests.site.video import days_ago, video
from tests.ytdlp.conftest import MakeClient

FEED = FeedSettings(name="a")


async def test_a_channel_is_listed_with_its_own_words_and_costs_no_examination(client: Client, site: Site) -> None:
    channel = site.channel("chan", title="The Channel").has_many(40)
    listing = await client.list(FEED, channel.url)
    assert listing.failure is None
    assert [entry.source_id for entry in listing.entries] == [f"v{n}" for n in range(40)]
    assert [entry.position for entry in listing.entries] == list(range(40))
    assert listing.source_type is SourceType.CHANNEL
    assert listing.metadata.title == "The Channel"
    assert listing.metadata.description == "About chan"
    assert listing.metadata.image_url is not None
    assert (site.lists, site.examinations) == (1, 0)


async def test_an_entry_of_a_list_has_what_the_list_knows(client: Client, site: Site) -> None:
    channel = site.channel("chan").has(video("a", "First", seconds=3, published=days_ago(2)))
    (entry,) = (await client.list(FEED, channel.url)).entries
    assert (entry.extractor, entry.source_id, entry.title, entry.duration) == ("anypodsite", "a", "First", 3)
    assert entry.url == site.watch("a")
    assert entry.published is None
    assert entry.about is not None


async def test_a_bare_channel_stands_for_the_tab_of_the_feed(client: Client, site: Site) -> None:
    videos = site.channel("chan").has(video("long"))
    site.channel("chan", "shorts").has(video("short"))
    for tab, expected in ((Tab.VIDEOS, ["long"]), (Tab.SHORTS, ["short"]), (Tab.ALL, ["long", "short"])):
        listing = await client.list(FeedSettings(name="a", tab=tab), videos.bare_url)
        assert listing.failure is None
        assert [entry.source_id for entry in listing.entries] == expected
        assert [entry.short for entry in listing.entries] == [True if name == "short" else None for name in expected]


async def test_a_bare_channel_without_the_tab_is_an_empty_list(client: Client, site: Site) -> None:
    videos = site.channel("chan").has(video("long"))
    site.channel("chan", "shorts").has(video("short"))
    listing = await client.list(FeedSettings(name="a", tab=Tab.STREAMS), videos.bare_url)
    assert (listing.failure, listing.entries) == (None, ())


async def test_a_playlist_is_a_playlist(client: Client, site: Site) -> None:
    site.has(video("a"))
    listing = await client.list(FEED, site.playlist("PL1", "Mine").has("a").url)
    assert listing.source_type is SourceType.PLAYLIST
    assert listing.metadata.title == "Mine"


async def test_an_address_of_an_item_within_a_list_is_the_list(client: Client, site: Site) -> None:
    site.playlist("PL1").has(video("a"), video("b"))
    listing = await client.list(FEED, site.watch("a", in_list="PL1"))
    assert [entry.source_id for entry in listing.entries] == ["a", "b"]


async def test_a_single_item_is_a_list_of_one(client: Client, site: Site) -> None:
    site.has(video("a", "Alone", published=days_ago(3)))
    listing = await client.list(FEED, site.watch("a"))
    (entry,) = listing.entries
    assert listing.source_type is SourceType.VIDEO
    assert (entry.source_id, entry.title, entry.published) == ("a", "Alone", site.catalogue.items["a"].published)


async def test_an_empty_list_is_no_failure(client: Client, site: Site) -> None:
    listing = await client.list(FEED, site.channel("chan").has().url)
    assert (listing.failure, listing.entries) == (None, ())
    assert listing.metadata.title == "Chan"


async def test_a_list_cut_short_has_its_failure_and_what_came_before(client: Client, site: Site) -> None:
    listing = await client.list(FEED, site.channel("chan").has_many(70).fails(503, page=2).url)
    assert listing.failure is not None
    assert (listing.failure.kind, listing.failure.status) == (FailureKind.TRANSIENT, 503)
    assert len(listing.entries) == 30


async def test_too_many_requests_pause_the_site_for_as_long_as_it_says(client: Client, site: Site) -> None:
    listing = await client.list(FEED, site.channel("chan").fails(429, retry_after=120).url)
    assert listing.failure is not None
    assert listing.failure.kind is FailureKind.RATE_LIMITED
    assert listing.failure.whole_site
    assert listing.failure.retry_after == 120


@pytest.mark.parametrize(("status", "kind"), [(404, FailureKind.GONE), (500, FailureKind.TRANSIENT)])
async def test_a_list_that_cannot_be_had_says_why(client: Client, site: Site, status: int, kind: FailureKind) -> None:
    listing = await client.list(FEED, site.channel("chan").fails(status).url)
    assert listing.failure is not None
    assert (listing.failure.kind, listing.failure.certain) == (kind, False)
    assert listing.source_type is SourceType.UNKNOWN


async def test_nonsense_for_a_list_is_the_tools_failure(client: Client, site: Site) -> None:
    listing = await client.list(FEED, site.channel("chan").bad_json().url)
    assert listing.failure is not None
    assert listing.failure.kind is FailureKind.BROKEN_TOOL


async def test_live_and_masked_entries_say_so(client: Client, site: Site) -> None:
    channel = site.channel("chan").has(video("soon").upcoming(in_hours=2), video("hidden").private().masked())
    soon, hidden = (await client.list(FEED, channel.url)).entries
    assert soon.live is LiveStatus.UPCOMING
    assert hidden.unavailable == "[Private video]"


async def test_a_list_that_hangs_is_ended_after_the_stall_time(make_client: MakeClient, site: Site) -> None:
    listing = await make_client(stall=1).list(FEED, site.channel("chan").hangs().url)
    assert listing.failure is not None
    assert (listing.failure.kind, listing.failure.message) == (FailureKind.TRANSIENT, "No progress for 1 s")
