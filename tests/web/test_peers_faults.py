"""Faults that feeds of programs like this one have had, each in a sentence, and that ours don't have them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve
from lxml import etree

from anypod.config.load import load
from anypod.model.download import Download, Ruling, Status
from anypod.model.failure import Failure, FailureKind
from anypod.model.feed import Feed
from anypod.model.mutation import AddDownload, RecordFailure, RefreshDownload, SkipDownload
from anypod.model.settings import AccessSettings, DateBasis, FeedSettings, MetadataOverrides, ServerSettings
from anypod.rss.namespaces import NAMESPACES as NS
from anypod.rss.render import render_feed
from anypod.rules.identity import download_id
from anypod.rules.links import Links
from anypod.rules.mime import MEDIA_TYPES
from anypod.web.editions import Editions
from anypod.web.public import create_public
from tests.rss.examples import AUDIO, DAY, DOWNLOAD, FEED, LINKS, SETTINGS, numbered
from tests.support.feedlint import lint
from tests.web.client import Site, served
from tests.web.house import CONTENT, NOW, House, listed, tree

XML = "/feeds/talks.xml"
BASE = "http://localhost:8000"


def rendered(
    *downloads: Download, feed: Feed = FEED, settings: FeedSettings = SETTINGS, links: Links = LINKS
) -> etree._Element:
    """Give the channel of a feed that the linter is content with."""
    document = render_feed(feed, settings, downloads, links)
    assert lint(document) == []
    return etree.fromstring(document)[0]


def texts(channel: etree._Element, tag: str) -> list[str | None]:
    return [one.text for one in channel.iterfind(f"item/{tag}", NS)]


def enclosures(channel: etree._Element) -> list[dict[str, str]]:
    return [{str(key): str(value) for key, value in one.attrib.items()} for one in channel.iterfind("item/enclosure")]


async def channel_of(site: Site) -> etree._Element:
    return etree.fromstring((await site.get(XML)).body)[0]


# What is in the feed ------------------------------------------------------------------------------------------------


def test_one_control_character_in_one_title_left_the_whole_feed_unreadable() -> None:
    channel = rendered(evolve(DOWNLOAD, title="The \x0bfirst\x00 talk"), *numbered(3)[1:])
    assert texts(channel, "title") == ["The first talk", "Talk 1", "Talk 2"]


def test_the_end_of_a_cdata_section_in_a_description_ended_the_section() -> None:
    channel = rendered(evolve(DOWNLOAD, description="a ]]> b"))
    assert texts(channel, "description") == ["<p>a ]]&gt; b</p>"]


def test_an_ampersand_was_escaped_twice() -> None:
    assert texts(rendered(evolve(DOWNLOAD, title="Q & A")), "title") == ["Q & A"]


def test_a_source_without_description_had_no_feed_at_all() -> None:
    channel = rendered(
        evolve(DOWNLOAD, description=None), feed=evolve(FEED, metadata=evolve(FEED.metadata, description=None))
    )
    assert channel.findtext("description") == "Talks & more"


def test_one_episode_of_no_known_length_failed_the_whole_feed() -> None:
    channel = rendered(evolve(DOWNLOAD, duration=None, file=evolve(AUDIO, duration=0.0)), *numbered(2)[1:])
    assert texts(channel, "itunes:duration") == ["1", "61"]


def test_notes_were_one_block_of_text_whose_links_could_not_be_clicked() -> None:
    channel = rendered(evolve(DOWNLOAD, description="one\n\ntwo https://a.example"))
    assert '<p>one</p><p>two <a href="https://a.example"' in str(channel.findtext("item/description"))


def test_a_link_of_the_source_could_run_a_script() -> None:
    channel = rendered(evolve(DOWNLOAD, source_url="javascript:alert(1)", description="javascript:alert(1)"))
    assert (channel.find("item/link"), texts(channel, "description")) == (None, ["<p>javascript:alert(1)</p>"])


def test_every_feed_was_of_one_category() -> None:
    own = evolve(SETTINGS, metadata=MetadataOverrides(category="Arts > Books"))
    assert rendered(settings=own).find("itunes:category[@text='Arts']/itunes:category[@text='Books']", NS) is not None


def test_a_subcategory_of_another_category_was_taken(tmp_path: Path) -> None:
    config = tmp_path / "anypod.toml"
    config.write_text('[feeds.a]\nurl = "https://a.example"\nmetadata = { category = "Arts > Wrestling" }\n')
    (problem,) = load(config, {}).problems
    assert (problem.line, "Wrestling" in str(problem)) == (3, True)


def test_each_feed_published_an_address_for_mail_that_nobody_had_given() -> None:
    assert rendered(DOWNLOAD).find("itunes:owner", NS) is None


def test_two_episodes_of_one_title_and_day_were_shown_as_one() -> None:
    twins = [
        evolve(DOWNLOAD, id=name, source_id=name, published=DAY + timedelta(hours=n)) for n, name in enumerate("ab")
    ]
    assert texts(rendered(*twins), "title") == ["The first talk (2)", "The first talk"]


@pytest.mark.parametrize("basis", DateBasis)
def test_episodes_were_in_the_order_of_another_date_than_the_one_shown(basis: DateBasis) -> None:
    downloads = [
        evolve(one, first_seen=DAY + timedelta(days=n), added=DAY + timedelta(days=n % 3), downloaded_at=None)
        for n, one in enumerate(numbered(8))
    ]
    rendered(*downloads, settings=evolve(SETTINGS, date=basis))  # the linter compares order and dates


def test_a_long_feed_ended_where_its_limit_was() -> None:
    pages = [etree.fromstring(render_feed(FEED, SETTINGS, numbered(2001), LINKS, page))[0] for page in (1, 2, 3)]
    assert sum(len(page.findall("item")) for page in pages) == 2001


# What it is known by ------------------------------------------------------------------------------------------------


def test_files_of_one_post_shared_a_guid_and_replaced_each_other() -> None:
    parts = [evolve(DOWNLOAD, id=f"post_{part}", source_id="post", part=part, title=f"Part {part}") for part in (1, 2)]
    assert sorted(map(str, texts(rendered(*parts), "guid"))) == ["youtube:post:1", "youtube:post:2"]


def test_a_guid_was_said_to_be_an_address_and_was_none() -> None:
    (guid,) = rendered(DOWNLOAD).iterfind("item/guid")
    assert (guid.get("isPermaLink"), guid.text) == ("false", "youtube:abc_-1")


def test_a_guid_changed_with_what_else_was_known_of_the_episode() -> None:
    """With or without a key of the site's API, after a change of address, title or file: apps saw new episodes."""
    other = evolve(AUDIO, ext="mp3", mime="audio/mpeg")
    changed = evolve(DOWNLOAD, title="Other", source_url="https://other.example/x", file=other)
    assert texts(rendered(changed, links=Links("http://moved.example")), "guid") == texts(rendered(DOWNLOAD), "guid")


