from __future__ import annotations

import random
from datetime import timedelta

import feedparser  # type: ignore[import-untyped]  # it brings no types, and nobody publishes any
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from anypod.model.download import Download
from anypod.model.settings import Media, MetadataOverrides, PodcastType
from anypod.rss.render import render_feed
from anypod.rss.text import one_line, paragraphs
from anypod.rules.channel import presentation
from anypod.rules.links import Links, ascii_url
from tests.rss.examples import AUDIO, DAY, DOWNLOAD, FEED, LINKS, SETTINGS, numbered
from tests.support.feedlint import lint

NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
ANY = st.text(st.characters())


def _channel(document: bytes) -> etree._Element:
    return etree.fromstring(document)[0]


def _item(download: Download) -> etree._Element:
    (item,) = _channel(render_feed(FEED, SETTINGS, [download], LINKS)).iter("item")
    return item


def _as_feedparser_reads(text: str) -> str:
    """It takes Latin letters that happen to be UTF-8 for an encoding error of the feed, and mends it."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def test_the_channel_says_who_it_is() -> None:
    channel = _channel(render_feed(FEED, SETTINGS, numbered(2), LINKS))
    assert channel.findtext("podcast:guid", namespaces=NS) == FEED.podcast_guid
    assert channel.findtext("lastBuildDate") == "Tue, 31 Mar 2026 12:00:00 +0000"
    assert channel.findtext("pubDate") == "Sun, 01 Mar 2026 12:00:00 +0000"
    assert channel.findtext("link") == "https://video.example/@talks"
    (self_link,) = channel.findall("atom:link", namespaces=NS)
    assert self_link.get("href") == "https://pods.example/anypod/feeds/talks.xml"


def test_the_item_is_the_file() -> None:
    item = _item(DOWNLOAD)
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert {str(key): str(value) for key, value in enclosure.attrib.items()} == {
        "url": "https://pods.example/anypod/media/talks/abc_-1.m4a",
        "length": "1234567",
        "type": "audio/x-m4a",
    }
    assert item.findtext("itunes:duration", namespaces=NS) == "61"
    assert item.findtext("guid") == "youtube:abc_-1"


def test_a_file_of_a_moment_lasts_a_second() -> None:
    item = _item(evolve(DOWNLOAD, file=evolve(AUDIO, duration=0.2)))
    assert item.findtext("itunes:duration", namespaces=NS) == "1"


def test_the_same_data_in_any_order_give_the_same_bytes() -> None:
    downloads = numbered(20)
    mixed = random.Random(1).sample(downloads, 20)  # noqa: S311 - an order, not a secret
    assert render_feed(FEED, SETTINGS, downloads, LINKS) == render_feed(FEED, SETTINGS, mixed, LINKS)


def test_an_address_that_changes_leaves_every_identity() -> None:
    moved = _channel(render_feed(FEED, SETTINGS, [DOWNLOAD], Links("http://other.example:8000")))
    assert moved.findtext("podcast:guid", namespaces=NS) == FEED.podcast_guid
    assert moved.findtext("item/guid") == "youtube:abc_-1"


def test_notes_longer_than_a_description_may_be_are_whole_in_content() -> None:
    item = _item(evolve(DOWNLOAD, description="word & more\n\n" * 4000))
    assert len((item.findtext("description") or "").encode()) <= 4000
    assert (item.findtext("content:encoded", namespaces=NS) or "").count("<p>") == 4000


def test_a_download_without_notes_is_described_by_its_title() -> None:
    item = _item(evolve(DOWNLOAD, description=None))
    assert item.findtext("description") == "<p>The first talk</p>"
    assert item.find("content:encoded", namespaces=NS) is None


def test_pictures_hosted_here_are_linked_here_under_their_digest() -> None:
    pictured = evolve(DOWNLOAD, image="beef")
    channel = _channel(render_feed(evolve(FEED, image="f00d"), SETTINGS, [pictured], LINKS))
    hrefs = [str(image.get("href")) for image in channel.iter(f"{{{NS['itunes']}}}image")]
    base = "https://pods.example/anypod/images/talks"
    assert hrefs == [f"{base}.f00d.jpg", f"{base}/abc_-1.beef.jpg"]


def test_a_private_feed_asks_directories_to_leave_it_out() -> None:
    private = _channel(render_feed(FEED, evolve(SETTINGS, private=True), [], LINKS))
    public = _channel(render_feed(FEED, SETTINGS, [], LINKS))
    assert private.findtext("itunes:block", namespaces=NS) == "Yes"
    assert public.find("itunes:block", namespaces=NS) is None


def test_a_feed_of_films_says_so() -> None:
    films = _channel(render_feed(FEED, evolve(SETTINGS, media=Media.VIDEO), [], LINKS))
    assert films.findtext("podcast:medium", namespaces=NS) == "video"


def test_an_owner_is_named_only_with_an_address() -> None:
    overrides = MetadataOverrides(author_email="me@pods.example")
    owned = _channel(render_feed(FEED, evolve(SETTINGS, metadata=overrides), [], LINKS))
    assert owned.findtext("itunes:owner/itunes:name", namespaces=NS) == "A. Speaker"
    assert _channel(render_feed(FEED, SETTINGS, [], LINKS)).find("itunes:owner", namespaces=NS) is None


def test_a_serial_feed_numbers_its_episodes_from_the_oldest() -> None:
    serial = evolve(SETTINGS, metadata=MetadataOverrides(podcast_type=PodcastType.SERIAL))
    document = render_feed(FEED, serial, numbered(3), LINKS)
    assert lint(document) == []
    assert [e.text for e in _channel(document).iter(f"{{{NS['itunes']}}}episode")] == ["3", "2", "1"]


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x1b\ufffe\ud800",
        "]]>",
        "</item><item>",
        "\u202eevil",
        "👩‍👩‍👧",
        "x" * 50_000,
        "<p>" * 900,
        "\r\n\r",
    ],
)
def test_no_text_of_a_source_breaks_the_feed(text: str) -> None:
    overrides = MetadataOverrides(title=text, description=text, author=text, subtitle=text, link=text, language=text)
    hostile = evolve(DOWNLOAD, title=text, description=text, author=text, source_url=text, thumbnail_url=text)
    assert lint(render_feed(FEED, evolve(SETTINGS, metadata=overrides), [hostile, *numbered(1)], LINKS)) == []


def test_a_title_about_markup_is_escaped_once() -> None:
    document = render_feed(FEED, SETTINGS, [evolve(DOWNLOAD, title="&lt; is <")], LINKS)
    assert b"<title>&amp;lt; is &lt;</title>" in document


@given(title=ANY, description=ANY, author=ANY, url=ANY, source_id=ANY)
@settings(max_examples=200)
def test_parsers_read_back_what_was_written(
    title: str, description: str, author: str, url: str, source_id: str
) -> None:
    download = evolve(
        DOWNLOAD,
        title=title,
        description=description,
        author=author,
        source_url=f"https://a.example/{url}",
        source_id=source_id,
    )
    document = render_feed(FEED, SETTINGS, [download], LINKS)
    assert lint(document) == []
    (item,) = _channel(document).iter("item")
    assert item.findtext("title") == (one_line(title) or download.id)
    assert item.findtext("link") == ascii_url(download.source_url)
    assert item.findtext("itunes:author", namespaces=NS) == (one_line(author) or None)
    parsed = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo
    (entry,) = parsed.entries
    assert entry.link == item.findtext("link")
    read = [entry.title, entry.id, entry.summary]
    assert read == [_as_feedparser_reads(item.findtext(tag) or "") for tag in ("title", "guid", "description")]
    assert (entry.get("content") is not None) == bool(paragraphs(description))


@given(
    overrides=st.builds(
        MetadataOverrides, title=st.none() | ANY, link=st.none() | ANY, explicit=st.none() | st.booleans()
    ),
    private=st.booleans(),
    media=st.sampled_from(Media),
    base=st.sampled_from(["https://a.example", "https://a.example/x"]),
)
def test_a_document_differs_only_where_the_presentation_does(
    overrides: MetadataOverrides, private: bool, media: Media, base: str
) -> None:
    changed = evolve(SETTINGS, metadata=overrides, private=private, media=media)
    same = presentation(changed, base) == presentation(SETTINGS, "https://a.example")
    before = render_feed(FEED, SETTINGS, [DOWNLOAD], Links("https://a.example"))
    assert not same or render_feed(FEED, changed, [DOWNLOAD], Links(base)) == before


def test_a_feed_is_dated_by_its_last_change_and_not_by_the_clock() -> None:
    later = evolve(FEED, changed_at=DAY + timedelta(days=31))
    assert render_feed(FEED, SETTINGS, [], LINKS) != render_feed(later, SETTINGS, [], LINKS)
