from __future__ import annotations

import base64
import hashlib
import re
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from attrs import evolve
from lxml import etree

from anypod.model.mutation import RecordPicture
from anypod.model.settings import AccessSettings, FeedSettings, ServerSettings
from anypod.web.listed import PER_PAGE
from tests.web.client import Reply, Site
from tests.web.house import EMPTY, NOW, TALKS, House

PAGES = ("/feeds", "/media", "/media/talks", "/thumbnails", "/thumbnails/talks")
MINE = "0123456789abcdef"


@pytest.fixture
async def talks(house: House) -> House:
    """A feed and an episode with a picture each."""
    await house.add("one")
    for id_ in (None, "one"):
        path = await house.library.store_image(b"\xff\xd8\xff picture", "talks", id_)
        assert path.is_file()
        await house.commit(RecordPicture(feed="talks", id=id_, digest="d1d1d1", source="x", at=NOW))
    return house


def html(reply: Reply) -> etree._Element:
    assert reply.status == 200
    return etree.fromstring(reply.body, etree.HTMLParser(encoding="utf-8"))


def links(reply: Reply) -> list[str]:
    tags = [(tag, "href") for tag in html(reply).iterfind(".//a")] + [
        (tag, "src") for tag in html(reply).iterfind(".//img")
    ]
    return [str(tag.get(attribute)) for tag, attribute in tags]


@pytest.mark.parametrize("path", PAGES)
async def test_what_sources_say_is_escaped_and_nothing_is_loaded_from_elsewhere(
    site: Site, talks: House, path: str
) -> None:
    await talks.retitle('<script>alert(1)</script> & "more"')
    reply = await site.get(path)
    assert reply["content-type"] == "text/html; charset=utf-8"
    assert b"<script" not in reply.body
    assert b"&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in reply.body
    assert "default-src 'none'" in reply["content-security-policy"]
    assert b"//" not in reply.body.replace(b"<!doctype", b"")
    assert reply.get("access-control-allow-origin") is None
    assert (reply["referrer-policy"], reply["x-robots-tag"]) == ("no-referrer", "noindex")


@pytest.mark.parametrize(
    ("base", "before"),
    [
        ("http://localhost:8000", ""),
        ("https://x.example/pods", "/pods"),
        ("https://x.example/pods", ""),
        ("https://x.example/pods", f"/pods/t/{MINE}"),
        ("https://x.example/pods", f"/t/{MINE}"),
    ],
)
@pytest.mark.parametrize("path", PAGES)
async def test_every_link_leads_somewhere_behind_any_prefix(
    site: Site, talks: House, path: str, base: str, before: str
) -> None:
    access = AccessSettings(tokens={"me": MINE} if "/t/" in before else {})
    talks.settings = evolve(talks.settings, server=ServerSettings(base_url=base), access=access)
    for link in links(await site.get(before + path)):
        target = urlsplit(urljoin(f"http://here{before}{path}", link))
        assert target.path.startswith(f"{before}/")
        assert (await site.get(target.path)).status == 200, link


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_304_until_it_changes(site: Site, talks: House, path: str) -> None:
    await site.get(path)
    talks.now += timedelta(seconds=2)
    first = await site.get(path)
    assert (await site.head(path)).undated == first.undated
    assert (await site.get(path, {"If-None-Match": first["etag"]})).status == 304
    assert (await site.get(path, {"If-Modified-Since": first["last-modified"]})).status == 304
    await talks.retitle("Another")
    talks.now += timedelta(seconds=2)
    second = await site.get(path, {"If-None-Match": first["etag"], "If-Modified-Since": first["last-modified"]})
    assert (second.status, b"Another" in second.body) == (200, True)
    assert (await site.get(path, {"If-Modified-Since": first["last-modified"]})).status == 200


async def test_the_style_is_the_one_that_the_policy_allows(site: Site) -> None:
    reply = await site.get("/feeds")
    style = html(reply).findtext(".//style") or ""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in reply["content-security-policy"]


async def test_a_feed_says_how_much_is_in_it(site: Site, talks: House) -> None:
    body = (await site.get("/feeds")).body
    assert b'<a href="feeds/talks.xml">' in body
    assert b"1 episode \xc2\xb7" in body
    assert b'<a href="feeds/empty.xml">Nothing &lt;yet&gt;</a>' in body


async def test_episodes_are_shown_with_date_length_and_size(site: Site, talks: House) -> None:
    body = (await site.get("/media/talks")).body.decode()
    assert '<a href="talks/one.m4a">Talk one</a>' in body
    assert '<time datetime="2026-02-28">2026-02-28</time> · 1:02 · 256 kB · m4a' in body