def test_the_address_of_a_file_changed_with_its_title_or_at_each_rendering() -> None:
    first = enclosures(rendered(DOWNLOAD))
    assert enclosures(rendered(evolve(DOWNLOAD, title="Other", published=DAY - timedelta(days=9)))) == first


def test_the_address_of_a_file_had_a_query_that_expired() -> None:
    (enclosure,) = enclosures(rendered(DOWNLOAD))
    assert enclosure["url"] == "https://pods.example/anypod/media/talks/abc_-1.m4a"


@pytest.mark.parametrize("source_id", ["a:b", "a?b", "a#b", "a b", "a/b", "../b", "ä", "%41"])
def test_an_id_of_unusual_characters_gave_an_address_that_led_nowhere(source_id: str) -> None:
    odd = evolve(DOWNLOAD, id=download_id(source_id), source_id=source_id)
    assert texts(rendered(odd), "guid") == [f"youtube:{source_id}"]


def test_the_path_of_the_base_url_was_lost() -> None:
    channel = rendered(evolve(DOWNLOAD, image="beef"), links=Links("https://a.example/some/path/"))
    addresses = [*channel.iterfind("atom:link", NS), *channel.iterfind("item/itunes:image", NS)]
    assert all(str(one.get("href")).startswith("https://a.example/some/path/") for one in addresses)
    assert enclosures(channel)[0]["url"].startswith("https://a.example/some/path/media/")


# How it is served ---------------------------------------------------------------------------------------------------


async def test_a_feed_was_not_there_until_all_of_its_downloads_were(site: Site, house: House) -> None:
    await house.queue("waiting")
    assert lint((await site.get(XML)).body.replace(b"guid-talks", FEED.podcast_guid.encode())) == []
    await house.add("one")
    assert texts(await channel_of(site), "title") == ["Talk one"]


async def test_the_length_of_a_file_was_reckoned_instead_of_read(site: Site, house: House) -> None:
    await house.add("one")
    (enclosure,) = enclosures(await channel_of(site))
    media = await site.get(enclosure["url"].removeprefix(BASE))
    assert (enclosure["length"], media.body) == (str(len(CONTENT)), CONTENT)


@pytest.mark.parametrize("ext", MEDIA_TYPES)
async def test_a_file_was_of_one_type_in_the_feed_and_of_another_when_fetched(
    site: Site, house: House, ext: str
) -> None:
    await house.add("one", ext=ext)
    (enclosure,) = enclosures(await channel_of(site))
    assert enclosure["type"] == (await site.head(f"/media/talks/one.{ext}"))["content-type"]


