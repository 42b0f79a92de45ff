from __future__ import annotations

from datetime import timedelta

import listparser
import pytest
from attrs import evolve

from anypod.model.settings import AccessSettings, FeedSettings, MetadataOverrides, ServerSettings
from tests.web.client import Site
from tests.web.house import TALKS, House

MINE = "0123456789abcdef"


def read(body: bytes) -> list[tuple[str, str]]:
    """What another program makes of it: title and address of each feed."""
    found = listparser.parse(body)
    assert not found.bozo, found.get("bozo_exception")
    return [(feed.title, feed.url) for feed in found.feeds]


async def test_another_reader_finds_every_listed_feed(site: Site, house: House) -> None:
    await house.retitle('Cats & <dogs> "x" 東京 🎙️')
    reply = await site.get("/opml")
    assert reply["content-type"] == "text/x-opml; charset=utf-8"
    assert reply["content-disposition"] == 'inline; filename="anypod.opml"'
    assert read(reply.body) == [
        ('Cats & <dogs> "x" 東京 🎙️', "http://localhost:8000/feeds/talks.xml"),
        ("Nothing <yet>", "http://localhost:8000/feeds/empty.xml"),
    ]
    assert b'<outline type="rss"' in reply.body
    assert b'htmlUrl="https://video.example/@talks"' in reply.body


async def test_the_addresses_are_those_of_the_one_who_asks(site: Site, house: House) -> None:
    house.settings = evolve(
        house.settings,
        server=ServerSettings(base_url="https://x.example/pods", listings=False),
        access=AccessSettings(tokens={"me": MINE, "you": MINE[::-1]}),
    )
    for secret in (MINE, MINE[::-1]):
        urls = [url for _, url in read((await site.get(f"/pods/t/{secret}/opml")).body)]
        assert urls == [f"https://x.example/pods/t/{secret}/feeds/{name}.xml" for name in ("empty", "talks")]
    assert (await site.get("/pods/opml")).status == 404


@pytest.mark.parametrize("hidden", [evolve(TALKS, enabled=False), evolve(TALKS, private=True)])
async def test_what_is_off_or_private_is_left_out(site: Site, house: House, hidden: FeedSettings) -> None:
    house.settings = evolve(house.settings, feeds={"talks": hidden})
    assert read((await site.get("/opml")).body) == []


async def test_it_is_304_until_it_changes(site: Site, house: House) -> None:
    await site.get("/opml")
    house.now += timedelta(seconds=2)
    first = await site.get("/opml")
    assert (await site.head("/opml")).undated == first.undated
    assert (await site.get("/opml", {"If-None-Match": first["etag"]})).status == 304
    assert (await site.get("/opml", {"If-Modified-Since": first["last-modified"]})).status == 304
    await house.retitle("Another")
    assert (await site.get("/opml", {"If-None-Match": first["etag"]})).status == 200


async def test_a_title_that_xml_forbids_does_not_cost_the_document(site: Site, house: House) -> None:
    odd = FeedSettings(name="odd", metadata=MetadataOverrides(title="a\x00b\ufffe ]]> \x1f"))
    house.settings = evolve(house.settings, feeds={"odd": odd})
    assert read((await site.get("/opml")).body) == [("ab ]]>", "http://localhost:8000/feeds/odd.xml")]
