from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta

import brotli  # type: ignore[import-untyped]  # it brings no types, and nobody publishes any
import pytest
import trio
from attrs import evolve
from lxml import etree

from anypod.model.download import Ruling
from anypod.model.mutation import ArchiveDownload
from anypod.model.settings import AccessSettings, MetadataOverrides, ServerSettings
from anypod.web.editions import Editions, Key
from anypod.web.public import create_public
from tests.web.client import Reply, Site, served
from tests.web.house import EMPTY, NOW, TALKS, House, tree

PATH = "/feeds/talks.xml"
BASE = "http://localhost:8000"


def titles(reply: Reply) -> list[str | None]:
    return [title.text for title in etree.fromstring(reply.body).iterfind(".//item/title")]


async def test_a_feed_is_rss_with_its_validators(site: Site, house: House) -> None:
    await house.add("one")
    reply = await site.get(PATH)
    assert reply.status == 200
    assert titles(reply) == ["Talk one"]
    assert reply["content-type"] == "application/rss+xml; charset=utf-8"
    assert reply["cache-control"] == "no-cache"
    assert reply["vary"] == "Accept-Encoding"
    assert reply["last-modified"] == "Sun, 01 Mar 2026 12:00:07 GMT"
    assert reply["access-control-allow-origin"] == "*"
    assert not reply.names & {"server", "content-encoding", "accept-ranges"}


async def test_the_enclosure_is_where_it_says_and_as_long_and_of_that_type(site: Site, house: House) -> None:
    await house.add("one")
    (enclosure,) = etree.fromstring((await site.get(PATH)).body).iterfind(".//enclosure")
    media = await site.get(str(enclosure.attrib["url"]).removeprefix(BASE))
    assert media.status == 200
    assert enclosure.attrib["length"] == media["content-length"]
    assert enclosure.attrib["type"] == media["content-type"]


@pytest.mark.parametrize("address", ["/talks.xml", "/Talks.xml", "/TALKS.xml"])
async def test_a_feed_is_where_podsync_would_have_it_too(site: Site, house: House, address: str) -> None:
    await house.add("one")
    assert (await site.get(address)).body == (await site.get(PATH)).body


@pytest.mark.parametrize("address", ["/talks", "/nobody.xml", "/.xml", "/talks.xml/", "/favicon.ico"])
async def test_nothing_else_is_there(site: Site, address: str) -> None:
    assert (await site.get(address)).status == 404


async def test_head_is_get_without_the_body(site: Site) -> None:
    for headers in ({}, {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "br"}):
        assert (await site.head(PATH, headers)).undated == (await site.get(PATH, headers)).undated


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [
        ("gzip", "gzip", gzip.decompress),
        ("gzip, deflate, br", "br", brotli.decompress),
        ("br;q=0.5, gzip", "gzip", gzip.decompress),
        ("gzip;q=0.5, *", "br", brotli.decompress),
        ("br;q=0, *", "gzip", gzip.decompress),
    ],
)
async def test_packed_is_the_same_feed_under_a_tag_of_its_own(
    site: Site, house: House, accepted: str, coding: str, unpack: Callable[[bytes], bytes]
) -> None:
    await house.add("one")
    plain = await site.get(PATH)
    packed = await site.get(PATH, {"Accept-Encoding": accepted})
    assert packed["content-encoding"] == coding
    assert packed["content-length"] == str(len(packed.body))
    assert unpack(packed.body) == plain.body
    assert packed["etag"] == plain["etag"].removesuffix('"') + f'-{coding}"'
    again = await site.get(PATH, {"Accept-Encoding": accepted, "If-None-Match": packed["etag"]})
    other = await site.get(PATH, {"If-None-Match": packed["etag"]})
    assert (again.status, other.status) == (304, 200)


@pytest.mark.parametrize("accepted", ["identity", "zstd", "gzip;q=0", "", "*;q=0", "identity;q=0", "identity, *;q=0.1"])
async def test_who_takes_neither_packing_gets_it_plain(site: Site, accepted: str) -> None:
    reply = await site.get(PATH, {"Accept-Encoding": accepted})
    assert reply.get("content-encoding") is None
    assert reply.body.startswith(b"<?xml")


