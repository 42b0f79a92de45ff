"""What yt-dlp's generic extractor finds: RSS, pages with media, bare files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve

from anypod.model.chapter import Chapter
from anypod.model.download import Download, Status
from anypod.model.failure import FailureKind
from anypod.model.feed import SourceType
from anypod.model.settings import FeedSettings
from anypod.model.source import Details, Entry, Examined, Fetched, Listing
from anypod.ytdlp.client import Client
from tests.site.site import Site
from tests.site.video import days_ago, video

FEED = FeedSettings(name="a")


async def examine(client: Client, url: str) -> Details:
    found: list[Examined] = []

    async def keep(examined: Examined) -> None:
        found.append(examined)

    assert await client.examine(FEED, [url], keep) is None
    assert found[0].failure is None
    assert found[0].details is not None
    return found[0].details


async def fetch(client: Client, entry: Entry, folder: Path) -> Fetched:
    row = Download(
        feed="a",
        id="x",
        extractor=entry.extractor,
        source_id=entry.source_id,
        source_url=entry.url,
        title=entry.title,
        first_seen=datetime.now(UTC),
        status=Status.QUEUED,
    )
    outcome = (await client.fetch(FEED, row, folder, lambda _progress: None)).outcome
    assert isinstance(outcome, Fetched), outcome
    return outcome


async def whole(client: Client, url: str) -> Listing:
    listing = await client.list(FEED, url)
    assert listing.failure is None
    return listing


async def test_an_rss_feed_is_a_playlist_whose_items_keep_guid_title_and_date(client: Client, site: Site) -> None:
    published = days_ago(3)
    listing = await whole(client, site.podcast("pod", "Pod").has(video("guid-1", "One", published=published)).url)
    (entry,) = listing.entries
    assert (listing.source_type, listing.metadata.title) == (SourceType.PLAYLIST, "Pod")
    assert (entry.source_id, entry.title, entry.published, entry.duration) == ("guid-1", "One", published, 2)


async def test_an_rss_feed_tells_season_episode_and_whether_it_is_for_adults(client: Client, site: Site) -> None:
    listing = await whole(client, site.podcast("pod").has(video("g").numbered(2, 7).for_adults(), video("h")).url)
    told, silent = ((one.season, one.season_name, one.episode, one.age_limit) for one in listing.entries)
    assert told == (2, None, 7, 18)
    assert silent == (None, None, None, None)


async def test_an_rss_item_keeps_its_title_where_the_file_has_none_and_its_date_too(client: Client, site: Site) -> None:
    (entry,) = (await whole(client, site.podcast("pod").has(video("guid-1", "One: ä & b")).url)).entries
    details = await examine(client, entry.url)
    assert (details.title, details.published) == ("One: ä & b", None)


async def test_an_rss_item_is_fetched(client: Client, site: Site, tmp_path: Path) -> None:
    (entry,) = (await whole(client, site.podcast("pod").has(video("g")).url)).entries
    fetched = await fetch(client, entry, tmp_path)
    assert fetched.path.read_bytes() == site.media.file("audio.m4a", 2).read_bytes()


async def test_media_of_one_page_are_parts_and_each_is_fetched_by_itself(
    client: Client, site: Site, tmp_path: Path
) -> None:
    listing = await whole(client, site.page("audios.html"))
    one, two = listing.entries
    assert listing.source_type is SourceType.PAGE
    assert one.source_id == two.source_id
    assert (one.part, two.part) == (1, 2)
    assert one.url != two.url
    fetched = await fetch(client, two, tmp_path)
    assert fetched.path.read_bytes() == site.media.file("audio.m4a", 5).read_bytes()
    titles = [(await examine(client, part.url)).title for part in (one, two)]
    assert titles == ["A page (1)", "A page (2)"]


async def test_the_only_player_of_a_page_is_not_numbered(client: Client, site: Site) -> None:
    (entry,) = (await whole(client, site.page("video.html"))).entries
    assert (entry.title, (await examine(client, entry.url)).title) == ("A page", "A page")


@pytest.mark.parametrize("page", ["video.html", "jsonld.html", "opengraph.html"])
async def test_a_page_with_one_film_is_a_list_of_one(client: Client, site: Site, page: str, tmp_path: Path) -> None:
    listing = await whole(client, site.page(page))
    (entry,) = listing.entries
    assert listing.source_type is SourceType.PAGE
    assert (await fetch(client, entry, tmp_path)).path.name == "m.m4a"


async def test_json_ld_tells_title_date_duration_and_chapters(client: Client, site: Site) -> None:
    details = await examine(client, site.page("jsonld.html"))
    assert (details.title, details.duration) == ("A talk", 5)
    assert details.published == datetime(2024, 3, 1, 12, tzinfo=UTC)
    assert details.chapters == (Chapter(start=0, title="Ebb"), Chapter(start=2, title="Flow"))


async def test_bare_files_of_one_name_have_ids_of_their_own_and_no_false_date(client: Client, site: Site) -> None:
    one = await whole(client, site.file("audio.mp3", 2))
    two = await whole(client, site.file("audio.mp3", 5))
    assert one.source_type is SourceType.VIDEO
    assert one.entries[0].source_id != two.entries[0].source_id
    assert one.entries[0].published is None


async def test_a_picture_is_no_episode(client: Client, site: Site) -> None:
    listing = await client.list(FEED, f"{site.base}/files/thumbnail.jpg")
    assert listing.entries == ()
    assert listing.failure is not None
    assert listing.failure.kind is FailureKind.NO_FORMAT


async def test_a_page_without_media_says_what_to_do(client: Client, site: Site) -> None:
    listing = await client.list(FEED, site.page("nothing.html"))
    assert listing.failure is not None
    assert listing.failure.kind is FailureKind.BROKEN_TOOL
    assert "check the address" in listing.failure.message


async def test_an_ongoing_stream_of_any_site_is_not_fetched(client: Client, site: Site, tmp_path: Path) -> None:
    url = f"{site.base}/live/6/live.m3u8"
    (entry,) = (await whole(client, url)).entries
    row = Download(
        feed="a",
        id="x",
        extractor=entry.extractor,
        source_id="x",
        source_url=url,
        title="x",
        first_seen=datetime.now(UTC),
        status=Status.QUEUED,
    )
    outcome = (await client.fetch(FEED, row, tmp_path, lambda _progress: None)).outcome
    assert not isinstance(outcome, Fetched)
    assert outcome.kind is FailureKind.NOT_YET


async def test_the_part_and_the_title_survive_in_the_address_alone(client: Client, site: Site) -> None:
    listing = await whole(client, site.page("audios.html"))
    again = await whole(client, site.page("audios.html"))
    assert [evolve(entry, position=0) for entry in listing.entries] == [
        evolve(one, position=0) for one in again.entries
    ]