@pytest.mark.parametrize("hidden", [evolve(TALKS, enabled=False), evolve(TALKS, private=True)])
async def test_a_feed_that_is_off_or_private_is_on_no_page(site: Site, talks: House, hidden: FeedSettings) -> None:
    talks.settings = evolve(talks.settings, feeds={"talks": hidden, "empty": EMPTY})
    for path in ("/feeds", "/media", "/thumbnails"):
        assert not re.search(rb"/talks|Talk", (await site.get(path)).body), path
    for path in ("/media/talks", "/thumbnails/talks", "/thumbnails/talks/one.jpg"):
        assert (await site.get(path)).status == 404, path
    for path in ("/feeds/talks.xml", "/media/talks/one.m4a", "/images/talks.jpg"):
        assert (await site.get(path)).status == 200, path


async def test_a_feed_that_only_the_catalogue_knows_is_on_no_page(site: Site, talks: House) -> None:
    talks.settings = evolve(talks.settings, feeds={})
    assert b"There is no feed yet." in (await site.get("/feeds")).body
    assert (await site.get("/media/talks")).status == 404


async def test_a_long_list_comes_in_pages(site: Site, house: House) -> None:
    for number in range(PER_PAGE + 1):
        await house.add(f"n{number:03}")
    first, second = await site.get("/media/talks"), await site.get("/media/talks?page=2")
    titles = [[tag.text for tag in html(reply).iterfind(".//h2/a")] for reply in (first, second)]
    assert [len(found) for found in titles] == [PER_PAGE, 1]
    assert len({*titles[0], *titles[1]}) == PER_PAGE + 1
    assert "?page=2" in links(first)
    assert "?page=1" in links(second)
    assert b"Page 2 of 2" in second.body


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "", "%FF", "99999999999", "%D9%A1"])
async def test_a_page_that_is_not_there_is_not_found(site: Site, talks: House, number: str) -> None:
    assert (await site.get(f"/media/talks?page={number}")).status == 404


async def test_a_thumbnail_is_the_picture(site: Site, talks: House) -> None:
    for file in ("one.jpg", "talks.jpg"):
        reply = await site.get(f"/thumbnails/talks/{file}")
        assert (reply.status, reply["content-type"]) == (200, "image/jpeg")
        assert (await site.get(f"/thumbnails/talks/{file}", {"If-None-Match": reply["etag"]})).status == 304
    for file in ("none.jpg", "one", "one.png", "%2e%2e.jpg", ".jpg"):
        assert (await site.get(f"/thumbnails/talks/{file}")).status == 404, file


async def test_a_slash_too_many_leads_to_the_page(site: Site, talks: House) -> None:
    for path in ("/feeds", "/media", "/media/talks", "/thumbnails", "/thumbnails/talks"):
        reply = await site.get(f"{path}/")
        assert reply.status == 302
        assert urljoin(f"http://here{path}/", reply["location"]) == f"http://here{path}"


async def test_the_root_leads_to_the_listing(site: Site, house: House) -> None:
    house.settings = evolve(house.settings, server=ServerSettings(base_url="https://x.example/pods"))
    for path, listing in (("/", "/feeds"), ("/pods", "/pods/feeds"), ("/pods/", "/pods/feeds")):
        assert urljoin(f"http://x.example{path}", (await site.get(path))["location"]) == f"http://x.example{listing}"


async def test_the_root_behind_a_secret_leads_to_the_listing_also_where_a_proxy_took_a_prefix_off(
    site: Site, house: House
) -> None:
    server, secret = ServerSettings(base_url="https://x.example/pods"), "open-sesame-open-sesame"
    house.settings = evolve(house.settings, server=server, access=AccessSettings(tokens={"ann": secret}))
    for path in (f"/t/{secret}", f"/t/{secret}/"):
        location = (await site.get(path))["location"]
        assert urljoin(f"https://x.example/pods{path}", location) == f"https://x.example/pods/t/{secret}/feeds"


async def test_listings_can_be_switched_off(site: Site, talks: House) -> None:
    talks.settings = evolve(talks.settings, server=ServerSettings(listings=False))
    for path in ("/", *PAGES, "/thumbnails/talks/one.jpg", "/opml"):
        assert (await site.get(path)).status == 404, path
    assert (await site.get("/feeds/talks.xml")).status == 200
    assert (await site.get("/media/talks/one.m4a")).status == 200
