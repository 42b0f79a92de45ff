from __future__ import annotations

import json
from datetime import timedelta

import pytest
from attrs import evolve

from anypod.model.chapter import Chapter, Segment, Span
from anypod.model.mutation import RecordDownload, RecordExamined
from anypod.model.settings import AccessSettings, FeedSettings, Sponsorblock
from anypod.model.source import Details
from tests.web.client import Site
from tests.web.house import NOW, TALKS, House

MINE = "0123456789abcdef"
ADDRESS = "/chapters/talks/abc.json"
CHAPTERS = (
    Chapter(start=0, title="Hello \x00& <b>"),
    Chapter(start=12.3456, title=""),
    Chapter(start=90, title="Over"),
)


async def chaptered(
    house: House, chapters: tuple[Chapter, ...] = CHAPTERS, segments: tuple[Segment, ...] | None = None
) -> None:
    """Publish an episode of 61.5 seconds."""
    await house.add("abc")
    details = Details(title="Talk abc", chapters=chapters, segments=segments)
    await house.commit(RecordExamined(feed="talks", id="abc", details=details, status=None, at=NOW))


def use(house: House, feed: FeedSettings) -> None:
    house.settings = evolve(house.settings, feeds={"talks": feed})


async def test_an_episodes_chapters_are_given_as_podcasting_2_has_them(site: Site, house: House) -> None:
    await chaptered(house)
    reply = await site.get(ADDRESS)
    assert (reply.status, reply["content-type"]) == (200, "application/json+chapters")
    assert reply["access-control-allow-origin"] == "*"
    assert json.loads(reply.body) == {
        "version": "1.2.0",
        "chapters": [{"startTime": 0, "title": "Hello & <b>"}, {"startTime": 12.346, "title": "2"}],
    }


async def test_they_are_304_until_they_change(site: Site, house: House) -> None:
    await chaptered(house)
    await site.get(ADDRESS)
    house.now += timedelta(seconds=2)
    first = await site.get(ADDRESS)
    assert (await site.head(ADDRESS)).undated == first.undated
    assert (await site.get(ADDRESS, {"If-None-Match": first["etag"]})).status == 304
    assert (await site.get(ADDRESS, {"If-Modified-Since": first["last-modified"]})).status == 304
    await chaptered(house, CHAPTERS[:1])
    assert (await site.get(ADDRESS, {"If-None-Match": first["etag"]})).status == 200


async def test_what_is_marked_shows_at_once_when_the_config_says_so(site: Site, house: House) -> None:
    await chaptered(house, (), segments=(Segment(start=5, end=9, category="sponsor", title="Sponsor"),))
    assert (await site.get(ADDRESS)).status == 404
    feed = (await site.get("/feeds/talks.xml")).body
    use(house, evolve(TALKS, sponsorblock=Sponsorblock(mark=("sponsor",))))
    titles = [one["title"] for one in json.loads((await site.get(ADDRESS)).body)["chapters"]]
    assert titles == ["Talk abc", "Sponsor", "Talk abc"]
    assert b'title="Sponsor"' not in feed
    assert b'<psc:chapter start="00:00:05.000" title="Sponsor"/>' in (await site.get("/feeds/talks.xml")).body


async def test_the_feed_and_the_json_agree_on_a_file_that_was_cut(site: Site, house: House) -> None:
    await chaptered(house)
    published = await house.store.queries.download("talks", "abc")
    assert published is not None
    assert published.file is not None
    cut = RecordDownload(
        feed="talks", id="abc", file=published.file, details=None, cuts=(Span(start=2, end=4),), replaces=True, at=NOW
    )
    await house.commit(cut)
    starts = [one["startTime"] for one in json.loads((await site.get(ADDRESS)).body)["chapters"]]
    assert starts == [0, 10.346]
    assert b'start="00:00:10.346"' in (await site.get("/feeds/talks.xml")).body


@pytest.mark.parametrize("path", ["/chapters/talks/abc", "/chapters/talks/no.json", "/chapters/empty/abc.json"])
async def test_what_is_not_there_is_404(site: Site, house: House, path: str) -> None:
    await chaptered(house)
    assert (await site.get(path)).status == 404


async def test_only_published_episodes_have_chapters_here(site: Site, house: House) -> None:
    await house.queue("q")
    details = Details(title="Talk q", chapters=CHAPTERS)
    await house.commit(RecordExamined(feed="talks", id="q", details=details, status=None, at=NOW))
    assert (await site.get("/chapters/talks/q.json")).status == 404


async def test_a_feed_that_shows_none_has_none(site: Site, house: House) -> None:
    await chaptered(house)
    use(house, evolve(TALKS, chapters=False))
    assert (await site.get(ADDRESS)).status == 404
    assert b"chapters" not in (await site.get("/feeds/talks.xml")).body.split(b"<item>")[1]


async def test_with_tokens_they_are_found_with_one_only(site: Site, house: House) -> None:
    await chaptered(house)
    house.settings = evolve(house.settings, access=AccessSettings(tokens={"me": MINE}))
    assert (await site.get(f"/t/{MINE}{ADDRESS}")).status == 200
    assert (await site.get(ADDRESS)).status == 404