async def test_an_unchanged_feed_is_304_by_tag_or_date_and_the_same_after_a_restart(house: House) -> None:
    async with served(create_public(house.parts)) as site:
        first = await site.get(PATH)
    async with served(create_public(house.parts)) as site:
        by_tag = await site.get(PATH, {"If-None-Match": first["etag"]})
        by_date = await site.get(PATH, {"If-Modified-Since": first["last-modified"]})
        assert (by_tag.status, by_date.status) == (304, 304)
        assert by_tag["etag"] == first["etag"]
        assert by_tag["vary"] == "Accept-Encoding"
        assert (await site.get(PATH)).body == first.body


async def test_a_change_shows_at_once(site: Site, house: House) -> None:
    first = await site.get(PATH)
    await house.add("one")
    second = await site.get(PATH, {"If-None-Match": first["etag"]})
    assert (second.status, titles(second)) == (200, ["Talk one"])


@pytest.fixture
async def long(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Give a house where three episodes need two pages."""
    monkeypatch.setattr("anypod.rss.paging.PAGE_SIZE", 2)
    for name in ("one", "two", "three"):
        await house.add(name)
    return house


async def test_a_long_feed_goes_on_at_the_next_page(site: Site, long: House) -> None:
    first, second = await site.get(PATH), await site.get(f"{PATH}?page=2")
    assert sorted(str(title) for title in titles(first) + titles(second)) == ["Talk one", "Talk three", "Talk two"]
    (following,) = etree.fromstring(first.body).iterfind(".//{*}link[@rel='next']")
    assert following.get("href") == f"{BASE}{PATH}?page=2"
    assert first["etag"] != second["etag"]
    assert (await site.get(f"{PATH}?page=1")).body == first.body


async def test_a_page_is_304_while_nothing_changes_and_the_same_after_a_restart(long: House) -> None:
    async with served(create_public(long.parts)) as site:
        first = await site.get(f"{PATH}?page=2")
    async with served(create_public(long.parts)) as site:
        assert (await site.get(f"{PATH}?page=2", {"If-None-Match": first["etag"]})).status == 304
        assert (await site.get(f"{PATH}?page=2")).body == first.body


@pytest.mark.parametrize("page", ["0", "3", "02", "-1", "x", "", "2&page=2", "9999999", "%D9%A2"])
async def test_a_page_that_there_is_not_is_not_found(site: Site, long: House, page: str) -> None:
    assert (await site.get(f"{PATH}?page={page}")).status == 404


async def test_a_page_is_gone_when_its_episodes_are(site: Site, long: House) -> None:
    assert (await site.get(f"{PATH}?page=2")).status == 200
    await long.commit(
        *(ArchiveDownload(feed="talks", id=id_, reason="", ruling=Ruling.PERSON, at=NOW) for id_ in ("one", "two"))
    )
    assert (await site.get(f"{PATH}?page=2")).status == 404


async def test_other_queries_change_nothing(site: Site) -> None:
    assert (await site.get(f"{PATH}?utm_source=x")).body == (await site.get(PATH)).body


async def test_a_range_of_a_feed_is_ignored(site: Site) -> None:
    assert (await site.get(PATH, {"Range": "bytes=0-1"})).status == 200


async def test_in_the_second_of_a_change_no_date_is_given(site: Site, house: House) -> None:
    house.now = NOW + timedelta(seconds=0.4)
    assert (await site.get(PATH)).get("last-modified") is None
    house.now = NOW + timedelta(seconds=0.6)
    assert (await site.get(PATH)).get("last-modified") is not None


async def test_a_feed_without_anything_yet_is_valid_and_has_its_title(site: Site) -> None:
    reply = await site.get("/feeds/empty.xml")
    assert reply.status == 200
    assert etree.fromstring(reply.body).findtext("channel/title") == "Nothing <yet>"
    assert titles(reply) == []


async def test_what_is_not_in_the_config_is_not_found(site: Site, house: House) -> None:
    before = tree(house.library.layout.data_dir)
    paths = [
        "none.xml",
        "talks",
        "talks.rss",
        "TALKS.xml",
        "t%C3%A4lks.xml",
        "%2e%2e.xml",
        "%FF.xml",
        ".xml",
        "a.b.xml",
    ]
    assert {(await site.get(f"/feeds/{path}")).status for path in paths} == {404}
    house.settings = evolve(house.settings, feeds={"empty": EMPTY})
    assert (await site.get(PATH)).status == 404
    assert tree(house.library.layout.data_dir) == before


async def test_new_settings_show_at_once(site: Site, house: House) -> None:
    await site.get(PATH)
    renamed = evolve(TALKS, metadata=MetadataOverrides(title="Renamed"))
    house.settings = evolve(house.settings, feeds={"talks": renamed})
    assert etree.fromstring((await site.get(PATH)).body).findtext("channel/title") == "Renamed"


@pytest.mark.parametrize("path", ["/pods/feeds/talks.xml", "/feeds/talks.xml"])
async def test_a_prefix_may_be_there_or_have_been_taken_off(site: Site, house: House, path: str) -> None:
    await house.add("one")
    house.settings = evolve(house.settings, server=ServerSettings(base_url="https://x.example/pods/"))
    reply = await site.get(path)
    (enclosure,) = etree.fromstring(reply.body).iterfind(".//enclosure")
    assert enclosure.attrib["url"] == "https://x.example/pods/media/talks/one.m4a"
    assert (await site.get("/pods/media/talks/one.m4a")).status == 200
    assert (await site.get("/podsmedia/talks/one.m4a")).status == 404


async def test_with_tokens_only_a_secret_path_leads_in_and_links_go_on_with_it(site: Site, house: House) -> None:
    await house.add("one")
    house.settings = evolve(house.settings, access=AccessSettings(tokens={"me": "s3cret", "you": "other"}))
    for path in (PATH, "/t/wrong" + PATH, "/t/" + PATH, "/media/talks/one.m4a", "/feeds", "/", "/t/s3cretx" + PATH):
        assert (await site.get(path)).status == 404, path
    reply = await site.get("/t/s3cret" + PATH)
    assert reply["x-robots-tag"] == "noindex"
    (enclosure,) = etree.fromstring(reply.body).iterfind(".//enclosure")
    assert enclosure.attrib["url"] == f"{BASE}/t/s3cret/media/talks/one.m4a"
    assert (await site.get("/t/other/media/talks/one.m4a")).status == 200
    assert (await site.get("/api/health")).status == 200


async def test_two_at_once_share_one_rendering(house: House) -> None:
    editions = Editions(house.store.queries, lambda: house.settings, lambda: house.now)
    found = []

    async def get() -> None:
        found.append(await editions.current("talks", BASE))

    async with trio.open_nursery() as nursery:
        for _ in range(5):
            nursery.start_soon(get)
    assert len({id(edition) for edition in found}) == 1
    assert found[0] is not None
    assert editions._rendering == {}


async def test_a_feed_that_made_room_still_has_its_facts_and_comes_back(house: House) -> None:
    editions = Editions(house.store.queries, lambda: house.settings, lambda: house.now, room=1)
    first = await editions.current("talks", BASE)
    await editions.current("empty", BASE)
    facts = await editions.current("talks", BASE)
    again = await editions.current("talks", BASE, content=True)
    assert facts is not None
    assert facts.content is None
    assert again == first


async def test_nothing_is_kept_of_a_feed_that_was_taken_out(house: House) -> None:
    editions = Editions(house.store.queries, lambda: house.settings, lambda: house.now)
    await editions.current("talks", BASE)
    house.settings = evolve(house.settings, feeds={"empty": EMPTY})
    await editions.current("empty", BASE)
    assert set(editions._kept) == {Key("empty", BASE)}


async def test_a_cancelled_get_leaves_the_feed_to_others(house: House) -> None:
    editions = Editions(house.store.queries, lambda: house.settings, lambda: house.now)
    with trio.CancelScope() as scope:
        scope.cancel()
        await editions.current("talks", BASE)
    assert await editions.current("talks", BASE) is not None