async def test_an_episode_found_again_lost_the_facts_of_its_file(site: Site, house: House) -> None:
    await house.add("one")
    before = enclosures(await channel_of(site))
    await house.commit(AddDownload(download=listed("one", "talks"), at=NOW))
    await house.commit(RefreshDownload(feed="talks", id="one", listed="x", title="New", duration=5.0, at=NOW))
    after = await channel_of(site)
    assert (enclosures(after), texts(after, "title")) == (before, ["New"])


async def test_a_feed_without_news_was_new_at_every_look(house: House) -> None:
    await house.add("one")
    async with served(create_public(house.parts)) as site:
        before = await site.get(XML)
    house.now += timedelta(days=3)
    async with served(create_public(house.parts)) as site:
        assert (await site.get(XML)).body == before.body
        assert (await site.get(XML, {"If-None-Match": before["etag"]})).status == 304


async def test_a_sync_that_found_nothing_made_the_feed_new(site: Site, house: House) -> None:
    await house.add("one")
    before = await site.get(XML)
    await house.queue("waiting")
    await house.commit(SkipDownload(feed="talks", id="waiting", reason="by hand", ruling=Ruling.PERSON, at=NOW))
    assert (await site.get(XML)).body == before.body


async def test_a_tag_was_sent_and_not_listened_to(site: Site, house: House) -> None:
    await house.add("one")
    for path in (XML, "/media/talks/one.m4a"):
        assert (await site.get(path, {"If-None-Match": (await site.get(path))["etag"]})).status == 304


async def test_a_feed_was_made_anew_and_its_files_looked_at_for_each_request(house: House) -> None:
    path = await house.add("one")
    editions = Editions(house.store.queries, lambda: house.settings, lambda: house.now)
    first = await editions.current("talks", BASE)
    path.unlink()
    assert await editions.current("talks", BASE) is first


@pytest.mark.parametrize(("asked", "start"), [("bytes=-500", -500), ("bytes=255000-999999999", 255_000)])
async def test_the_end_of_a_file_could_not_be_asked_for(site: Site, house: House, asked: str, start: int) -> None:
    await house.add("one")
    reply = await site.get("/media/talks/one.m4a", {"Range": asked})
    assert (reply.status, reply.body, reply["content-type"]) == (206, CONTENT[start:], "audio/x-m4a")


async def test_a_quote_in_a_title_broke_a_header(site: Site, house: House) -> None:
    await house.add("one")
    await house.commit(RefreshDownload(feed="talks", id="one", title='Say "hi"\r\nX-Y: z; ü', at=NOW))
    reply = await site.get("/media/talks/one.m4a")
    assert (reply.status, reply.get("x-y")) == (200, None)


async def test_what_the_catalogue_does_not_offer_was_served_from_the_disk(site: Site, house: House) -> None:
    await house.queue("two")
    path = house.library.media_path("talks", "two", "m4a")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(CONTENT)
    assert (await site.get("/media/talks/two.m4a")).status == 404


async def test_a_request_made_folders(site: Site, house: House) -> None:
    before = tree(house.library.media_path("talks", "x", "m4a").parents[2])
    for path in ("/media/nobody/x.mp4", "/feeds/nobody.xml", "/images/nobody.jpg", "/media/talks/none.m4a"):
        assert (await site.get(path)).status == 404
    assert tree(house.library.media_path("talks", "x", "m4a").parents[2]) == before


async def test_a_secret_kept_the_feed_and_left_its_files_open(site: Site, house: House) -> None:
    await house.add("one")
    house.settings = evolve(house.settings, access=AccessSettings(tokens={"me": "mine-0123456789abcdef"}))
    assert [(await site.get(path)).status for path in (XML, "/media/talks/one.m4a")] == [404, 404]
    feed = await site.get(f"/t/mine-0123456789abcdef{XML}")
    (enclosure,) = enclosures(etree.fromstring(feed.body)[0])
    assert (await site.get(enclosure["url"].removeprefix(BASE))).status == 200


async def test_pages_named_every_feed_to_everybody(site: Site, house: House) -> None:
    house.settings = evolve(house.settings, server=ServerSettings(listings=False))
    assert [(await site.get(path)).status for path in ("/feeds", "/media", "/media/talks", "/thumbnails")] == [404] * 4


async def test_one_failed_download_made_the_service_ill(site: Site, house: House) -> None:
    await house.queue("bad")
    failure = Failure(kind=FailureKind.GONE, message="removed")
    await house.commit(
        RecordFailure(
            feed="talks", id="bad", failure=failure, status=Status.ERROR, next_attempt_at=None, counts=True, at=NOW
        )
    )
    assert (await site.get("/api/health")).status == 200
    assert texts(await channel_of(site), "title") == []
